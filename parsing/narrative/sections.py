"""The six narrative sections, found by the words of their headings and never by their numerals (quirks.md, item 9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsing.narrative.text import Folded, Line
from parsing.records import Section

_WORK = r"(?:(?:20\d\d年度?)?(?:本年度?)?(?:政府|政务)?(?:信息公开)?(?:工作)?(?:中|的)?)"
_ASKED = r"(?:因?(?:政府|政务)?信息公开(?:工作)?)?(?:被|而)?(?:申请|提起|引发|发生|引起)?的?"
# section -> its wording in fmt2019 and fmt2021 and the variants of forms/README.md section 7; 0 closes a section and opens none.
_STRONG = {
    1: rf"{_WORK}(?:总体|基本|整体)(?:工作)?(?:情况|概述|概况)|概述|总述",
    2: r"(?:行政机关)?主动公开(?:的)?(?:政府)?信息(?:的)?(?:工作)?情况",
    3: r"(?:收到|受理|接收)(?:[和与及、并])?(?:处理|办理|答复)?(?:的)?(?:政府|政务)?信息公开申请(?:的)?(?:处理|办理)?(?:的)?情况",
    4: rf"{_ASKED}(?:行政)?复议(?:案件)?(?:[、,和与及或]|以及)?{_ASKED}(?:行政)?诉讼(?:案件)?(?:的)?(?:情况)?",
    5: rf"{_WORK}存在的?(?:主要)?(?:的)?(?:问题|不足|困难)(?:与不足|和不足)?(?:[、,和与及]|以及|和下一步)?(?:的)?(?:下一步)?"
    r"(?:改进|整改|解决|工作|努力|打算)?(?:工作)?(?:的)?(?:情况|措施|方向|办法|方法|计划|打算|思路|建议|意见|安排)?",
    6: r"(?:其[他它])?(?:需要|需|应当|应|须)?(?:要)?(?:报告|汇报|说明)(?:的)?(?:其[他它])?(?:重要)?(?:事项|情况|事宜)"
    r""
    r"|其[他它]需要(?:报告|汇报|说明)(?:的)?",
    0: r"(?:政府信息公开|依申请公开)?(?:的)?(?:收费|费用)(?:的?收取)?(?:情况)?(?:[及和、]减免)?(?:费用)?(?:的)?情况"
    r""
    r"|附[表件录]|(?:指标)?统计(?:表|附表)",
}
_WEAK = {
    1: r"概况|(?:工作)?(?:总体)?概述|总体情况介绍",
    2: r"(?:政府信息)?主动公开(?:政府信息)?(?:工作)?(?:的)?(?:情况)?",
    3: r"(?:政府信息)?依申请公开(?:政府信息|工作)?(?:办理|处理|受理)?(?:的)?(?:情况)?",
    4: r"(?:行政)?复议(?:情况)?|(?:行政)?复议[、和].{0,12}诉讼.{0,8}",
    5: r"(?:主要)?问题(?:及|和|与)(?:改进|整改)(?:情况|措施)|(?:不足|问题)(?:及|和|与).{0,4}(?:打算|措施|计划)",
    6: r"其[他它](?:事项|情况)?",
}
_NUMERAL = re.compile(r"(?:第?(?P<han>[一二三四五六七八九十]{1,3})(?:部分|章)?[、.,:]*|(?P<arabic>\d{1,2})(?!\d)[、.,)]+)")
# All wordings in one pattern, in the order in which they count; the group that matches names the section.
_KINDS = {f"{name}_{number}": (number, name == "strong") for name, kind in (("strong", _STRONG), ("weak", _WEAK)) for number in kind}
_HEADING = re.compile("|".join(f"(?P<{group}>{(_STRONG if strong else _WEAK)[number]})" for group, (number, strong) in _KINDS.items()))
_NUMERAL_STARTS = frozenset("第一二三四五六七八九十")
_MAX_HEADING = 48
_TRAILING = "。:;,.、-_—· ()"
# A heading that runs into its text: 一、总体情况。2021年，…
_RUN_IN = re.compile(r"[。:]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: which section, at which line (`lines`: how many lines it takes), as printed, and the text that follows on its line.

    `rank`: 0 Chinese numeral, 1 fitting Arabic numeral, 2 other Arabic numeral, 3 none; `strong`: in the wording of the form.
    """

    number: int
    line: int
    printed: str
    rank: int
    strong: bool
    lines: int = 1
    rest: str = ""


def find_headings(lines: Sequence[Line]) -> list[Heading]:
    """The headings of the page in order. Sub-headings in brackets （一）, mentions in prose and tables of contents are none."""
    candidates: list[Heading] = []
    at = 0
    while at < len(lines):
        heading = _heading(lines, at)
        if heading:
            candidates.append(heading)
        at += heading.lines if heading else 1
    return _without_contents(_settled(candidates), lines)


