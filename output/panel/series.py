"""One indicator over all reports: its figure, how good it is, and what it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from output.panel.figures import FORM_CODES, NO_REPORT, NOT_COMPARABLE, REPORTED, UNDEFINED, UNPARSED, Array, Figures
from output.panel.operands import TABLES, Positions, operands, positions
from output.schema.indicators import MONEY, Indicator, Source
from parsing.figures import COUNT_UNITS
from parsing.forms import FORMS

MATCHES: Final = ("exact", "near")
_MIXED, _UNKNOWN = FORM_CODES.index("mixed"), FORM_CODES.index("unknown")

# To 万元: what a figure is multiplied and divided by, in one step, so that a decimal fraction stays the nearest to what is printed.
_TO_MONEY: Final[dict[str, tuple[int, int]]] = {
    "元": (1, 10_000),
    "百元": (1, 100),
    "千元": (1, 10),
    "万元": (1, 1),
    "百万元": (100, 1),
    "千万元": (1_000, 1),
    "亿元": (10_000, 1),
}
_TO_COUNT: Final = dict.fromkeys(COUNT_UNITS, (1, 1))


@dataclass
class Series:
    """One value a report in each. `form`: index into FORM_CODES, -1 for none; `match` into MATCHES; `unit` a text or None."""

    value: Array
    state: Array
    form: Array
    match: Array
    unit: Array
    doubt: Array
    failed: Array
    numerator: Array
    denominator: Array

    def no_report(self, rows: Array) -> None:
        """Nothing is known in these rows."""
        self.value[rows] = self.numerator[rows] = self.denominator[rows] = np.nan
        self.state[rows] = NO_REPORT
        self.form[rows] = self.match[rows] = -1
        self.unit[rows] = None
        self.doubt[rows] = False
        self.failed[rows] = 0


def empty(rows: int) -> Series:
    """A series of which nothing is known but that there are reports, of forms that do not compare."""
    nan = np.full(rows, np.nan)
    return Series(
        nan,
        np.full(rows, NOT_COMPARABLE, np.int8),
        np.full(rows, -1, np.int8),
        np.full(rows, -1, np.int8),
        np.full(rows, None, object),
        np.zeros(rows, bool),
        np.zeros(rows, np.uint8),
        nan.copy(),
        nan.copy(),
    )


def from_sources(one: Indicator, figures: Figures, report_form: Array) -> Series:
    """An indicator that is added up from cells or stated as a fact. `report_form`: the form of each report, index into FORM_CODES."""
    found = empty(len(report_form))
    fact = is_fact(one)
    found.form[:] = report_form if fact else _cell_form(one, figures, report_form)
    for code, source in one.sources.items():
        rows = np.flatnonzero(found.form == FORM_CODES.index(code))
        _add(found, rows, figures, _Part.of(one, code, source))
    # Where the form cannot be told, because the table is not there or prose alone speaks, the figure is at best near.
    anywhere = fact and len(one.sources) == len(FORMS)
    unclear = np.flatnonzero((found.form == _MIXED) | (anywhere & (found.form == _UNKNOWN)))
    code, source = next(iter(one.sources.items()))
    _add(found, unclear, figures, _Part.of(one, code, Source("near", source.cells, source.fact)))
    return found


@dataclass(frozen=True)
class _Part:
    """What is added up in the reports of one form."""

    operands: Positions
    match: int
    scales: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, one: Indicator, form: str, source: Source) -> _Part:
        scales = _TO_MONEY if one.unit == MONEY else _TO_COUNT
        return cls(positions(operands(form, source)), MATCHES.index(source.match), scales)


def _cell_form(one: Indicator, figures: Figures, report_form: Array) -> Array:
    """The form of the table that the indicator's cells stand in, the report's where it has none of them. A list form is one table."""
    tables = dict.fromkeys(cell.split(".", maxsplit=1)[0] for source in one.sources.values() for cell in source.cells)
    form = np.full(len(report_form), -1, np.int8)
    for table in tables:
        form = np.where(form >= 0, form, figures.table_form[:, TABLES.index(table)])
    return np.where(form >= 0, form, report_form)


def _add(found: Series, rows: Array, figures: Figures, part: _Part) -> None:
    if not len(rows):
        return
    at = np.ix_(rows, part.operands)
    units = figures.unit[at]
    scaled, convertible = _scaled(figures.value[at], units, figures.units, part.scales)
    state = np.where((figures.state[at] == REPORTED) & ~convertible, UNPARSED, figures.state[at])
    found.state[rows] = state.min(axis=1)
    found.match[rows] = part.match
    found.value[rows] = np.where(found.state[rows] == REPORTED, scaled.sum(axis=1), np.nan)
    found.unit[rows] = _printed(units, figures.units, found.state[rows])
    found.doubt[rows] = figures.doubt[at].any(axis=1)
    found.failed[rows] = np.bitwise_or.reduce(figures.failed[at], axis=1)


def _scaled(value: Array, unit: Array, units: list[str], scales: dict[str, tuple[int, int]]) -> tuple[Array, Array]:
    """The figures in the indicator's unit, and which of them could be converted."""
    up, down = (np.array([scales.get(name, (0, 0))[side] for name in units] + [0], float) for side in (0, 1))
    convertible = down[unit] > 0
    return value * up[unit] / np.where(convertible, down[unit], 1), convertible


def _printed(unit: Array, units: list[str], state: Array) -> Array:
    """The unit printed for a figure; several, where its parts have different ones, are joined by a space."""
    names = np.array([*units, None], object)
    printed = names[unit[:, 0]]
    for row in np.flatnonzero((unit != unit[:, :1]).any(axis=1)):
        printed[row] = " ".join(dict.fromkeys(name for name in names[unit[row]] if name))
    printed[(state != REPORTED) & (state != UNPARSED)] = None
    return printed


def rate(one: Indicator, known: dict[str, Series]) -> Series:
    """A rate of indicators that are known already. It is as good as the worst of them; over 0 it is undefined."""
    above, below = ([known[code] for code in codes] for codes in (one.numerator, one.denominator))
    found = empty(len(above[0].value))
    parts = [*above, *below]
    found.state = np.min([part.state for part in parts], axis=0)
    found.numerator, found.denominator = (np.sum([part.value for part in side], axis=0) for side in (above, below))
    found.state[(found.state == REPORTED) & (found.denominator == 0)] = UNDEFINED
    found.value = np.divide(found.numerator, found.denominator, out=found.value, where=found.state == REPORTED)
    forms = np.array([part.form for part in parts])
    found.form = np.where((forms == forms[0]).all(axis=0), forms[0], _MIXED)
    matches = np.array([part.match for part in parts])
    found.match = np.where(matches.min(axis=0) < 0, -1, matches.max(axis=0))
    found.doubt = np.any([part.doubt for part in parts], axis=0)
    found.failed = np.bitwise_or.reduce([part.failed for part in parts], axis=0)
    return found


def is_fact(one: Indicator) -> bool:
    """Whether prose states the indicator."""
    return any(source.fact for source in one.sources.values())
