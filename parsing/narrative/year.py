"""The fiscal year: what the report covers, never when it was put on the site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from parsing.narrative.numerals import YEAR, year_of
from parsing.narrative.text import Line
from parsing.narrative.title import TOPIC, Title
from parsing.records import Section

# 自2021年1月1日起至12月31日止; mirrored pages lose 年 and 月 (202111日到20211231日: quirks.md, item 12).
_YEAR_LOOSE = rf"(?:{YEAR}|(?<!\d)20[0-3]\d(?=1月?1日))"
_PERIOD = re.compile(
    rf"({_YEAR_LOOSE})年?0?1月?0?1日?(?:起|零时)?,?[^\d,。]{{0,4}}?(?:({YEAR}|20[0-3]\d(?=12月?31日))年?|同年|当年)?12月?31日?"
)
_PERIOD_WORDS = re.compile(r"统计|期限|时限|时段|区间|数据|周期")
_STATED = re.compile(
    rf"({YEAR})年?度?(?:的)?[^,。;:\d]{{0,24}}?(?:{TOPIC})(?:工作)?(?:的)?(?:情况)?(?:年度)?(?:工作)?(?:报告|年报|情况(?:的)?报告|情况)"
)
_IN_PROSE = re.compile(rf"({YEAR})(?:年度|年)(?!\d|[一二三四五六七八九十]{{1,2}}月)")
_LAW = re.compile(r"〔[^〕]*〕|《[^》]*》")
_OPENING_LINES = 60
_MAX_LINE = 2_000


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The year and, where title and text differ, the year the text states."""

    year: int | None
    rival: int | None = None


def fiscal_year(title: Title, lines: Sequence[Line], sections: Sequence[Section]) -> FiscalYear:
    """The fiscal year: page title, then the sentence on the statistical period, then the sentence that names the report, then the title in
    the list, then the year that section 1 speaks of most.
    """
    opening = [line.folded[:_MAX_LINE] for line in islice(lines, _OPENING_LINES)]
    period = _period(opening)
    if title.year is not None and not title.from_context:
        return FiscalYear(title.year, period if period not in (None, title.year) else None)
    stated = period or _stated(opening)
    if stated is not None:
        return FiscalYear(stated, title.year if title.year not in (None, stated) else None)
    return FiscalYear(title.year if title.year is not None else _spoken(sections))


def _period(opening: Sequence[str]) -> int | None:
    found = [(bool(_PERIOD_WORDS.search(text)), match) for text in opening for match in _PERIOD.finditer(text)]
    years = [(sure, year_of(match[1])) for sure, match in found if match[2] is None or year_of(match[2]) == year_of(match[1])]
    return max(years, key=lambda pair: pair[0])[1] if years else None


def _stated(opening: Sequence[str]) -> int | None:
    # A circular that orders the reports (《关于做好2021年度…的通知》) names the same year; it serves only where the text itself is silent.
    own = (match for text in opening for match in _STATED.finditer(_LAW.sub("", text)))
    quoted = (match for text in opening for match in _STATED.finditer(text))
    match = next(own, None) or next(quoted, None)
    return year_of(match[1]) if match else None


def _spoken(sections: Sequence[Section]) -> int | None:
    text = next((section.text[:20_000] for section in sections if section.number == 1), "")
    counts = Counter(year_of(found[1]) for found in _IN_PROSE.finditer(_LAW.sub("", "".join(text.split()))))
    (first, most), (_, second) = (*counts.most_common(2), (0, 0), (0, 0))[:2]
    return first if most > second else None