def _heading(lines: Sequence[Line], at: int) -> Heading | None:
    line = lines[at]
    short = len(line.folded) <= _MAX_HEADING
    if short and (heading := _whole(at, line.printed, line.folded)):
        return heading
    if line.folded[0] not in _NUMERAL_STARTS and not line.folded[0].isdecimal():
        return None
    return (_broken(lines, at) if short else None) or _run_in(at, line)


def _whole(at: int, printed: str, folded: str, lines: int = 1) -> Heading | None:
    wording = _wording(folded)
    if wording is None:
        return None
    number, rank, strong = wording
    return Heading(number, at, " ".join(printed.split()), rank, strong, lines)


# Menus and headings are the same on every page of a portal.
@lru_cache(maxsize=4096)
def _wording(folded: str) -> tuple[int, int, bool] | None:
    """The section that a text is the heading of, its rank, and whether it is in the wording of the form."""
    numeral = _NUMERAL.match(folded)
    words = folded[numeral.end() if numeral else 0 :].rstrip(_TRAILING).lstrip("、.:")
    found = _HEADING.fullmatch(words)
    if found is None or found.lastgroup is None:
        return None
    number, strong = _KINDS[found.lastgroup]
    return number, _rank(numeral, number), strong


def _rank(numeral: re.Match[str] | None, number: int) -> int:
    if numeral is None:
        return 3
    if numeral["han"]:
        return 0
    return 1 if numeral["arabic"] == str(number) else 2


def _broken(lines: Sequence[Line], at: int) -> Heading | None:
    # A heading cut by a page or line break: its numeral stands on the first line.
    line = lines[at]
    if at + 1 == len(lines) or not _NUMERAL.match(line.folded) or lines[at + 1].block != line.block + 1:
        return None
    after = lines[at + 1]
    if len(line.folded) + len(after.folded) > _MAX_HEADING or _NUMERAL.match(after.folded):
        return None
    heading = _whole(at, line.printed + after.printed, line.folded + after.folded, 2)
    return heading if heading and heading.strong else None


def _run_in(at: int, line: Line) -> Heading | None:
    numeral = _NUMERAL.match(line.folded)
    stop = _RUN_IN.search(line.folded, numeral.end(), _MAX_HEADING) if numeral else None
    if stop is None:
        return None
    head = _whole(at, line.folded[: stop.start()], line.folded[: stop.start()])
    if head is None or not head.strong or head.number == 0:
        return None
    start = Folded.of(line.printed[: 4 * _MAX_HEADING])
    cut = start.origin[stop.start()] + 1
    return Heading(head.number, at, " ".join(line.printed[: cut - 1].split()), head.rank, strong=True, rest=line.printed[cut:].strip())


def _settled(candidates: list[Heading]) -> list[Heading]:
    best: dict[int, tuple[bool, int]] = {}
    for heading in candidates:
        key = (not heading.strong, heading.rank)
        best[heading.number] = min(best.get(heading.number, key), key)
    kept: list[Heading] = []
    for heading in candidates:
        weak, rank = best[heading.number]
        if (not heading.strong, heading.rank) != (weak, rank) or (heading.number == 0 and rank == 3):
            continue
        # A weak wording (主动公开情况) is also the usual sub-heading inside section 1: it counts only with the right numeral, in its turn.
        if weak and (rank > 1 or (kept and heading.number <= kept[-1].number)):
            continue
        kept.append(heading)
    return kept


def _without_contents(headings: list[Heading], lines: Sequence[Line]) -> list[Heading]:
    # Headings that follow one another with nothing between and come again further down are a table of contents.
    bare = [
        i + 1 < len(headings) and lines[heading.line].block + heading.lines == lines[headings[i + 1].line].block
        for i, heading in enumerate(headings)
    ]
    last = {heading.number: i for i, heading in enumerate(headings)}
    in_list = [here or (i > 0 and bare[i - 1]) for i, here in enumerate(bare)]
    return [heading for i, heading in enumerate(headings) if i == last[heading.number] or not in_list[i]]


def build_sections(headings: Sequence[Heading], lines: Sequence[Line], *, end: int, outside: Iterable[int] = ()) -> list[Section]:
    """The sections under their headings.

    `end`: index of the first line after the report's text (sign-off, site chrome); `outside`: lines before it that are no text (a
    sign-off in the middle). A section printed twice is one, its texts joined.
    """
    left_out = set(outside)
    sections: dict[int, Section] = {}
    for place, heading in enumerate(headings):
        stop = min(headings[place + 1].line if place + 1 < len(headings) else end, end)
        body = [lines[at].printed for at in range(heading.line + heading.lines, stop) if at not in left_out]
        text = "\n".join(part for part in (heading.rest, *body) if part)
        if heading.number == 0:
            continue
        if known := sections.get(heading.number):
            known.text = "\n".join(part for part in (known.text, text) if part)
        else:
            sections[heading.number] = Section(heading.number, heading.printed, text)
    return list(sections.values())
