"""The tables of a report as a person checks them: rows and columns of the form, with marks on what needs a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich import box
from rich.table import Table as Sheet
from rich.text import Text

from parsing.forms import FORMS, Form, Line, Table
from parsing.records import Cell, Check, Report

BLANK, MISSING, DOUBT, FAILED = "·", "-", "?", "!"

LEGEND = {
    BLANK: "blank on the page",
    MISSING: "not on the page",
    DOUBT: "in doubt or no figure; see the problems",
    FAILED: "left side of an identity that does not hold; see the checks",
}

Key = tuple[str, str, str]


@dataclass
class Marked:
    """The cells of a report with what is marked on them, and which marks were used so far."""

    report: Report
    cells: dict[Key, Cell] = field(init=False)
    doubts: set[str] = field(init=False)
    failed: set[Key] = field(init=False)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.cells = {(cell.table, cell.row, cell.col): cell for cell in self.report.cells}
        self.doubts = {problem.where for problem in self.report.problems if problem.level == "doubt"}
        self.failed = {key for check in self.report.checks if check.status == "fail" for key in self._left_side(check)}

    def form(self, table: str) -> str:
        """The form that this table is printed in; the report's where the page does not carry the table."""
        return next((cell.form for cell in self.report.cells if cell.table == table), self.report.form)

    def text(self, key: Key) -> str:
        """What stands in the sheet for one cell: the figure, or its mark, or both."""
        cell = self.cells.get(key)
        table, row, col = key
        doubted = not self.doubts.isdisjoint((f"{table}.{row}.{col}", f"{table}.{row}", f"{table}..{col}"))
        if cell is None:
            return self._use(MISSING)
        marks = [(DOUBT, doubted or cell.status == "unparsed"), (FAILED, key in self.failed)]
        return self._content(cell) + "".join(self._use(mark) for mark, applies in marks if applies)

    def _content(self, cell: Cell) -> str:
        if cell.status == "blank":
            return self._use(BLANK)
        return short(cell.raw) if cell.value is None else figure(cell.value)

    def _use(self, mark: str) -> str:
        self.used.add(mark)
        return mark

    def _left_side(self, check: Check) -> Iterator[Key]:
        for form in FORMS.values():
            for identity in form.identities:
                if identity.code == check.check and self.form(identity.table) == form.code:
                    for operand in identity.left:
                        line = (operand, check.scope) if identity.scope == "col" else (check.scope, operand)
                        yield (identity.table, *line)


def figure(value: int | float) -> str:
    """A figure without a trailing `.0`."""
    return str(int(value)) if value == int(value) else repr(value)


def short(raw: str) -> str:
    """The text of a cell that is no figure, cut to what a column can hold."""
    flat = "".join(raw.split())
    return flat if len(flat) <= 8 else f"{flat[:7]}…"


def sheets(report: Report) -> tuple[list[Sheet], set[str]]:
    """One sheet for each table of the report's forms, one for the rows outside the form, and the marks used in them.

    A report without cells has none.
    """
    marked = Marked(report)
    found = [_sheet(form, table, marked) for form, table in _tables(marked)]
    raw = [cell for cell in report.cells if cell.table.startswith("raw_")]
    return found + ([_raw_sheet(raw)] if raw else []), marked.used


def _tables(marked: Marked) -> Iterator[tuple[Form, Table]]:
    if not marked.cells:
        return
    for code in sorted({table.code for form in FORMS.values() for table in form.tables}):
        form = FORMS.get(marked.form(code))
        if form and code in {table.code for table in form.tables}:
            yield form, form.table(code)


def _sheet(form: Form, table: Table, marked: Marked) -> Sheet:
    doubt = f" {DOUBT}" if table.code in marked.doubts else ""
    sheet = Sheet(
        title=Text(f"{table.zh} · {form.label_zh} · {table.code}{doubt}"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    sheet.add_column("", overflow="fold", min_width=24)
    for col in table.leaf_cols:
        sheet.add_column(Text(col.zh), justify="right", overflow="fold", min_width=4)
    depths = _depths(table.rows)
    for row in table.rows:
        cells = [] if row.heading else [Text(marked.text((table.code, row.code, col.code))) for col in table.leaf_cols]
        sheet.add_row(Text("  " * depths[row.code] + row.zh), *cells)
    return sheet


def _depths(lines: tuple[Line, ...]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for line in lines:
        depths[line.code] = depths[line.parent] + 1 if line.parent in depths else 0
    return depths


def _raw_sheet(cells: list[Cell]) -> Sheet:
    sheet = Sheet(title="Outside the form", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("table", "row", "column", "text"):
        sheet.add_column(heading, overflow="fold")
    for cell in cells:
        sheet.add_row(*(Text(text) for text in (cell.table, cell.row, cell.col, cell.raw)))
    return sheet
