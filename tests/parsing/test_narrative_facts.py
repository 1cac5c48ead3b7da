"""Figures in prose: what a sentence plainly says, and nothing else."""

from __future__ import annotations

import pytest

from parsing.narrative.facts import find_facts
from parsing.records import Section

ISSUED, ASKED, PAID = "fee_notices_issued", "fee_notices_amount", "fee_collected_amount"
NEW, OLD, DONE, REVIEWS, SUITS = "requests_received", "requests_carried_in", "requests_answered", "reviews", "suits"

FEES: list[tuple[str, dict[str, tuple[float, str]]]] = [
    ("发出收费通知的件数和总金额以及实际收取的总金额均为0。", {ISSUED: (0, "件"), ASKED: (0, "元"), PAID: (0, "元")}),
    ("2021年，本机关发出收费通知的件数、总金额和实际收取的总金额均为零。", {ISSUED: (0, "件"), ASKED: (0, "元"), PAID: (0, "元")}),
    ("发出收费通知的件数和总金额以及实际收取的总金额分别为1件、380元和380元。", {ISSUED: (1, "件"), ASKED: (380, "元"), PAID: (380, "元")}),
    ("本年度发出收费通知1件，金额380元，实际收取380元。", {ISSUED: (1, "件"), ASKED: (380, "元"), PAID: (380, "元")}),
    ("全年发出收费通知２件，总金额１，２００元，实际收取0元。", {ISSUED: (2, "件"), ASKED: (1200, "元"), PAID: (0, "元")}),
    ("发出收费通知3件，总金额0.12万元，实际收取0.06万元。", {ISSUED: (3, "件"), ASKED: (0.12, "万元"), PAID: (0.06, "万元")}),
    ("共发出收费通知2件，总金额1200元，实际收取1件，金额100元。", {ISSUED: (2, "件"), ASKED: (1200, "元"), PAID: (100, "元")}),
    ("发出收费通知的件数为0，总金额为0，实际收取的总金额为0。", {ISSUED: (0, "件"), ASKED: (0, "元"), PAID: (0, "元")}),
    ("发出收费通知0件；总金额0元；实际收取总金额0元。", {ISSUED: (0, "件"), ASKED: (0, "元"), PAID: (0, "元")}),
    ("共发出1件信息处理费收费通知。", {ISSUED: (1, "件")}),
    ("本年度未收取信息处理费。", {PAID: (0, "元")}),
    ("2021年，我单位没有产生政府信息公开信息处理费用。", {PAID: (0, "元")}),
    ("本年度未向申请人收取任何费用。", {PAID: (0, "元")}),
    ("本年度无信息处理费收取情况。", {PAID: (0, "元")}),
    ("2021年未发出收费通知，未收取信息处理费。", {ISSUED: (0, "件"), PAID: (0, "元")}),
    ("2021年收取信息处理费0元。", {PAID: (0, "元")}),
    ("2021年信息处理费收取金额为260.50元。", {PAID: (260.5, "元")}),
    ("无。", {}),
    ("无其他需要报告的事项。", {}),
    ("同一申请人一个月内超过10件的部分可以收取信息处理费100元。", {}),
    ("2020年未收取信息处理费。", {}),
    ("上半年收取信息处理费100元。", {}),
    ("是否收取信息处理费由各单位决定。", {}),
    ("历年累计发出收费通知9件。", {}),
]

