"""From when to when a place is in the register, and the townships and subdistricts that a county has to have reports of."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from parsing.agencies.agency import Agency
from parsing.agencies.names import other_types
from parsing.agencies.read import unit_agency
from parsing.agencies.register import Place, register

# The years of which the sources were read (data/SOURCE.md): between two of them nobody knows.
_UNIT_EDITIONS = (2015, 2017, 2019, 2021, 2023)
_COUNTY_EDITIONS = (*range(2007, 2020), 2021, 2023)
# 统计用区划代码: 001-099 subdistricts, 100-199 towns, 200-399 townships; from 400 on units that are no level of government.
_NO_GOVERNMENT = 400


class Existence(NamedTuple):
    """Years of a place. `listed_from`, `listed_to`: the first and last it is known to have existed in, None where open; `absent_to`,
    `absent_from`: the last before and the first after that it is known not to have, None where there is none. `successor`: the id of what
    it goes on as, "" where none is known.
    """

    listed_from: int | None = None
    listed_to: int | None = None
    absent_to: int | None = None
    absent_from: int | None = None
    successor: str = ""

    def certain(self, year: int) -> bool:
        """Whether it existed in `year` for sure."""
        return (self.listed_from is None or year >= self.listed_from) and (self.listed_to is None or year <= self.listed_to)


@lru_cache(maxsize=1 << 16)
def existence(code: str) -> Existence:
    """The existence of the place with this 6- or 9-digit code, under all the names and codes it had; open on both sides where unknown."""
    places = register()
    place = places.place(code)
    if place is None:
        return Existence()
    rows = [place, *places.formerly(place)]
    editions = _UNIT_EDITIONS if place.is_unit else _COUNTY_EDITIONS
    first = None if any(not row.first for row in rows) else min(int(row.first) for row in rows)
    last = None if any(not row.last for row in rows) else max(int(row.last) for row in rows)
    absent_from = min((year for year in editions if last is not None and year > last), default=None)
    later = places.current(place)
    return Existence(
        listed_from=first,
        listed_to=last,
        absent_to=max((year for year in editions if first is not None and year < first), default=None),
        absent_from=absent_from,
        successor=later.id if later != place else _of_other_type(place, absent_from),
    )


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
