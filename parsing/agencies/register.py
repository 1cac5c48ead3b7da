"""The frozen register of places (`data/register.csv`): provinces, prefectures, counties, townships, since 2007, each with its id."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from parsing.agencies.names import other_types, without_nationality
from parsing.agencies.tables import rows

MUNICIPALITIES = ("11", "12", "31", "50")
_UPPER_ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "特区", "林区", "省", "市", "州", "盟", "县", "区", "旗")


class Place(NamedTuple):
    """One row of the register. `first` and `last` are years, "" where older or still there; `successor` is the code it goes on under."""

    code: str
    name: str
    slug: str
    first: str
    last: str
    successor: str

    @property
    def id(self) -> str:
        """The frozen id: code and slug."""
        return f"{self.code}-{self.slug}"

    @property
    def is_unit(self) -> bool:
        """Whether it is a township-level unit (9 digits) and no county or higher."""
        return len(self.code) == 9

    def contains(self, other: Place) -> bool:
        """Whether `other` lies below this place, by its code."""
        return other.code != self.code and other.code.startswith(area(self.code))

    def rose_to(self, other: Place) -> bool:
        """Whether this place ended and `other` of the same name is now on another level in the province (铜仁市, 巢湖市)."""
        return (
            bool(self.last) and not other.last and other.code[:2] == self.code[:2] and other.code.endswith("00") != self.code.endswith("00")
        )


def area(code: str) -> str:
    """The digits that all places inside `code` begin with: 110000 → 11, 320100 → 3201, 110105 → 110105."""
    if len(code) == 6 and code.endswith("00"):
        return code[:2] if code.endswith("0000") else code[:4]
    return code


def _short_name(name: str) -> str:
    """延边朝鲜族自治州 → 延边, 朝阳区 → 朝阳; "" where less than two characters remain."""
    plain = without_nationality(name)
    for ending in _UPPER_ENDINGS:
        if plain.endswith(ending):
            plain = plain.removesuffix(ending)
            break
    return plain if len(plain) > 1 else ""


class Register:
    """The rows, sorted by code, with an index of unit names and one of the names of counties and higher places."""

    def __init__(self, lines: Sequence[str], aliases: Iterable[tuple[str, str]] = ()) -> None:
        """`lines` are the rows of the file without its header, `aliases` further names of units: (code, name)."""
        self._lines = lines
        self._units: dict[str, list[int]] = {}
        self._upper: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            code, name, _ = line.split(",", 2)
            if len(code) == 9:
                self._units.setdefault(name, []).append(at)
                if "族乡" in name and (plain := without_nationality(name)) != name:
                    self._units.setdefault(plain, []).append(at)
            else:
                self._upper.setdefault(name, []).append(at)
        self._add_short_types()
        for code, name in aliases:
            self._units.setdefault(name, []).append(bisect_left(lines, code + ","))
        self._short: dict[str, list[int]] = {}
        for name, found in self._upper.items():
            if short := _short_name(name):
                self._short.setdefault(short, []).extend(found)
        self._formerly: dict[str, list[Place]] | None = None
        self.longest_name = max(map(len, self._upper))

    def _add_short_types(self) -> None:
        for name in list(self._upper):
            if name.endswith(("自治州", "自治县", "自治旗")) and (short := _short_name(name)):
                self._upper.setdefault(short + name[-1], []).extend(self._upper[name])

    def _place(self, at: int) -> Place:
        return Place(*self._lines[at].split(","))

    def _inside(self, rows_: Iterable[int], within: Place | None) -> list[Place]:
        places = map(self._place, rows_)
        return [p for p in places if within is None or within.contains(p)]

    def _of_code(self, code: str) -> list[Place]:
        found = []
        at = bisect_left(self._lines, code + ",")
        while at < len(self._lines) and self._lines[at].startswith(code + ","):
            found.append(self._place(at))
            at += 1
        return found

    def place(self, code: str) -> Place | None:
        """The place of a 6- or 9-digit code, the current one where several had it; None where the register has none."""
        return min(self._of_code(code), key=lambda p: (p.last != "", p.last), default=None)

    def current(self, place: Place) -> Place:
        """What `place` goes on as, where only its code or (from county up, under its code) its name changed; else `place` itself."""
        seen = {place}
        while place.successor:
            later = self._of_code(place.successor)
            place = next((p for p in later if p.name == place.name and p not in seen), self.place(place.successor) or place)
            if place in seen:
                break
            seen.add(place)
        return place

    def units_under(self, code: str) -> list[Place]:
        """Every township-level row, of today and of before, under the 6-digit code of a county."""
        at, found = bisect_left(self._lines, code), []
        while at < len(self._lines) and self._lines[at].startswith(code):
            found.append(self._place(at))
            at += 1
        return [place for place in found if place.is_unit]

    def formerly(self, place: Place) -> list[Place]:
        """The rows that go on as `place`: what it was called, or the codes it had, before."""
        if self._formerly is None:
            self._formerly = {}
            ended = (self._place(at) for at, line in enumerate(self._lines) if not line.endswith(","))
            for old in ended:
                self._formerly.setdefault(self.current(old).code, []).append(old)
        return [old for old in self._formerly.get(place.code, ()) if old != place]

    def named(self, name: str, within: Place | None) -> list[Place]:
        """Counties and higher places in `within` (None: in the country) with this full name."""
        return self._inside(self._upper.get(name, ()), within)

    def short_named(self, name: str, within: Place | None) -> list[Place]:
        """Counties and higher places in `within` whose name without its type (区, 市 …) and nationalities is `name`."""
        return self._inside(self._short.get(name, ()), within)

    def units(self, key: str, within: Place | None) -> list[Place]:
        """The units called `key` in `within` (None: in the country) or what it goes on as, each once, in its current form."""
        rows_ = self._units.get(key, ())
        found = self._inside(rows_, within)
        if within and within.successor:
            found += self._inside(rows_, self.current(within))
        return sorted({self.current(p) for p in found})

    def units_of_any_type(self, key: str, within: Place | None) -> list[Place]:
        """As `units`; if none is called `key`, those that differ in their type only (南磨房乡, 南磨房地区)."""
        others = () if key in self._upper else other_types(key)
        return next((found for name in (key, *others) if (found := self.units(name, within))), [])

    def chain(self, place: Place) -> list[Place]:
        """`place` and what it lies in, from the province down."""
        codes = dict.fromkeys((place.code[:2] + "0000", place.code[:4] + "00", place.code[:6]))
        above = [p for code in codes if code != place.code and (p := self.place(code))]
        return [*above, place]

    def full_name(self, place: Place) -> str:
        """The name with those of the places above: 江苏省南京市鼓楼区华侨路街道."""
        return "".join(p.name for p in self.chain(place))

    def usual_name(self, place: Place) -> str:
        """As `full_name`, without the province where a prefecture says enough: 南京市鼓楼区."""
        chain = self.chain(place)
        leads = len(chain) > 1 and chain[1].code.endswith("00")
        return "".join(p.name for p in chain[leads:])


@cache
def register() -> Register:
    """The register shipped with the package, read once a process on first use."""
    text = (files("parsing.agencies") / "data" / "register.csv").read_text(encoding="utf-8")
    return Register(text.splitlines()[1:], ((row["code"], row["alias"]) for row in rows("unit_aliases.csv")))
