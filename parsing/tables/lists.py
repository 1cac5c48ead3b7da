"""Tables of indicators, a figure a row (2014-2018 and before): rows are told by their labels under the row they belong to.

Best effort: the row lists of these forms are not verified against a national text (forms/README.md section 4), so that a row which the page
does not print is not missing; a printed row that cannot be told is kept under its label, in doubt where a row of the form is near.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from parsing.document import Grid, GridCell
from parsing.figures import MONEY_UNITS, Figure, read_figure
from parsing.forms import LIST_FORMS, Form, Line
from parsing.labels import normal, without_remarks
from parsing.problems import problem
from parsing.records import Cell, Problem
from parsing.tables.found import Key, recognised
from parsing.tables.headers import looks_like_figure
from parsing.tables.list_columns import UNITS, Columns, list_header, slipped
from parsing.tables.periods import captions_another_period

_OF_WHICH = re.compile(r"^其中[::]?")
# So many rows of one form must be told before a table counts as it: single words (行政诉讼数) occur in other statistics.
_ENOUGH = 5
_NEAR = 0.75


@dataclass(slots=True)
class ListRead:
    """The rows of one form told so far."""

    form: Form
    cells: list[Cell] = field(default_factory=list)
    local: list[Cell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    printed: dict[Key, list[GridCell]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The code of the form's one table."""
        return self.form.tables[0].code


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed row: its label, its cell of figures, the text of its unit, and why the figure may be another's."""

    label: str
    value: GridCell
    unit: str
    doubt: str


def read_lists(grids: list[Grid]) -> ListRead | None:
    """The list form that tells most rows of the grids, None when none tells enough of them."""
    reads = [_read(form, grids) for form in LIST_FORMS.values()]
    best = max(reads, key=lambda read: len(read.cells))
    return best if len(best.cells) >= _ENOUGH else None


def _read(form: Form, grids: list[Grid]) -> ListRead:
    read = ListRead(form)
    lists: list[Columns] = []
    width = 0
    for grid in grids:
        if grid.n_cols != width or any(map(captions_another_period, grid.caption)):
            lists = []
        lists, width = _read_grid(grid, lists, read), grid.n_cols
    _repeated(read)
    read.problems.append(problem("form_unverified", read.table))
    return read


def _read_grid(grid: Grid, lists: list[Columns], read: ListRead) -> list[Columns]:
    """Read a grid, the lists that stand side by side one after the other; returns the lists of its last header."""
    below: list[list[GridCell]] = []
    for number, row in enumerate(grid.rows()):
        untold: list[str] = []
        if (found := list_header(row, untold)) is not None:
            read.problems += [problem("label_ambiguous", read.table, label) for label in untold]
            _read_rows(below, lists, read)
            lists, below = found, []
        elif any(cell.row == number for cell in row):
            below.append(row)
    _read_rows(below, lists, read)
    return lists


def _read_rows(rows: list[list[GridCell]], lists: list[Columns], read: ListRead) -> None:
    for columns in lists:
        for row in rows:
            _read_row(row, columns, read)


def _read_row(row: list[GridCell], columns: Columns, read: ListRead) -> None:
    at = {cell.col: cell for cell in row}
    unit = at[columns.unit].text if columns.unit in at else ""
    edge = columns.unit if columns.unit is not None else columns.value.col
    labels = (cell for cell in row if columns.start <= cell.col < edge)
    path = [cell.text.replace("\n", "") for cell in labels if cell.text and not looks_like_figure(cell.text)]
    if not path:
        return
    line = _line(path[-1], read)
    if line is not None:
        read.above = [*_ancestors(line, read.form), line.code]
    value = at.get(columns.value.col)
    if line is not None and line.heading and (value is None or not value.text.strip("-—－ ")):
        return
    doubt = slipped(row, columns)
    if value is not None:
        _keep(line, _Row(path[-1], value, unit.strip(), doubt), columns, read)
    elif line is not None and doubt:
        read.problems.append(problem("row_ragged", f"{read.table}.{line.code}", doubt))


