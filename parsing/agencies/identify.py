"""From a printed name, and the division of the portal it stands on, to the agency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from parsing.agencies.agency import Agency, scope_of
from parsing.agencies.bodies import body_key, branch, is_known_body, is_of_zone, normal_body
from parsing.agencies.names import normalise, unit_key
from parsing.agencies.read import GOVERNMENT, OFFICE, Match, kind_by_name, read, unit_agency
from parsing.agencies.register import Place, Register, area, register
from parsing.agencies.slugs import slug

_LEVELS = "省市州盟区县旗"
_COUNTY_LEVELS = "市区县旗"
_NOT_A_LEVEL = re.compile(r"^(市场|市政(?!府)|市容|市民|区域|区划|区块|县域|州府|省级|市级|区级|县级)")
_SUPERIOR = re.compile(r"^(中国共产党|中共|国家税务总局(?=.+税务局))")
_TOLD_BY_ITSELF = 6  # a zone or farm (no 街道, 镇 …) is recognised anywhere in the country only by a name of this length


def identify(name: str, *, division: str | None = None) -> Agency:
    """The agency called `name` on a portal of `division` (GB/T 2260 or township code, 2 to 12 digits; None if unknown).

    Never raises. A place in the name beats the division; a name without one is taken to be of the division. A name that fits
    several places, or none, gets an `x-` id and a note, never a guess. The same office in its usual spellings has one id.
    """
    return _identify(normalise(name), _digits(division))


def _digits(division: str | None) -> str:
    digits = division if division and division.isascii() and division.isdigit() else ""
    return digits[:9] if len(digits) >= 9 else digits[:6].ljust(6, "0") if len(digits) >= 2 else ""


@lru_cache(maxsize=1 << 16)
def _identify(text: str, code: str) -> Agency:
    if not text:
        return Agency("x-unnamed", "", "unknown", "", "", "unknown", "empty_name")
    places = register()
    context = _context(places, code)
    for found in _preferences(places, _SUPERIOR.sub("", text) or text, context):
        if found:
            return _choose(text, found, context)
    return _unplaced(text, "place_unknown")


def _context(places: Register, code: str) -> Place | None:
    """The place of a division code, or the nearest above it that the register has."""
    wider = dict.fromkeys((code, code[:6], code[:4] + "00", code[:2] + "0000")) if code else {}
    return next((place for c in wider if (place := places.place(c))), None)


def _preferences(places: Register, text: str, context: Place | None) -> Iterator[list[Match]]:
    """The readings in order of trust; the first that are any decide."""
    bare = _bare(places, text, context) if context else []
    yield [m for m in bare if m.listed]
    named = list(_named(places, text))
    yield _told_most(m for m in named if m.listed and m.in_full)
    unit_name = unit_key(text) or text.removesuffix("管理委员会")
    if context is None and (unit_key(text) or len(unit_name) >= _TOLD_BY_ITSELF):
        yield [Match(unit_agency(places, unit), True, 0) for unit in places.units_of_any_type(unit_name, None)]
    yield _told_most(m for m in named if m.listed)
    yield _told_most(named)
    yield bare


def _told_most(matches: Iterable[Match]) -> list[Match]:
    found = list(matches)
    most = max((m.told for m in found), default=0)
    return [m for m in found if m.told == most]


def _choose(text: str, found: list[Match], context: Place | None) -> Agency:
    agencies = {m.agency.id: m.agency for m in found}
    near = {i: a for i, a in agencies.items() if context and _related(a.place, context)}
    chosen = near or agencies
    if len(chosen) > 1:
        return _unplaced(text, "place_ambiguous")
    agency = next(iter(chosen.values()))
    conflict = context is not None and not near
    return replace(agency, note="division_conflict") if conflict else agency


def _related(code: str, context: Place) -> bool:
    return code.startswith(area(context.code)) or context.code.startswith(area(code))


def _unplaced(text: str, note: str) -> Agency:
    kind = kind_by_name(text)
    return Agency(f"x-{slug(body_key(normal_body(text)))}", text, kind, "", "", scope_of(kind), note)


def _named(places: Register, text: str, within: Place | None = None, told: int = 0) -> Iterator[Match]:
    """Every reading of `text` as a chain of places from the left and a body of the last of them."""
    for end in range(min(len(text), places.longest_name), 1, -1):
        rest = text[end:]
        found = places.named(text[:end], within)
        for place in found:
            if not any(place.rose_to(now) for now in found):
                yield from read(places, place, rest, told + end)
            yield from _named(places, rest, place, told + end)
        for place in places.short_named(text[:end], within) if rest and rest[0] not in _LEVELS else ():
            inside = (*_of_short_name(places, place, rest, told + end), *_named(places, rest, place, told + end))
            yield from (m._replace(in_full=False) for m in inside)


def _of_short_name(places: Register, place: Place, rest: str, told: int) -> Iterator[Match]:
    """Readings after a place without its type (大连, 沭阳): only bodies that are beyond doubt, for any word may begin like a place."""
    known = is_known_body(rest) or (is_of_zone(rest) and place.code.endswith("00"))
    return (m for m in read(places, place, rest, told) if m.listed or known)


def _bare(places: Register, text: str, context: Place) -> list[Match]:
    """Readings of a name that names no place, as of `context`; 县财政局 and the like are of the place of that level."""
    level, rest = text[0], text[1:]
    if level in _LEVELS and rest and not _NOT_A_LEVEL.match(text) and _is_plain_body(rest):
        place = _of_level(places, context, level)
        return list(read(places, place, rest, 0)) if place else []
    beside = places.place(context.code[:6]) if context.is_unit and unit_key(text) else None
    return list(read(places, beside or context, text, 0))


def _is_plain_body(text: str) -> bool:
    return (
        is_known_body(text)
        or branch(text) is not None
        or bool(GOVERNMENT.match(text) or OFFICE.match(text))
        or text.startswith(("人民政府", "政府"))
    )


def _of_level(places: Register, context: Place, level: str) -> Place | None:
    """The place of that level that `context` is or lies in; a county that changed its type since is still meant by the old one."""
    chain = places.chain(context)
    fitting = [p for p in chain if not p.is_unit and p.name.endswith(level)]
    county = [p for p in chain if len(p.code) == 6 and not p.code.endswith("00")]
    return next(iter(fitting[-1:] or (county if level in _COUNTY_LEVELS else [])), None)
