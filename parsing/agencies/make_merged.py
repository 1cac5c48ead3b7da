"""Builds `data/merged.csv` from the village lists of the editions; run by hand after `make_register`, never at run time.

    python -m parsing.agencies.make_merged --vintage 2016=DIR … --vintage 2023=DIR

No source says what a township was merged into. Its villages and communities do: where more than half of those that the last edition with
it lists stand, by names that occur once in the county, in one unit of the next edition, that unit took it over.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from parsing.agencies.make_register import DATA, unit_name
from parsing.agencies.register import Place, register

_ENDING = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区|生活区|村)+$")


class Edition(NamedTuple):
    """The villages of one year: (county, unit) → names; (county, village) → the units that have one of that name."""

    villages: dict[tuple[str, str], set[str]]
    holders: dict[tuple[str, str], set[str]]


def _edition(folder: Path) -> Edition:
    counties = {item["code"][:6]: item["name"] for item in json.loads((folder / "areas.json").read_text("utf-8"))}
    units = {item["code"][:9]: item["name"] for item in json.loads((folder / "streets.json").read_text("utf-8"))}
    villages: dict[tuple[str, str], set[str]] = defaultdict(set)
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    with (folder / "villages.csv").open(encoding="utf-8", newline="") as file:
        for code, printed, *_ in csv.reader(file):
            unit = units.get(code[:9])
            if unit is not None:
                county = code[:6]
                name, village = unit_name(unit, counties.get(county, "?")), _ENDING.sub("", printed) or printed
                villages[county, name].add(village)
                holders[county, village].add(name)
    return Edition(villages, holders)


def taken_over(place: Place, last: Edition, following: Edition, counties: list[str]) -> tuple[str, str] | None:
    """(county, unit) of `following` that has more than half of the villages of a unit whose last edition is `last`, None where none has."""
    own = last.villages.get((place.code[:6], place.name), set())
    votes: Counter[tuple[str, str]] = Counter()
    for village in own:
        found = [(county, unit) for county in counties for unit in following.holders.get((county, village), ())]
        votes.update(found if len(found) == 1 else [])
    (into, most), *_ = (*votes.most_common(1), (None, 0))
    return into if 2 * most > len(own) and into != (place.code[:6], place.name) else None


def merged(folders: dict[int, Path]) -> Iterator[tuple[str, str]]:
    """(id, id of the unit that took it over) of every unit that ended and goes on under no code of its own."""
    places = register()
    ended: dict[int, list[Place]] = defaultdict(list)
    valid: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places.units_under(""):
        valid[place.code[:6], place.name].append(place)
        if place.last and not place.successor:
            ended[int(place.last)].append(place)
    for year, later in pairwise(sorted(folders)):
        last, following = _edition(folders[year]), _edition(folders[later])
        for place in ended[year]:
            county = places.place(place.code[:6])
            found = taken_over(
                place, last, following, sorted({place.code[:6], places.current(county).code} if county else {place.code[:6]})
            )
            into = [p for p in valid.get(found, []) if p.first <= str(later) <= (p.last or "9")] if found else []
            if len(into) == 1:
                yield place.id, places.current(into[0]).id


def main() -> None:
    """Reads the editions named on the command line and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vintage", action="append", required=True, metavar="YEAR=DIR")
    folders = {int(year): Path(folder) for year, _, folder in (v.partition("=") for v in parser.parse_args().vintage)}
    with (DATA / "merged.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([("id", "into"), *sorted(merged(folders))])


if __name__ == "__main__":
    main()
