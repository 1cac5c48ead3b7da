"""Headings, sentences and sign-off."""

from __future__ import annotations

from tests.corpus.build import NO_FEES, Box, Page
from tests.corpus.cases_text import usual
from tests.corpus.make import case

OPENINGS = "reports/quirks.md, page openings"
TITLES = "forms/README.md section 7, titles"
HEADS = "forms/README.md section 7, headings"
_PLACE, _OFFICE, _YEAR = "宿迁市宿豫区", "宿迁市宿豫区水利局", 2022


@case("signoff-chinese-date", "二〇二三年一月六日.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.signoff = ["宿豫区水利局", "二〇二三年一月六日"]
    p.expected.signed_by, p.expected.signed_on = "宿豫区水利局", "2023-01-06"


@case("signoff-on-one-line", "Name and date stand on one line, with a seal.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.signoff = ["宿豫区水利局（盖章） 2023年1月6日"]
    p.expected.signed_by, p.expected.signed_on = "宿豫区水利局", "2023-01-06"


@case("signoff-then-site-footer", "The site's footer with another name and date follows the sign-off.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.signoff = ["宿豫区水利局", "2023年1月6日"]
    p.below = ["<p>打印 关闭</p>", "<p>版权所有：宿豫区人民政府办公室</p>", "<p>更新时间：2024年5月6日</p>"]
    p.expected.signed_by, p.expected.signed_on = "宿豫区水利局", "2023-01-06"


def _heads(slug: str, defect: str, heads: dict[int, str], sections: list[int] | None = None) -> None:
    @case(slug, defect, HEADS)
    def _(p: Page) -> None:
        usual(p)
        for number, text in heads.items():
            p.parts[number].heading = text
        p.expected.sections = sections or [1, 2, 3, 4, 5, 6]


_heads(
    "headings-longer",
    "一、总体概述; 行政机关主动公开…; 因政府信息公开工作被申请…; 政府信息公开工作存在的…; Word's automatic 3、.",
    {
        1: "一、总体概述",
        2: "二、行政机关主动公开政府信息情况",
        3: "3、 收到和处理政府信息公开申请情况",
        4: "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        5: "五、政府信息公开工作存在的主要问题及改进情况",
        6: "六、其他需要汇报事项",
    },
)
_heads(
    "headings-shorter",
    "存在问题及改进情况; 行政复议行政诉讼情况 without comma.",
    {4: "四、政府信息公开行政复议行政诉讼情况", 5: "五、存在问题及改进情况"},
)
_heads("headings-measures", "五、存在的主要问题及整改措施 (Shuyang).", {5: "五、存在的主要问题及整改措施"})
_heads(
    "headings-no-numerals",
    "The headings carry no numerals.",
    dict(
        enumerate(
            (
                "总体情况",
                "主动公开政府信息情况",
                "收到和处理政府信息公开申请情况",
                "政府信息公开行政复议、行政诉讼情况",
                "存在的主要问题及改进情况",
                "其他需要报告的事项",
            ),
            1,
        )
    ),
)
_heads(
    "headings-numbers-wrong",
    "Every heading is numbered 一.",
    {3: "一、收到和处理政府信息公开申请情况", 4: "一、政府信息公开行政复议、行政诉讼情况"},
)


@case("headings-restart-at-tables", "The numbering restarts at the tables (科委 FY2024).", "reports/quirks.md item 9")
def _(p: Page) -> None:
    usual(p)
    order = [1, 5, 6, 2, 3, 4]
    p.parts = {number: p.parts[number] for number in order}
    for number, text in {
        5: "二、存在的主要问题及改进情况",
        6: "三、其他需要报告的事项",
        2: "一、主动公开政府信息情况",
        3: "二、收到和处理政府信息公开申请情况",
        4: "三、政府信息公开行政复议、行政诉讼情况",
    }.items():
        p.parts[number].heading = text
    p.expected.sections = order


@case("headings-none", "The page has its tables and no headings at all.", "reports/quirks.md item 9")
def _(p: Page) -> None:
    usual(p)
    for part in p.parts.values():
        part.heading = ""
    p.expected.sections, p.expected.facts = [], {}
    p.note("section_missing", "section:1")


@case("headings-run-in", "一、总体情况。 runs into its text.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.parts[1].paragraphs = [f"{p.parts[1].heading}。{p.parts[1].paragraphs[0]}"]
    p.parts[1].heading = ""


@case("headings-listed-first", "A table of contents lists the six headings before the text.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.opening = ["目录", *(part.heading for part in p.parts.values())]


@case("tables-first", "The page opens with the tables; the narrative follows (Haidian).", "reports/quirks.md item 14")
def _(p: Page) -> None:
    usual(p)
    p.opening = []
    p.parts = {number: p.parts[number] for number in (2, 3, 4, 1, 5, 6)}
    p.expected.sections = [2, 3, 4, 1, 5, 6]


def _fees(slug: str, defect: str, sentence: str, facts: dict[str, list[object]]) -> None:
    @case(slug, defect, "forms/README.md section 6 (fees)")
    def _(p: Page) -> None:
        usual(p)
        p.parts[6].paragraphs = [sentence]
        p.expected.facts = facts


_fees(
    "fees-none-sent",
    "Neither notices sent nor fees collected.",
    "2022年，本机关未发出收费通知，未收取信息处理费。",
    {"fee_notices_issued": [0, "件"], "fee_collected_amount": [0, "元"]},
)
_fees("fees-all-zero", "Number, amount and collected amount 均为0.", "本年度收费通知的件数、总金额和实际收取的总金额均为0。", dict(NO_FEES))
_fees(
    "fees-real",
    "One notice of 380 yuan, paid.",
    "2022年发出收费通知1件，总金额380元，实际收取总金额380元。",
    {"fee_notices_issued": [1, "件"], "fee_notices_amount": [380, "元"], "fee_collected_amount": [380, "元"]},
)
_fees(
    "fees-only-a-rule",
    "The section only tells the tariff: no figure of the year.",
    "每件申请超过30页的，按照规定每页收取10元，本年度按照办法执行。",
    {},
)


@case("prose-figures-agree", "Section 1 states the requests received as the table does.", "forms/README.md section 8, I9")
def _(p: Page) -> None:
    usual(p)
    new = p.entries["s3_requests.received_new.total"]
    p.parts[1].paragraphs.append(f"全年共收到政府信息公开申请{new}件。")
    p.expected.facts = {"requests_received": [new, "件"], **NO_FEES}


@case("prose-figures-disagree", "Section 1 states 17 requests, for the office alone; the table has more.", "reports/quirks.md item 11")
def _(p: Page) -> None:
    usual(p)
    p.parts[1].paragraphs.append("全年共收到政府信息公开申请7件。")
    p.expected.facts = {"requests_received": [7, "件"], **NO_FEES}
    p.expected.failed.append("I9 requests_received")


@case("prose-figures-of-last-year", "Section 1 compares with last year's figures.", "issue B, text")
def _(p: Page) -> None:
    usual(p)
    p.parts[1].paragraphs.append("2021年收到政府信息公开申请31件，今年有所减少。")


@case("words-of-tables-in-prose", "Prose uses the words of labels with figures: 重复申请5件, 予以公开2件.", "forms/README.md section 7")
def _(p: Page) -> None:
    usual(p)
    p.parts[1].paragraphs.append("其中重复申请5件，予以公开2件，行政处罚决定公示90条。")
    p.parts[1].sheets = [[[Box("名称"), Box("内容")], [Box("重复申请"), Box("由办公室统一答复")]]]
