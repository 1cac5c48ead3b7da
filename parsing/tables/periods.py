"""Whose figures a column or a row carries, this year's or another's, by what stands over or before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from parsing.labels import Label, find, normal

_PAST = re.compile(r"上一?(?:年|期)|去年|往年|前年|历年|累计|同期")
_THIS = re.compile(r"(?:本|今|当)年度?|本(?:统计)?期数?")
_ANNEX = re.compile(r"附?[件表]?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_ONE_YEAR = re.compile(r"20\d\d年?度?")
_DAY = re.compile(r"[月日]|\d-\d")
# Longer texts over a column are captions and filling rules, which name other years without speaking of figures of theirs.
_LONGEST = 16


class Labelled(Protocol):
    """A column: what its label can mean, and the texts that stand over it."""

    labels: tuple[Label, ...]

    @property
    def over(self) -> Sequence[str]:
        """The texts over the column's own label."""


def of_another_period(text: str) -> bool:
    """Whether a band or group speaks of figures that are not this year's (上年, 去年同期, 累计); a label of the form is none."""
    plain = normal(text)
    return len(plain) <= _LONGEST and _PAST.search(plain) is not None and not find(text)


def is_this_period(text: str) -> bool:
    """Whether a text says no more than that the figures are this year's."""
    return _THIS.fullmatch(normal(text)) is not None


def captions_another_period(text: str) -> bool:
    """Whether a caption over a whole table or a part of it begins with another period (上年情况); what is carried over is this year's."""
    plain = _ANNEX.sub("", normal(text))
    return _PAST.match(plain) is not None and of_another_period(text) and "结转" not in plain and not any(map(str.isdigit, plain))


def drop_foreign(columns: Iterable[Labelled]) -> str:
    """Take their meanings from the columns that stand under a band of another period; returns the year that stands over all of them.

    Of several years the latest is the report's; where some columns stand under a year and some under none, those under none are.
    """
    labelled = [column for column in columns if column.labels]
    shared = set.intersection(*(set(column.over) for column in labelled)) if labelled else set()
    years = [None if any(map(of_another_period, column.over)) else _year(set(column.over) - shared) for column in labelled]
    own_year = "" if "" in years else max((year for year in years if year), default="")
    for column, year in zip(labelled, years, strict=True):
        if year != own_year:
            column.labels = ()
    return own_year or year_of(shared)


def are_periods(texts: Sequence[str]) -> bool:
    """Whether texts name nothing but periods (本年, 上年 under each label of a header)."""
    return bool(texts) and all(is_this_period(text) or of_another_period(text) or _ONE_YEAR.fullmatch(normal(text)) for text in texts)


def year_of(captions: Iterable[str]) -> str:
    """The latest year that captions over a whole table name (2021年情况), "" where none does; a date is no such year."""
    return _year(text for text in captions if not _DAY.search(text))


def _year(over: Iterable[str]) -> str:
    found = (_YEAR.search(text) for text in map(normal, over) if len(text) <= _LONGEST)
    return max((match[0] for match in found if match), default="")
