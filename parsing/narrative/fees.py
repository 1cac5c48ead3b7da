"""The information-processing fee of section six: notices issued, their amount, what was collected (国办函〔2020〕109号)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.narrative.numerals import number_of
from parsing.narrative.sentences import Sentence, is_whole_year
from parsing.records import Fact

_FEES = re.compile(r"收费通知|处理费|实际收取|收取.{0,12}费")
_NUM = r"(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
_IS = r"(?:共计|总计|合计|累计|共|为|是|有|:)*"
_MONEY = rf"(?:{_NUM}(?P<unit>亿元|万元|千元|百元|元)(?![/每])|(?P<zero>0|零|〇)(?![\d.件份个次宗万亿千百]))"
_COUNT = rf"(?:{_NUM}(?:件|份|个|次|宗|张|项)|(?P<zero>0|零|〇)(?![\d.元万]))"
_SEND = r"(?:发出|发送|下达|开具|寄出|出具|发放|送达)"
_NO = r"(?<!是否)(?:未|没有|无|未曾|并未)"
_ALL_ZERO = re.compile(r"(?P<subjects>[^;。]*?)(?:均|都|全部)(?:为|是)?(?:0|零|〇)(?:件|元)?(?![\d.%万亿])")
_IN_TURN = re.compile(
    r"收费通知(?:书|单)?(?:的)?(?:总)?(?:件数|数量)[、,和及与]*(?:总)?金额[、,和及与以]*实际收取的?(?:总)?金额分别(?:为|是):?"
    r"(?P<n>\d+)件?[、,和及](?P<asked>[\d.]+)(?P<asked_unit>万?元)[、,和及](?P<paid>[\d.]+)(?P<paid_unit>万?元)"
)
_ISSUED = (
    re.compile(rf"收费通知(?:书|单)?(?:的)?(?:总)?(?:件数|数量|总数|份数|数)?{_IS}{_COUNT}"),
    re.compile(rf"{_SEND}(?:了)?{_NUM}(?:件|份|个|次)(?:的)?(?:政府信息公开)?(?:信息处理费)?收费通知"),
)
_ASKED = re.compile(rf"金额{_IS}{_MONEY}")
_PAID = (
    re.compile(rf"实际收(?:取|到|缴)[^,;。\d零〇]{{0,16}}?(?:\d+件,?[^,;。\d零〇]{{0,10}})?{_MONEY}"),
    re.compile(
        rf"收取(?:的)?(?:政府信息公开|政府信息|信息公开|依申请公开)?(?:信息)?处理费(?:用)?(?:的)?(?:总)?(?:金额|费用|数额)?(?:\d+件,)?{_IS}{_MONEY}"
    ),
    re.compile(rf"处理费(?:用)?(?:的)?(?:实际)?(?:收取|收费)(?:的)?(?:总)?(?:金额|情况|费用)?{_IS}{_MONEY}"),
)
_NONE_ISSUED = re.compile(rf"{_NO}(?:向[^,;。]{{1,12}}?)?{_SEND}(?:过|任何)*[^,;。\d]{{0,14}}?收费通知")
_NONE_PAID = re.compile(
    rf"{_NO}(?:有)?(?:实际)?(?:(?:发生|产生)(?!的))?(?:向[^,;。]{{1,14}}?)?(?:收取|收到|产生|发生|收缴)(?:过|任何)*[^,;。\d]{{0,20}}?(?:处理费|费用)|{_NO}(?:政府信息公开)?信息处理费(?:用)?(?:的)?(?:收取|收费)"
)
# Rules on when a fee may be asked are no figures.
_RULE = re.compile(r"超过|超出|每件|每增加|元/|按照以下标准|可以收取|应当收取|如需|若")


def read_fees(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    """The facts of one sentence on fees. `未收取` says that nothing was collected, and nothing about notices."""
    text = sentence.plain
    if not _FEES.search(text) or _RULE.search(text):
        return
    if (turn := _IN_TURN.search(text)) and is_whole_year(text[: turn.start()], year):
        yield Fact("fee_notices_issued", number_of(turn["n"]), "件", sentence.printed)
        yield Fact("fee_notices_amount", number_of(turn["asked"]), turn["asked_unit"], sentence.printed)
        yield Fact("fee_collected_amount", number_of(turn["paid"]), turn["paid_unit"], sentence.printed)
        return
    yield from _all_zero(sentence, year)
    yield from _stated("fee_notices_issued", _ISSUED, sentence, year)
    yield from _asked(sentence, year)
    yield from _stated("fee_collected_amount", _PAID, sentence, year)
    for code, unit, pattern in (("fee_notices_issued", "件", _NONE_ISSUED), ("fee_collected_amount", "元", _NONE_PAID)):
        if (found := pattern.search(text)) and is_whole_year(text[: found.start()], year):
            yield Fact(code, 0, unit, sentence.printed)


def _all_zero(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    for found in _ALL_ZERO.finditer(sentence.plain):
        subjects = found["subjects"]
        if not is_whole_year(subjects, year):
            continue
        notices = subjects.rpartition("收费通知")[2] if "收费通知" in subjects else ""
        asked = notices.partition("收取")[0]
        if re.search(r"件数|数量|份数", asked):
            yield Fact("fee_notices_issued", 0, "件", sentence.printed)
        if "金额" in asked:
            yield Fact("fee_notices_amount", 0, "元", sentence.printed)
        if re.search(r"收取.{0,12}金额", subjects):
            yield Fact("fee_collected_amount", 0, "元", sentence.printed)


def _asked(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    # The amount of the notices stands between them and what was really collected.
    notices = sentence.plain.find("收费通知")
    if notices < 0:
        return
    stop = re.search(r"实际收|实收|收取", sentence.plain[notices + 4 :])
    part = sentence.plain[notices : notices + 4 + stop.start()] if stop else sentence.plain[notices:]
    found = _ASKED.search(part)
    if found and is_whole_year(sentence.plain[:notices], year):
        yield _money("fee_notices_amount", found, sentence)


def _stated(code: str, patterns: tuple[re.Pattern[str], ...], sentence: Sentence, year: int | None) -> Iterator[Fact]:
    for pattern in patterns:
        for found in pattern.finditer(sentence.plain):
            if is_whole_year(sentence.plain[: found.start()], year):
                yield _money(code, found, sentence)
                return


def _money(code: str, found: re.Match[str], sentence: Sentence) -> Fact:
    groups = found.groupdict()
    unit = "件" if code == "fee_notices_issued" else groups.get("unit") or "元"
    return Fact(code, number_of(groups.get("n") or "0"), unit, sentence.printed)
