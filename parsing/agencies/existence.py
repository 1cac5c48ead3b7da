"""From when to when a place is in the register, and the townships and subdistricts that a county has to have reports of."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from parsing.agencies.agency import Agency
from parsing.agencies.names import other_types
from parsing.agencies.read import unit_agency
from parsing.agencies.register import Place, register
from parsing.agencies.tables import rows

# The days that the lists of units show (data/SOURCE.md), and the years of those of counties.
_UNIT_EDITIONS = {
    int(day[:4]): date.fromisoformat(day)
    for day in "2015-09-30 2016-07-31 2017-10-31 2018-10-31 2019-10-31 2020-06-30 2021-10-31 2022-10-31 2023-06-30".split()
}
_COUNTY_EDITIONS = (*range(2007, 2020), 2021, 2023)
# What an edition does not list yet in autumn was not there that year; after a summer edition it may have come.
_AUTUMN = 9
# 统计用区划代码: 001-099 subdistricts, 100-199 towns, 200-399 townships; from 400 on units that are no level of government.
_NO_GOVERNMENT = 400


class Existence(NamedTuple):
    """Years of a place. `listed_from`, `listed_to`: the first and last in which it is listed, None where open; `absent_to`, `absent_from`:
    the last before and the first after that it is known not to have existed in, None where there is none. `valid_from`, `valid_to`: the
    days of its first and last edition, of units only. `successor`: the id of what it goes on as, "" where none is known.
    """

    listed_from: int | None = None
    listed_to: int | None = None
    absent_to: int | None = None
    absent_from: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""

    def certain(self, year: int) -> bool:
        """Whether it stood at the end of `year` for sure, when a report of it fell due."""
        return (self.listed_from is None or year >= self.listed_from) and (self.listed_to is None or year < self.listed_to)


@lru_cache(maxsize=1 << 16)
def existence(code: str) -> Existence:
    """The existence of the place with this 6- or 9-digit code, under all the names and codes it had; open on both sides where unknown."""
    places = register()
    place = places.place(code)
    if place is None:
        return Existence()
    known = [place, *places.formerly(place)]
    editions = tuple(_UNIT_EDITIONS) if place.is_unit else _COUNTY_EDITIONS
    before = [year for year in editions if not place.is_unit or _UNIT_EDITIONS[year].month >= _AUTUMN]
    first = None if any(not row.first for row in known) else min(int(row.first) for row in known)
    last = None if any(not row.last for row in known) else max(int(row.last) for row in known)
    absent_from = min((year for year in editions if last is not None and year > last), default=None)
    later = places.current(place)
    return Existence(
        listed_from=first,
        listed_to=last,
        absent_to=max((year for year in before if first is not None and year < first), default=None),
        absent_from=absent_from,
        valid_from=_UNIT_EDITIONS.get(first or 0) if place.is_unit else None,
        valid_to=_UNIT_EDITIONS.get(last or 0) if place.is_unit else None,
        successor=later.id if later != place else _merged().get(place.id) or _of_other_type(place, absent_from),
    )


@cache
def _merged() -> dict[str, str]:
    return {row["id"]: row["into"] for row in rows("merged.csv")}


def _of_other_type(place: Place, appeared: int | None) -> str:
    """The id of the one unit of the county that bears the name with another type since `appeared` (中韩乡 → 中韩镇), "" where none does."""
    if appeared is None or not place.is_unit:
        return ""
    names = other_types(place.name)
    found = [unit for unit in register().units_under(place.code[:6]) if unit.name in names and unit.first == str(appeared)]
    return found[0].id if len(found) == 1 else ""


def units(division: str) -> list[tuple[Agency, Existence]]:
    """The township-level governments and offices of a county's 6-digit code, those of before included, each once in its current form."""
    places = register()
    own = {places.current(place) for place in places.units_under(division)}
    return [(unit_agency(places, place), existence(place.code)) for place in sorted(own) if _governs(place) and place.code[:6] == division]


def _governs(place: Place) -> bool:
    return int(place.code[6:]) < _NO_GOVERNMENT
