"""Every cell of every report for the agencies' pages: a table of a report as one short text, read by `static/cells.js`.

The cells of a table stand in the order of its form, separated by commas. One is its figure, where the page prints just that; nothing, for a
blank cell; `n`, where the page does not carry it; `@2`, for the third of the report's `odd` cells, which say the rest. `0*9`: nine of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from output.page.source import Row, Source
from parsing.forms import FORMS, Line, Table

_COLUMNS: Final = ("agency", "report_id", "form", "table", "row", "col", "value", "unit", "raw", "status", "method", "confidence")
_PROBLEM: Final = ("agency", "report_id", "code", "level", "where", "message")
_NOT_CARRIED: Final = "n"
# A page of one report has at most some hundred cells; a report in doubt as a whole has a doubt for each of them.
_MOST_DOUBTS: Final = 60
_LONGEST: Final = 200


@dataclass(slots=True)
class _Report:
    """What is gathered of one report: its tables as grids, cells that are more than a figure, those outside the form, and doubts."""

    tables: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    odd: list[list[Any]] = field(default_factory=list)
    outside: list[list[Any]] = field(default_factory=list)
    doubts: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Layout:
    """Where a cell stands among those of its table, and the unit that the form has for it."""

    size: int
    places: dict[tuple[str, str], tuple[int, str]]


def _layout(table: Table) -> _Layout:
    keys = [(row, col) for row in table.leaf_rows for col in table.leaf_cols]
    return _Layout(len(keys), {(row.code, col.code): (place, table.unit(row, col)) for place, (row, col) in enumerate(keys)})


_LAYOUTS: Final = {(form.code, table.code): _layout(table) for form in FORMS.values() for table in form.tables}
_ORDER: Final = {key: place for place, key in enumerate(_LAYOUTS)}


def forms_part() -> dict[str, Any]:
    """The tables of the forms: their rows and columns with labels in both languages, and the labels of the headings above them."""
    return {form.code: {table.code: _described(table) for table in form.tables} for form in FORMS.values()}


def _described(table: Table) -> dict[str, Any]:
    return {
        "label": [table.zh, table.en],
        "rows": [_line(row, table.rows) for row in table.leaf_rows],
        "cols": [_line(col, table.cols) for col in table.leaf_cols],
        "units": [table.unit(row, col) for row in table.leaf_rows for col in table.leaf_cols],
    }


def _line(line: Line, among: Sequence[Line]) -> list[str]:
    above = next((one for one in among if one.code == line.parent), None)
    return [line.code, line.zh, line.en, *((above.zh, above.en) if above else ())]


def cell_parts(source: Source, agencies: Sequence[Row], agencies_a_part: int) -> Iterator[tuple[str, Any]]:
    """(name, value) of each part: by agency and report id the tables, and what else there is of odd cells, others and doubts."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for year in source.years_of("cells"):
        for (agency, report_id), report in sorted(_of_year(source, year).items()):
            found[agency][report_id] = _written(report)
    for start in range(0, len(agencies), agencies_a_part):
        some = [row["agency"] for row in agencies[start : start + agencies_a_part]]
        yield f"cells-{start // agencies_a_part}", {agency: found[agency] for agency in some if agency in found}


def _of_year(source: Source, year: int) -> dict[tuple[str, str], _Report]:
    reports: dict[tuple[str, str], _Report] = defaultdict(_Report)
    for batch in source.batches("cells", year, _COLUMNS):
        for agency, report_id, *cell in zip(*(batch.column(name).to_pylist() for name in _COLUMNS), strict=True):
            _add(reports[agency, report_id], *cell)
    for batch in source.batches("problems", year, _PROBLEM):
        for row in batch.to_pylist():
            report = reports.get((row["agency"], row["report_id"]))
            if report is not None and row["level"] == "doubt" and len(report.doubts) < _MOST_DOUBTS:
                report.doubts.append([row["where"], row["code"], row["message"][:_LONGEST]])
    return reports


def _add(report: _Report, form: str, table: str, row: str, col: str, *rest: Any) -> None:
    cell = _Cell(*rest)
    layout = _LAYOUTS.get((form, table))
    if layout is None or (row, col) not in layout.places:
        report.outside.append([table, row, col, *cell.odd()])
        return
    place, unit = layout.places[row, col]
    mark = cell.mark(unit)
    if mark is None:
        mark = f"@{len(report.odd)}"
        report.odd.append(cell.odd())
    report.tables.setdefault((form, table), [_NOT_CARRIED] * layout.size)[place] = mark


@dataclass(slots=True)
class _Cell:
    value: float | None
    unit: str | None
    raw: str
    status: str
    method: str
    confidence: float | None

    def mark(self, unit: str) -> str | None:
        """The cell as one short text; None where it says more than a figure or a blank in the form's unit."""
        if (self.unit or "") != unit or self.method != "table" or self.confidence is not None:
            return None
        if self.status == "blank" and not self.raw:
            return ""
        printed = self.status == "reported" and self.value is not None and self.raw == str(_number(self.value))
        return self.raw if printed else None

    def odd(self) -> list[Any]:
        """All that the cell says: status, raw, value, unit, method, confidence, without what is missing at the end."""
        said = [self.status, self.raw, _number(self.value), self.unit, None if self.method == "table" else self.method, self.confidence]
        while said[-1] is None:
            said.pop()
        return said


def _number(value: float | None) -> float | int | None:
    """The figure with all its digits, without a trailing `.0`; none for what JSON has no number for."""
    if value is None or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value


def _written(report: _Report) -> list[Any]:
    tables = [[form, table, _short(marks)] for (form, table), marks in sorted(report.tables.items(), key=lambda item: _ORDER[item[0]])]
    written = [tables, report.odd, sorted(report.outside, key=lambda one: one[:3]), report.doubts]
    while written and not written[-1]:
        written.pop()
    return written


def _short(marks: Sequence[str]) -> str:
    """The marks with repetitions counted, where that is shorter."""
    return ",".join(_run(mark, len(list(same))) for mark, same in groupby(marks))


def _run(mark: str, times: int) -> str:
    plainly, counted = ",".join([mark] * times), f"{mark}*{times}"
    return counted if times > 1 and len(counted) < len(plainly) else plainly
