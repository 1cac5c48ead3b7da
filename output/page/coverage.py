"""Agencies by years as the page holds them: a letter or two for each agency-year, which stand for an outcome and its reason."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from output.coverage import SYMBOLS
from output.page.source import Row, Source

_LETTERS = string.digits + string.ascii_letters
NO_ROW = "."
# An outcome of a later version.
UNKNOWN = "?"
_LONGEST = 60

Pair = tuple[str, str | None]


def agencies_of(source: Source) -> list[Row]:
    """The agencies of a release in the order of their ids, those that only coverage names among them."""
    known = {row["agency"]: row for row in source.register("agencies", ("agency", "name", "kind", "place_name", "names", "successor"))}
    for row in source.register("coverage", ("agency",)):
        known.setdefault(row["agency"], {"agency": row["agency"], "name": row["agency"], "kind": "unknown"})
    return [known[agency] for agency in sorted(known)]


def coverage_of(source: Source, agencies: Sequence[Row]) -> dict[str, Any]:
    """Of every agency its years in letters; `pairs` says what a letter stands for, most frequent first, with the count of each."""
    rows = source.register("coverage", ("agency", "year", "outcome", "reason"))
    counts = Counter((row["outcome"], row["reason"]) for row in rows)
    pairs = sorted(counts, key=lambda pair: (-counts[pair], pair[0], pair[1] or ""))
    years = _years(row["year"] for row in rows)
    width = 1 if len(pairs) <= len(_LETTERS) else 2
    letters = {pair: _letter(place, width) for place, pair in enumerate(pairs)}
    places = {year: place for place, year in enumerate(years)}
    strips = {row["agency"]: [NO_ROW * width] * len(years) for row in agencies}
    for row in rows:
        strips[row["agency"]][places[row["year"]]] = letters[row["outcome"], row["reason"]]
    return {
        "years": years,
        "width": width,
        "pairs": [[outcome, reason, counts[outcome, reason]] for outcome, reason in pairs],
        "symbols": SYMBOLS | dict.fromkeys(sorted({pair[0] for pair in pairs} - SYMBOLS.keys()), UNKNOWN),
        "strips": ["".join(strips[row["agency"]]) for row in agencies],
    }


def details_of(source: Source) -> dict[str, list[Row]]:
    """The rows of coverage by agency, with what they say beside the outcome."""
    found: dict[str, list[Row]] = {}
    for row in source.register("coverage", ("agency", "year", "outcome", "reason", "detail", "url")):
        found.setdefault(row["agency"], []).append(row)
    return found


def _years(found: Iterable[int]) -> list[int]:
    """The years found, and those between them unless that would be an age."""
    years = sorted(set(found))
    whole = range(years[0], years[-1] + 1) if years else range(0)
    return list(whole) if len(whole) <= _LONGEST else years


def _letter(place: int, width: int) -> str:
    base = len(_LETTERS)
    return _LETTERS[place] if width == 1 else _LETTERS[place // base % base] + _LETTERS[place % base]


def labelled(codes: Iterable[Mapping[str, Any]], *kinds: str) -> dict[str, list[str]]:
    """The Chinese and the English label of each code of these kinds."""
    return {row["code"]: [row["label_zh"], row["label_en"]] for row in codes if row["kind"] in kinds}
