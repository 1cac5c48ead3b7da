"""Requests, reviews and suits as prose states them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsing.narrative.numerals import YEAR, number_of, year_of
from parsing.narrative.sentences import Sentence, is_whole_year
from parsing.records import Fact

_NUM = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+|[零〇一二两三四五六七八九十百千]+)"
_COUNT = rf"{_NUM}(?:件次|件|宗|份|条|个|次|起|例|封|项)(?!以上|以内|左右)"
_IS = r"(?:共计|总计|合计|一共|共|为|是|有|:)*"
_REQUEST = (
    r"(?:政府信息公开|政务信息公开|信息公开|依申请公开|公开政府信息|政府信息|依申请)(?:政府信息|信息)?(?:公开)?(?:的)?(?:申请)?(?:公开)?"
    r"(?:案件|案|事项|信息|表|件)?(?:总数量|总量|总数|数量|数)?"
)
_RECEIVE = r"(?:接收到|接收|收到|收悉|接到|受理|新收|新增|接受)(?:[和并与及、]+(?:处理|办理|受理|答复))?(?:的|了)?(?:有效的?|公民|各类)?"
# What `_RECEIVE` begins with: most sentences speak of nothing received.
_RECEIVING = re.compile(r"接[收到受]|收[到悉]|受理|新[收增]")
_ENDS = r"(?=$|[,;。.、!]|的?(?:情况|情形)|[和及或与])"
_LAST_YEAR = rf"(?:上年度?|上一年度?|去年|(?P<year>{YEAR})年度?)"
_NO = r"(?:未|没有|无|未曾|没)"
_COURT = r"(?:案件|申请|案|事项)?(?:数量|数)?"

_RECEIVED = (
    re.compile(rf"{_RECEIVE}{_REQUEST}{_IS}{_COUNT}"),
    re.compile(rf"{_RECEIVE}{_IS}{_COUNT}(?:的)?(?:政府信息公开|信息公开|依申请公开)申请"),
)
_NONE_RECEIVED = re.compile(rf"{_NO}(?:曾|有)?{_RECEIVE}(?:过|任何|公民)*(?:的)?{_REQUEST}{_ENDS}")
_WITH_CARRIED = re.compile(r"^\(?[,;]?\(?(?:[含]|包括|包含|其中)[^;。)]{0,12}(?:上年|上一年|去年|结转)|^[,]?(?:加上|连同)")
_CARRIED = (
    re.compile(rf"{_LAST_YEAR}(?:度)?结转(?:至?(?:本年度?|今年))?(?:的|办理)?(?:{_REQUEST})?(?:申请)?(?:案件|件|数量)?{_IS}{_COUNT}"),
    re.compile(rf"结转{_LAST_YEAR}(?:的)?(?:{_REQUEST}|申请)?{_IS}{_COUNT}"),
)
_NONE_CARRIED = re.compile(rf"{_NO}(?:有)?(?:上年度?|上一年度?)(?:的)?结转")
_ANSWERED = re.compile(rf"(?<!期)(?<!未)(?:答复|办结|回复)(?:了|完毕)?(?:{_REQUEST})?(?:申请)?{_IS}{_COUNT}(?!.{{0,2}}%)")
_REVIEWS = re.compile(rf"行政复议{_COURT}{_IS}{_COUNT}")
_SUITS = re.compile(rf"(?:行政)?诉讼{_COURT}{_IS}{_COUNT}")
_BOTH_ZERO = re.compile(
    r"复议(?:案件|申请)?(?:[、,和与及]|以及)(?:提起)?(?:行政)?诉讼(?:案件)?(?:数量|数)?(?:均|都)(?:为|是)?(?:0|零)(?![\d.])"
)
_DENIED = rf"{_NO}(?:(?:发生|收到|出现|产生|涉及|被|因|有|引发|接到|存在)[^,;。\d]{{0,30}}?)?"
_NO_REVIEW = re.compile(
    rf"{_DENIED}(?:行政)?复议(?P<suit>(?:案件|申请)?(?:[、,和与及或]|以及|或者)+(?:被)?(?:提起|引发|发生)?(?:的)?(?:行政)?诉讼)?(?P<rest>[^,;。]{{0,12}})"
)
_NO_SUIT = re.compile(rf"{_DENIED}(?:行政)?诉讼(?P<rest>[^,;。]{{0,12}})")
_OUTCOME = re.compile(r"纠正|撤销|败诉|变更|违法|维持|超期|前置|直接|机关")
# 行政诉讼2件，其中上年结转1件: cases carried over, no requests. 行政复议5件，其中涉及政府信息公开1件: the five are of all kinds.
_OF_CASES = re.compile(r"(?:复议|诉讼)[^;。]*$")
_SOME_OF_THEM = re.compile(r"其中[^;。]{0,12}信息公开[^;。]{0,10}\d")
# Cases that an office decides for others are not cases brought against it.
_JUDGE = re.compile(r"(?:审理|审结|受理|办理|代理|办结)[^,;。]{0,16}$")


def read_requests(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    """The facts of one sentence on requests received, carried in and answered, on reviews and on suits."""
    if "公开" not in sentence.folded and "政府信息" not in sentence.folded and "结转" not in sentence.folded:
        return
    if _RECEIVING.search(sentence.folded) or _RECEIVING.search(sentence.plain):
        yield from _received(sentence, year)
    if "结转" in sentence.folded or "结转" in sentence.plain:
        yield from _carried(sentence, year)
    if "申请" in sentence.plain:
        yield from _counted("requests_answered", _ANSWERED, sentence, year)
    if "复议" in sentence.plain or "诉讼" in sentence.plain:
        yield from _cases(sentence, year)


def _fact(code: str, value: int | float, sentence: Sentence) -> Fact:
    return Fact(code, value, "件", sentence.printed)


def _counted(code: str, pattern: re.Pattern[str], sentence: Sentence, year: int | None) -> Iterator[Fact]:
    for found in pattern.finditer(sentence.plain):
        if is_whole_year(sentence.plain[: found.start()], year):
            yield _fact(code, number_of(found["n"]), sentence)


def _received(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    for pattern in _RECEIVED:
        for found in pattern.finditer(sentence.folded):
            before = sentence.folded[: found.start()]
            counts = not _partial(before) and not _WITH_CARRIED.search(sentence.folded[found.end() :])
            if counts and is_whole_year(before, year):
                yield _fact("requests_received", number_of(found["n"]), sentence)
    none = _NONE_RECEIVED.search(sentence.plain)
    if none and is_whole_year(sentence.plain[: none.start()], year):
        yield _fact("requests_received", 0, sentence)


def _partial(before: str) -> bool:
    # 通过网站收到 …, 其中 …, inside brackets: a part of the whole.
    clause = re.split(r"[,;。]", before)[-1]
    return (
        "通过" in clause
        or "其中" in before.rsplit(";", maxsplit=1)[-1]
        or before.count("(") > before.count(")")
        or clause.endswith(("未", "没有", "无"))
    )


def _carried(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    for pattern in _CARRIED:
        for found in pattern.finditer(sentence.folded):
            if _OF_CASES.search(sentence.folded[: found.start()]) and "申请" not in found[0]:
                continue
            if found["year"] is None or (year is not None and year_of(found["year"]) == year - 1):
                yield _fact("requests_carried_in", number_of(found["n"]), sentence)
    if _NONE_CARRIED.search(sentence.plain):
        yield _fact("requests_carried_in", 0, sentence)


def _cases(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    text = sentence.plain
    if _SOME_OF_THEM.search(sentence.folded):
        return
    if _BOTH_ZERO.search(text):
        yield from (_fact(code, 0, sentence) for code in ("reviews", "suits"))
    for code, pattern in (("reviews", _REVIEWS), ("suits", _SUITS)):
        for found in pattern.finditer(text):
            before = text[: found.start()]
            together = code == "suits" and re.search(r"复议(?:案件)?(?:[、和与及]|以及)?$", before)
            if not together and not _JUDGE.search(before) and is_whole_year(before, year):
                yield _fact(code, number_of(found["n"]), sentence)
    yield from _denied(sentence, year)


def _denied(sentence: Sentence, year: int | None) -> Iterator[Fact]:
    for code, pattern in (("reviews", _NO_REVIEW), ("suits", _NO_SUIT)):
        found = pattern.search(sentence.plain)
        if found is None or _OUTCOME.search(found["rest"]) or re.search(r"\d", found["rest"]):
            continue
        if is_whole_year(sentence.plain[: found.start()], year):
            yield _fact(code, 0, sentence)