REQUESTS: list[tuple[str, dict[str, float]]] = [
    ("2021年共收到依申请公开案件2件（邮件1件，挂号信1件），全部答复完毕。", {NEW: 2}),
    ("全年共受理政府信息公开申请859件，申请数量较去年回落12.3%。", {NEW: 859}),
    ("共收到8份政府信息公开申请，均为自然人申请。", {NEW: 8}),
    ("2021年，新收政府信息公开申请3,525件，上年结转121件。", {NEW: 3525, OLD: 121}),
    ("2021年收到政府信息公开申请十二件。", {NEW: 12}),
    ("2021年度受理信息公开申请0件。", {NEW: 0}),
    ("本年度未收到政府信息公开申请。", {NEW: 0}),
    ("2021年，街道未接收到政府信息公开申请的情况。", {NEW: 0}),
    ("答复政府信息公开申请805件（含上年度结转申请18件，另有72件顺延）。", {DONE: 805, OLD: 18}),
    ("2021年结转2020年度政府信息公开申请3件。", {OLD: 3}),
    ("信息公开类行政复议7件，诉讼9件，均获维持。", {REVIEWS: 7, SUITS: 9}),
    ("因政府信息公开引发行政复议案件2件、行政诉讼1件。", {REVIEWS: 2, SUITS: 1}),
    ("全年没有发生因政府信息公开申请行政复议和提起行政诉讼的情况。", {REVIEWS: 0, SUITS: 0}),
    ("未发生因政府信息公开被申请行政复议、提起行政诉讼案件。", {REVIEWS: 0, SUITS: 0}),
    ("政府信息公开行政复议、行政诉讼均为0件。", {REVIEWS: 0, SUITS: 0}),
    ("政府信息公开行政复议0件，行政诉讼2件，其中上年结转1件。", {REVIEWS: 0, SUITS: 2}),
    ("行政复议案件5件，其中涉及政府信息公开1件。", {}),
    ("全年共收到政府信息公开申请1 2件。", {}),
    ("通过网站收到政府信息公开申请3件。", {}),
    ("2020年收到政府信息公开申请5件。", {}),
    ("2021年上半年收到政府信息公开申请5件。", {}),
    ("比上年多收到政府信息公开申请5件。", {}),
    ("共收到政府信息公开申请20件（含上年结转3件）。", {OLD: 3}),
    ("收到行政许可申请20件，信息公开工作平稳。", {}),
    ("未收到对政府信息公开申请答复不满的投诉。", {}),
    ("收到政府信息公开申请100余件。", {}),
    ("政府信息公开行政复议、诉讼案件共3件。", {}),
    ("办理政府信息公开行政复议案件12件。", {}),
    ("没有因政府信息公开行政复议被纠正的案件。", {}),
    ("未经行政复议直接提起政府信息公开行政诉讼3件。", {SUITS: 3}),
    ("答复率100%，满意度99%，信息公开申请逾期答复0件。", {}),
    ("自2008年以来累计收到政府信息公开申请120件。", {}),
    ("2021年全年累计收到政府信息公开申请12件。", {NEW: 12}),
]


@pytest.mark.parametrize(("sentence", "expected"), FEES)
def test_fees(sentence: str, expected: dict[str, tuple[float, str]]) -> None:
    facts = find_facts([Section(6, "六、其他需要报告的事项", sentence)], 2021)
    assert {fact.fact: (fact.value, fact.unit) for fact in facts} == expected
    assert all(fact.text == sentence for fact in facts)


@pytest.mark.parametrize(("sentence", "expected"), REQUESTS)
def test_requests(sentence: str, expected: dict[str, float]) -> None:
    facts = find_facts([Section(1, "一、总体情况", sentence)], 2021)
    assert {fact.fact: fact.value for fact in facts} == expected


def test_the_sentence_alone_is_quoted() -> None:
    text = "本年工作平稳。发出收费通知1件，金额380元，\u3000实际收取380元。无其他事项。"
    facts = find_facts([Section(6, "六", text)], 2021)
    assert {fact.text for fact in facts} == {"发出收费通知1件，金额380元，实际收取380元。"}


def test_two_sentences_that_differ_give_no_fact() -> None:
    text = "区政府办公室收到政府信息公开申请17件。全区共收到政府信息公开申请95件。"
    assert find_facts([Section(1, "一", text)], 2021) == []


def test_fees_count_only_in_section_six_and_requests_not_there() -> None:
    assert find_facts([Section(5, "五", "本年度未收取信息处理费。收到政府信息公开申请2件。")], 2021) == []