def _line(label: str, read: ListRead) -> Line | None:
    """The row of the form that a label names: of several with one label (被依法纠错数) the one under the row read last."""
    lines: list[Line] = []
    for spelling in (normal(label), without_remarks(label)):
        wanted = {spelling, _OF_WHICH.sub("", spelling)}
        lines = lines or [line for line in read.form.tables[0].rows if wanted & _names(line)]
    if len(lines) > 1:
        lines = [line for line in lines if line.parent in read.above]
    return lines[0] if len(lines) == 1 else None


def _names(line: Line) -> set[str]:
    names = {text for zh in (line.zh, *line.aliases) for text in (normal(zh), without_remarks(zh))}
    return names | {_OF_WHICH.sub("", name) for name in names}


def _ancestors(line: Line, form: Form) -> list[str]:
    by_code = {row.code: row for row in form.tables[0].rows}
    chain: list[str] = []
    while line.parent in by_code:
        line = by_code[line.parent]
        chain.insert(0, line.code)
    return chain


def _keep(line: Line | None, row: _Row, columns: Columns, read: ListRead) -> None:
    if line is None or line.heading:
        _keep_local(row, columns, read)
        return
    where, raw = f"{read.table}.{line.code}.value", row.value.text
    figure = read_figure(raw, money=row.unit in MONEY_UNITS or line.money)
    fault = figure.fault or columns.doubt or row.doubt or row.value.doubt or ("one cell for several rows" if row.value.rowspan > 1 else "")
    if fault:
        read.problems.append(problem("cell_unparsed", where, f"{fault} ({raw[:40]!r})"))
        figure = Figure("unparsed")
    printed = figure.unit or (row.unit if row.unit in UNITS else "")
    if printed and line.unit and printed != line.unit:
        read.problems.append(problem("unit_printed", where, f"{printed}, the form has {line.unit}"))
    method = recognised(row.value.confidence)
    read.printed.setdefault((read.table, line.code, "value"), []).append(row.value)
    read.cells.append(Cell(read.table, line.code, "value", figure.value, raw, printed or line.unit, read.form.code, figure.status, *method))


def _keep_local(row: _Row, columns: Columns, read: ListRead) -> None:
    figure = read_figure(row.value.text, money=row.unit in MONEY_UNITS)
    unit = figure.unit or (row.unit if row.unit in UNITS else "")
    form, method = read.form.code, recognised(row.value.confidence)
    read.printed.setdefault((f"raw_{form}", row.label, normal(columns.value.text)), []).append(row.value)
    read.local.append(
        Cell(f"raw_{form}", row.label, normal(columns.value.text), figure.value, row.value.text, unit, form, figure.status, *method)
    )
    code = "label_ambiguous" if _near(row.label, read) else "row_unknown"
    read.problems.append(problem(code, read.table, row.label[:60]))


def _near(label: str, read: ListRead) -> bool:
    wanted = normal(label)
    have = {cell.row for cell in read.cells}
    rest = [line for line in read.form.tables[0].leaf_rows if line.code not in have]
    return any(Levenshtein.normalized_similarity(wanted, name) >= _NEAR for line in rest for name in _names(line))


def _repeated(read: ListRead) -> None:
    """A row read twice with different figures is in doubt; equal ones are one."""
    kept: dict[str, Cell] = {}
    for cell in read.cells:
        first = kept.setdefault(cell.row, cell)
        if first is not cell and first.value != cell.value:
            read.problems.append(problem("cell_conflict", first.key, f"{first.raw} | {cell.raw}"))
            first.value, first.status = None, "unparsed"
    order = {line.code: place for place, line in enumerate(read.form.tables[0].rows)}
    read.cells = sorted(kept.values(), key=lambda cell: order[cell.row])
