"""Of whom a report is expected: the agencies seen, and the townships and subdistricts of a county whose portal publishes for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from crawler import choice
from crawler.ledger import Ledger
from parsing.agencies import Agency, Existence, existence, units

# A portal that lists this share of a county's units, and so many at least, is the place where all of them publish.
_SHARE: Final = 1 / 3
_LEAST: Final = 3

Row = dict[str, Any]


def expected(ledger: Ledger, known: dict[str, Row]) -> Iterator[tuple[str, int]]:
    """Every agency with every year between the first and the last report of its portals. Adds to `known` the units that only the register
    names; of them no year is expected in which the register does not know them to have existed.
    """
    for agency, first, last in ledger.rows(_SPANS):
        yield from ((agency, year) for year in range(first, last + 1))
    seen = set(choice.agencies(ledger))
    for portal, first, last in list(ledger.rows(_PORTALS)):
        places = {row["place"] for row in ledger.rows(_PLACES, portal)}
        for unit, exists in units_of(ledger.division(portal), places):
            if unit.id in seen:
                continue
            for year in range(first, last + 1):
                if exists.certain(year):
                    known.setdefault(unit.id, _row(unit, exists))
                    yield unit.id, year


_PORTALS: Final = """
    SELECT c.portal, min(h.year) AS first, max(h.year) AS last FROM chosen AS h JOIN captures AS c ON c.id = h.capture
    GROUP BY c.portal ORDER BY c.portal
"""
_SPANS: Final = f"""
    SELECT o.agency, min(p.first), max(p.last) FROM
    (SELECT DISTINCT h.agency, c.portal FROM chosen AS h JOIN captures AS c ON c.id = h.capture) AS o JOIN ({_PORTALS}) AS p USING (portal)
    GROUP BY o.agency
"""  # noqa: S608 - constants
_PLACES: Final = """
    SELECT DISTINCT coalesce(r.place, '') AS place FROM chosen AS h JOIN captures AS c ON c.id = h.capture
    JOIN records AS r ON r.capture = h.capture AND r.item = h.item WHERE c.portal = ?
"""


def units_of(division: str | None, listed: set[str]) -> list[tuple[Agency, Existence]]:
    """The units of the county `division`, where a portal that has reports of the places `listed` publishes for them; else none."""
    if division is None or division.endswith("00"):
        return []
    found = units(division)
    today = [unit.place for unit, exists in found if exists.listed_to is None]
    published = sum(1 for place in today if place in listed)
    return found if published >= max(_LEAST, _SHARE * len(today)) else []


def not_existing(agency: Mapping[str, Any], year: int) -> Row | None:
    """Reason and detail where the agency's place was not there in `year` by the register, None where it was or may have been."""
    exists = existence(agency["place"]) if agency["place"] else Existence()
    if exists.absent_from is not None and year >= exists.absent_from:
        into = f", goes on as {exists.successor}" if exists.successor else ""
        return {"reason": "abolished", "detail": f"not in the register of {exists.absent_from}{into}"}
    if exists.absent_to is not None and year <= exists.absent_to:
        return {"reason": "not_yet_founded", "detail": f"in the register from {exists.listed_from}"}
    return None


def span(agency: Mapping[str, Any]) -> Row:
    """`valid_from`, `valid_to` and `successor` of the government or office of a place, by the register; None where nothing is known."""
    place = agency["place"]
    own = place and agency["agency"].startswith(f"{place}-") and _is_own(agency)
    return _span(existence(place) if own else Existence())


def _span(exists: Existence) -> Row:
    return {"valid_from": exists.valid_from, "valid_to": exists.valid_to, "successor": exists.successor or None}


def _is_own(agency: Mapping[str, Any]) -> bool:
    return agency["kind"] in {"government", "subdistrict", "town", "township", "area_office"}


def _row(unit: Agency, exists: Existence) -> Row:
    row = {"agency": unit.id, "name": unit.name, "kind": unit.kind, "place": unit.place, "place_name": unit.place_name}
    return row | {"first_year": None, "last_year": None, "names": []} | _span(exists)
