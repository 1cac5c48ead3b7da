"""The harmonised figures of the release's panel: sums by year for the trends, and one compact list a report for the agencies' pages."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from output.page.source import Source
from output.schema import INDICATORS

RECEIVED: Final = "received_new"
OUTCOMES: Final = ("granted_full", "granted_partial", "refused", "unavailable", "not_processed", "other_handling")
# What a first look at an agency wants; a button shows the others.
MAIN: Final = (
    RECEIVED, "carried_in", *OUTCOMES, "results_total", "carried_out", "review_total", "suit_total", "licence_decisions",
    "penalty_decisions", "fees_charged", "grant_rate", "refusal_rate",
)  # fmt: skip
_REFUSED: Final = "refused_"
_COLUMNS: Final = ("agency", "report_scope", "indicator", "value", "match", "status", "doubt", "checks_failed")
# What stands in the place of a figure that is not there.
_MISSING: Final = {"blank": "b", "unparsed": "u", "not_carried": "n", "not_comparable": "x", "undefined": "d"}

# A figure, a figure with its marks as text (~ near, ? in doubt, ! in an identity that fails), or a letter of `_MISSING`.
Mark = float | int | str
Key = tuple[str, int, str]


@dataclass(slots=True)
class Figures:
    """`reports`: of each (agency, year, scope) the figures in the order of `codes`. `sums`: by scope, indicator and year."""

    codes: list[str]
    reports: dict[Key, list[Mark]] = field(default_factory=dict)
    sums: dict[str, dict[str, dict[int, list[float]]]] = field(default_factory=dict)


def grounds() -> list[str]:
    """The indicators of the grounds of refusal, in the order of the form."""
    return [code for code in INDICATORS if code.startswith(_REFUSED) and not INDICATORS[code].numerator]


def figures_of(source: Source) -> Figures:
    """Read the panel of a release, a year at a time."""
    figures = Figures(list(INDICATORS))
    places = {code: place for place, code in enumerate(figures.codes)}
    wanted = {RECEIVED, *OUTCOMES, *grounds()}
    sums: dict[str, dict[str, dict[int, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: [0, 0, 0])))
    for year, table in source.years("panel", _COLUMNS):
        for agency, scope, code, value, match, status, doubt, failed in _rows(table):
            if status == "no_report" or code not in places:
                continue
            row = figures.reports.setdefault((agency, year, scope), ["n"] * len(places))
            row[places[code]] = _mark(value, match, status, doubt=doubt, failed=failed)
            if value is not None and code in wanted:
                total = sums[scope][code][year]
                total[0] += value
                total[1] += 1
                total[2] += match == "near"
    figures.sums = {scope: {code: dict(years) for code, years in codes.items()} for scope, codes in sums.items()}
    return figures


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(table.column(name).to_pylist() for name in _COLUMNS), strict=True)


def _mark(value: float | None, match: str | None, status: str, *, doubt: bool | None, failed: str | None) -> Mark:
    number = None if value is None else plain(value)
    if number is None:
        return _MISSING.get(status, "n")
    marks = ("~" if match == "near" else "", "?" if doubt else "", "!" if failed else "")
    return f"{marks[0]}{number}{marks[1]}{marks[2]}" if any(marks) else number


def plain(value: float) -> float | int | None:
    """A figure without a trailing `.0`, rates with four digits; None for what is no number."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else round(value, 4)


def latest_received(figures: Figures) -> dict[str, tuple[int, float | None]]:
    """Of each agency the requests received in the latest year that has them, the year first; its own report before an aggregate one."""
    place = figures.codes.index(RECEIVED)
    found: dict[str, tuple[int, float | None]] = {}
    for (agency, year, _), row in sorted(figures.reports.items(), key=lambda item: (item[0][1], item[0][2] == "own")):
        number = row[place]
        text = str(number).strip("~?!")
        if text[:1].isdigit():
            found[agency] = (year, plain(float(text)))
    return found
