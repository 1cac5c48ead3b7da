"""When a report is due, and what its absence means.

Source: 中华人民共和国政府信息公开条例 (2019) article 49: departments, townships and subdistricts by 31 January, governments by 31 March;
the regulation of 2007, article 31: everybody by 31 March. Dates are Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_GOVERNMENTS = ("government",)
_NEW_REGULATION = 2019
_SEASON_ENDS = 4


def today() -> date:
    """The day in Shanghai."""
    return datetime.now(SHANGHAI).date()


def due_date(kind: str, year: int) -> date:
    """The last day on which the report of fiscal year `year` is on time. `kind` is a kind of `parsing.agencies`."""
    march = kind in _GOVERNMENTS or year < _NEW_REGULATION
    return date(year + 1, 3, 31) if march else date(year + 1, 1, 31)


def revalidation(days: Mapping[str, int], year: int | None, day: date) -> int | None:
    """Days after which a report of fiscal year `year` (None: unknown, taken as the latest) is asked for again; None for not at all now.

    `days` is the setting NIANBAO_REVALIDATE_DAYS. While reports are due, from January to April, only the two latest fiscal years are.
    """
    age = max(0, day.year - 1 - year) if year else 0
    if day.month <= _SEASON_ENDS and "season" in days:
        return days["season"] if age < 2 else None
    return days.get(str(age), days.get("older", 0))


def absent(kind: str, year: int, day: date) -> str:
    """The outcome of an agency-year without a report on `day`: `not_published_yet` or `overdue`."""
    return "overdue" if day > due_date(kind, year) else "not_published_yet"
