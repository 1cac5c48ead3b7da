"""The tables of a report as a person checks them: rows and columns of the form, with marks on what needs a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Sheet
from rich.text import Text

from parsing.echo import plain
from parsing.forms import FORMS, Form, Line, Table
from parsing.records import Cell, Check, Report

BLANK, MISSING, DOUBT, FAILED = "·", "-", "?", "!"

LEGEND = {
    BLANK: "blank on the page",
    MISSING: "not on the page",
    DOUBT: "in doubt or no figure; see the problems",
    FAILED: "does not agree with what it should add up to; see the identities",
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

    def text(self, key: Key, unit: str) -> str:
        """What stands in the sheet for one cell: the figure or its mark or both, and the printed unit where it is not the form's `unit`."""
        cell = self.cells.get(key)
        table, row, col = key
        doubted = not self.doubts.isdisjoint((f"{table}.{row}.{col}", f"{table}.{row}", f"{table}..{col}"))
        if cell is None:
            return self._use(MISSING)
        marks = [(DOUBT, doubted or cell.status == "unparsed"), (FAILED, key in self.failed)]
        return self._content(cell, unit) + "".join(self._use(mark) for mark, applies in marks if applies)

    def _content(self, cell: Cell, unit: str) -> str:
        if cell.status == "blank":
            return self._use(BLANK)
        if cell.value is None:
            return short(cell.raw)
        return figure(cell.value) + (cell.unit if cell.unit != unit else "")

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
    """The text of a cell that is no figure, cut to six columns of the terminal."""
    flat = "".join(raw.split())
    return flat if cell_len(flat) <= 6 else set_cell_size(flat, 5).rstrip() + "…"


def titled(title: str, *headings: Text | str, rows: Iterable[Sequence[RenderableType]]) -> RenderableType:
    """A plain sheet of text columns under its title; cells wrap."""
    sheet = Sheet(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        sheet.add_column(heading, overflow="fold")
    for row in rows:
        sheet.add_row(*(Text(plain(cell)) if isinstance(cell, str) else cell for cell in row))
    return Group(Text(title), sheet)


def sheets(report: Report) -> tuple[list[RenderableType], set[str]]:
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


def _sheet(form: Form, table: Table, marked: Marked) -> RenderableType:
    cols = table.leaf_cols
    sheet = Sheet(box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    sheet.add_column("", overflow="fold", min_width=24)
    for col in cols:
        sheet.add_column(Text(_heading(col.zh, narrow=len(cols) > 5)), justify="right", no_wrap=True, min_width=6)
    depths = _depths(table.rows)
    for row in table.rows:
        cells = [] if row.heading else [Text(plain(marked.text((table.code, row.code, col.code), table.unit(row, col)))) for col in cols]
        sheet.add_row(Padding(Text(row.zh), (0, 1, 0, 2 * depths[row.code])), *cells)
    doubt = f" {DOUBT}" if table.code in marked.doubts else ""
    return Group(Text(f"{table.zh} [{form.label_zh}, {table.code}]{doubt}"), sheet)


def _heading(zh: str, *, narrow: bool) -> str:
    """Headings of many columns are broken in pairs of characters, as their words are (社会 公益 组织)."""
    if not narrow or len(zh) <= 3:
        return f" {zh}"
    return "\n".join(zh[start : start + 2] for start in range(0, len(zh), 2))


def _depths(lines: tuple[Line, ...]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for line in lines:
        depths[line.code] = depths[line.parent] + 1 if line.parent in depths else 0
    return depths


def _raw_sheet(cells: list[Cell]) -> RenderableType:
    return titled("Outside the form", "table", "row", "column", "text", rows=[(cell.table, cell.row, cell.col, cell.raw) for cell in cells])
