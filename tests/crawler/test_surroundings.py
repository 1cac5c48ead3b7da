"""Which report stands beside which: the nearest government, the year before, and nothing where it cannot be told."""

from __future__ import annotations

from crawler.revisions import Publication, revisions
from crawler.surroundings import Surroundings, by_place

COUNTY = {"agency": "320106-gulouqu", "agency_kind": "government", "place": "320106", "scope": "aggregate"}
CITY = {"agency": "320100-nanjingshi", "agency_kind": "government", "place": "320100", "scope": "aggregate"}
STREET = {"agency": "320106001-ninghailujiedao", "agency_kind": "subdistrict", "place": "320106001", "scope": "own"}
BUREAU = {"agency": "320100-caizhengju", "agency_kind": "department", "place": "320100", "scope": "own"}


def page(year: int = 2021, **of: str | None) -> Publication:
    names = Publication.__dataclass_fields__
    plain: dict[str, object] = dict.fromkeys(names, "") | {"capture": 1, "item": 0, "corrected": False, "status": "parsed", "year": year}
    return Publication(**plain | of | {"content": f"{of}{year}"})  # type: ignore[arg-type]


def around(*pages: Publication) -> Surroundings:
    latest = [revision.page for revision in revisions(pages)]
    governments = [page for page in latest if page.agency_kind == "government" and page.scope == "aggregate"]
    return Surroundings(latest, by_place(governments))


def test_the_government_is_that_of_the_county_or_of_the_own_city() -> None:
    county, city, street, bureau = pages = [page(**of) for of in (COUNTY, CITY, STREET, BUREAU)]
    beside = around(*pages)
    assert beside.of(street).government == county
    assert beside.of(bureau).government == city
    assert around(city, street).of(street).government is None
    assert [beside.of(government).government for government in (county, city)] == [None, None]


def test_the_year_and_the_scope_are_the_same() -> None:
    street, county = page(**STREET), page(2020, **COUNTY)
    assert around(street, county).of(street).government is None
    before, unknown = page(2020, **STREET), page(2020, **STREET | {"scope": "unknown"})
    assert around(street, before, unknown).of(street).last == before
    assert around(street, unknown, page(2019, **STREET)).of(street).last is None


def test_nothing_is_guessed_where_two_governments_report_or_the_place_is_unknown() -> None:
    street, other = page(**STREET), page(**COUNTY | {"agency": "320106-xiaguanqu"})
    assert around(street, page(**COUNTY), other).of(street).government is None
    nowhere = page(**STREET | {"agency": "x-ninghailujiedao", "place": None})
    assert around(nowhere, page(**COUNTY)).of(nowhere).government is None
