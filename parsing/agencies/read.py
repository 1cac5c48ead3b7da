"""What the rest of a name says once its place is known: the place's government, that one's office, a township-level unit, a department."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from parsing.agencies.agency import Agency, scope_of
from parsing.agencies.bodies import body_key, body_kind, branch, normal_body
from parsing.agencies.names import unit_key
from parsing.agencies.register import Place, Register
from parsing.agencies.slugs import slug

GOVERNMENT = re.compile(r"^(人民政府|政府|行政公署|行署)?(机关|本级)?$")
OFFICE = re.compile(r"^(?:人民政府|政府|府|行政公署|行署)办(?:公(室|厅))?$")
_GOVERNMENT_PREFIX = re.compile(r"^(?:人民政府|政府(?!采购|投资|网|信息|性|法制|研究|督查|政务|质量|参事))(?=.)")
_UNIT_OWN = re.compile(r"^(街道|地区)?(党工委)?(人民政府|政府|办事处|管理委员会|办)?(筹备处|机关|本级)?$")
_UNIT_KINDS = (("街道", "subdistrict"), ("地区", "area_office"), ("镇", "town"), ("乡", "township"), ("苏木", "township"))
_UNIT_OFFICES = {"subdistrict": "办事处", "area_office": "办事处", "town": "人民政府", "township": "人民政府"}
_ZONE_DIGIT = "7"  # the statistical office numbers zones of the rank of a county 71 to 79
_NAMED_CLEARLY = 6  # characters in the name of a unit without a type (a zone, a farm) that tell it outside its county
_ZONE_OWN = re.compile(r"^(管理委员会|行政委员会)?$")
_NOT_A_BODY = re.compile(r"^(街道|地区|镇|乡|办事处|街道办事处|街|街道办|镇人民政府|乡人民政府)$")


class Match(NamedTuple):
    """One way to read a name: the agency, whether its unit is listed, how many characters told its place, and whether in full."""

    agency: Agency
    listed: bool
    told: int
    in_full: bool = True


def read(places: Register, place: Place, rest: str, told: int) -> Iterator[Match]:
    """The readings of `rest` as a body of `place`, or of what that goes on as; none where `rest` is only the type of a unit."""
    old, place = place, places.current(place)
    zone = not place.is_unit and place.code[4] == _ZONE_DIGIT
    if GOVERNMENT.match(rest) or (zone and _ZONE_OWN.match(rest)):
        yield Match(_own(places, place, zone), False, told)
        return
    if office := OFFICE.match(rest):
        yield Match(_office(places, place, office), False, told)
        return
    body = _GOVERNMENT_PREFIX.sub("", rest)
    units = list(_units(places, old, body, told))
    if units:
        yield from units
    elif key := unit_key(body):
        yield Match(_unlisted(places, place, key), False, told)
    elif not _NOT_A_BODY.match(body):
        yield Match(_department(places, place, body), False, told)


def _units(places: Register, place: Place, body: str, told: int) -> Iterator[Match]:
    """`body` as a listed unit inside `place`, or a body of one; the longest head of `body` that is a unit's name decides."""
    key = unit_key(body)
    if key and (whole := places.units_of_any_type(key, place)):
        yield from (Match(unit_agency(places, unit), True, told) for unit in whole)
        return
    for end in range(len(body), 1, -1):
        head, tail = body[:end], body[end:]
        typed = unit_key(head) == head or len(head) >= _NAMED_CLEARLY
        found = [unit for unit in places.units(head, place) if typed or unit.code[:6] == place.code]
        if found and (_UNIT_OWN.match(tail) or typed):
            yield from (Match(unit_agency(places, unit, tail), True, told) for unit in found)
            return


def unit_agency(places: Register, unit: Place, tail: str = "") -> Agency:
    """The office or government of a listed unit, or the body of it that `tail` names."""
    if _UNIT_OWN.match(tail):
        return _own(places, unit, zone=False)
    if office := OFFICE.match(tail):
        return _office(places, unit, office)
    body = _GOVERNMENT_PREFIX.sub("", tail).removeprefix("办事处")
    return _body(places, unit, normal_body(body), body_kind(normal_body(body)))


def kind_by_name(text: str) -> str:
    """The kind of an agency whose place is not known."""
    if text.endswith(("省人民政府", "市人民政府", "县人民政府", "区人民政府")):
        return "government"
    return _unit_kind(key) if (key := unit_key(text)) else body_kind(normal_body(text))


def _unit_kind(name: str) -> str:
    named = next((kind for ending, kind in _UNIT_KINDS if name.endswith(ending)), None)
    return named or ("development_zone" if body_kind(name) == "development_zone" else "public_institution")


def _own(places: Register, place: Place, zone: bool) -> Agency:
    """The government, office or administration that a place is named after."""
    kind = _unit_kind(place.name) if place.is_unit else "development_zone" if zone else "government"
    government = "行政公署" if place.name.endswith(("地区", "盟")) else "人民政府"
    office = government if kind == "government" else _UNIT_OFFICES.get(kind, "")
    return _agency(places, place, place.slug, office, kind)


def _office(places: Register, place: Place, printed: re.Match[str]) -> Agency:
    """The general office; 办公厅 and 办公室 of one government are one, whichever is printed."""
    usual = "人民政府办公" + ("厅" if place.code.endswith("0000") else "室")
    name = usual[:-1] + (printed[1] or usual[-1])
    return _agency(places, place, slug(usual, place.code), name, "government_office")


def _body(places: Register, place: Place, name: str, kind: str) -> Agency:
    return _agency(places, place, slug(body_key(name), place.code), name, kind)


def _unlisted(places: Register, place: Place, key: str) -> Agency:
    kind = _unit_kind(key)
    agency = _agency(places, place, slug(key, place.code), key + _UNIT_OFFICES.get(kind, ""), kind)
    return replace(agency, note="unit_unlisted")


def _department(places: Register, place: Place, body: str) -> Agency:
    """A department of `place`, or of the county that a branch is named after (公安局朝阳分局)."""
    if found := branch(body):
        where, name = found
        below = {places.current(p) for p in (*places.named(where, place), *places.short_named(where, place))}
        if len(below) == 1:
            return _body(places, below.pop(), name, "department")
    return _body(places, place, normal_body(body), body_kind(normal_body(body)))


def _agency(places: Register, place: Place, slug_: str, name: str, kind: str) -> Agency:
    """The agency whose name is that of `place` and `name`."""
    full = places.usual_name(place) + name
    return Agency(f"{place.code}-{slug_}", full, kind, place.code, places.full_name(place), scope_of(kind))
