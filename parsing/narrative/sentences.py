"""Sentences of prose, and what may stand before a figure so that it is still the whole year's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsing.narrative.numerals import YEAR, year_of
from parsing.narrative.text import fold, tidy

_SENTENCE = re.compile(r"[^。!?！？\n]+[。!?！？]?")
_BRACKETS = re.compile(r"\([^()]*\)")
_SUBCOUNT = re.compile(r"(?:其中|包括|分别是)[^;。]*")
_ANY_YEAR = re.compile(rf"({YEAR})年")
# Another year or a part of this one, close before the figure.
_OTHER_TIME = re.compile(
    r"(?:去年|上年度?|上一年度?|同期|往年|以来|历年|季度|上半年|下半年|近.{1,2}年|[1-9一二三四五六七八九]月份?|1[01]月份?|截[至止]\d+月|十[一]?月|增加|减少|比)[^,;。]{0,12}$"
)
_RUNNING = re.compile(r"累计[^,;。]{0,8}$")
_THIS_YEAR = re.compile(rf"全年|本年|年内|今年|{YEAR}年")
_APART = re.compile(r"\d+(?:\s+\d+)+")
_MAX_SENTENCE = 1_200


class Sentence(NamedTuple):
    """A sentence as it stands; folded; and folded without brackets and sub-counts (其中 …)."""

    raw: str
    folded: str
    plain: str

    @property
    def printed(self) -> str:
        """The sentence as printed, without the white space that only spreads it."""
        return tidy(self.raw)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a section that can hold a figure or a plain denial; overlong ones are passed over."""
    for found in _SENTENCE.finditer(text):
        if len(found[0]) <= _MAX_SENTENCE and (folded := fold(found[0])):
            plain = _BRACKETS.sub("", folded) if "(" in folded else folded
            yield Sentence(found[0], folded, _SUBCOUNT.sub("", plain))


def runs_together(value: float, sentence: str) -> bool:
    """Whether a figure exists only where a space between two is left out (`1 2件`)."""
    return any("".join(found[0].split()) == f"{value:g}" for found in _APART.finditer(sentence))


def is_whole_year(before: str, year: int | None) -> bool:
    """Whether a figure with the folded text `before` it in its sentence is one of the fiscal year, the whole of it."""
    named = _ANY_YEAR.findall(before)
    if named and year_of(named[-1]) != year:
        return False
    if _RUNNING.search(before) and not _THIS_YEAR.search(before):
        return False
    return not _OTHER_TIME.search(before.replace("12月31日", ""))
