"""Tables of indicators, a figure a row (2014-2018 and before): rows are told by their labels under the row they belong to.

Best effort: the row lists of these forms are not verified against a national text (forms/README.md section 4), so that a row which the page
does not print is not missing; a printed row that cannot be told is kept under its label, in doubt where a row of the form is near.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from parsing.document import Grid, GridCell
from parsing.figures import COUNT_UNITS, MONEY_UNITS, Figure, read_figure
from parsing.forms import LIST_FORMS, Form, Line
from parsing.labels import normal, without_remarks
from parsing.problems import problem
from parsing.records import Cell, Problem
from parsing.tables.found import Key, recognised
from parsing.tables.headers import looks_like_figure

_LABEL = re.compile(r"统计(?:指标|项目|内容)|指标名?称?|项目(?:名称)?|内容")
_UNIT = re.compile(r"(?:计量)?单位")
_ASIDE = re.compile(r"序号|代码|编号|编码|备注|说明")
_YEAR_COLUMN = re.compile(r"20\d\d年?度?")
_OF_WHICH = re.compile(r"^其中[::]?")
# So many rows of one form must be told before a table counts as it: single words (行政诉讼数) occur in other statistics.
_ENOUGH = 5
_NEAR = 0.75
# Units that only these tables print; units of the statutory tables are in `figures`.
_UNITS = frozenset((*MONEY_UNITS, *COUNT_UNITS, "篇"))


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
    """One printed row: its label, its cell of figures, and the text of its unit."""

    label: str
    value: GridCell
    unit: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a list stand: first grid columns of the labels' end, the unit (or None) and the figures."""

    value: int
    unit: int | None
    value_label: str
    doubt: str = ""


def read_lists(grids: list[Grid]) -> ListRead | None:
    """The list form that tells most rows of the grids, None when none tells enough of them."""
    reads = [_read(form, grids) for form in LIST_FORMS.values()]
    best = max(reads, key=lambda read: len(read.cells))
    return best if len(best.cells) >= _ENOUGH else None


def _read(form: Form, grids: list[Grid]) -> ListRead:
    read = ListRead(form)
    columns: _Columns | None = None
    for grid in grids:
        for number, row in enumerate(grid.rows()):
            if found := _columns(row):
                columns = found
            elif columns is not None and any(cell.row == number for cell in row):
                _read_row(row, columns, read)
    _repeated(read)
    read.problems.append(problem("form_unverified", read.table))
    return read


def _columns(row: list[GridCell]) -> _Columns | None:
    """The columns of a header row: a label column, perhaps a unit, and one column of figures that is not of other years."""
    texts = {cell.col: normal(cell.text) for cell in row}
    labels = [col for col, text in texts.items() if _LABEL.fullmatch(text)]
    if not labels or len(row) < 2:
        return None
    rest = [col for col, text in texts.items() if col > labels[-1] and not _ASIDE.fullmatch(text)]
    units = [col for col in rest if _UNIT.fullmatch(texts[col])]
    values = [col for col in rest if col not in units]
    known = {normal(text) for form in LIST_FORMS.values() for text in (form.tables[0].cols[0].zh, *form.tables[0].cols[0].aliases)}
    chosen = [col for col in values if texts[col] in known] or [col for col in values if _YEAR_COLUMN.fullmatch(texts[col])]
    if not chosen:
        return None
    doubt = "several columns of figures" if len(chosen) > 1 else ""
    return _Columns(chosen[0], units[0] if units else None, texts[chosen[0]], doubt)


def _read_row(row: list[GridCell], columns: _Columns, read: ListRead) -> None:
    at = {cell.col: cell for cell in row}
    unit = at[columns.unit].text if columns.unit in at else ""
    edge = columns.unit if columns.unit is not None else columns.value
    path = [cell.text.replace("\n", "") for cell in row if cell.col < edge and cell.text and not looks_like_figure(cell.text)]
    value = at.get(columns.value)
    if not path:
        return
    line = _line(path[-1], read)
    if line is not None:
        read.above = [*_ancestors(line, read.form), line.code]
    if value is None or (line is not None and line.heading and not value.text.strip("-—－ ")):
        return
    _keep(line, _Row(path[-1], value, unit.strip()), columns, read)


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


def _keep(line: Line | None, row: _Row, columns: _Columns, read: ListRead) -> None:
    if line is None or line.heading:
        _keep_local(row, columns, read)
        return
    where, raw = f"{read.table}.{line.code}.value", row.value.text
    figure = read_figure(raw, money=row.unit in MONEY_UNITS or line.money)
    fault = figure.fault or columns.doubt or row.value.doubt or ("one cell for several rows" if row.value.rowspan > 1 else "")
    if fault:
        read.problems.append(problem("cell_unparsed", where, f"{fault} ({raw[:40]!r})"))
        figure = Figure("unparsed")
    printed = figure.unit or (row.unit if row.unit in _UNITS else "")
    if printed and line.unit and printed != line.unit:
        read.problems.append(problem("unit_printed", where, f"{printed}, the form has {line.unit}"))
    method = recognised(row.value.confidence)
    read.printed.setdefault((read.table, line.code, "value"), []).append(row.value)
    read.cells.append(Cell(read.table, line.code, "value", figure.value, raw, printed or line.unit, read.form.code, figure.status, *method))


def _keep_local(row: _Row, columns: _Columns, read: ListRead) -> None:
    figure = read_figure(row.value.text, money=row.unit in MONEY_UNITS)
    unit = figure.unit or (row.unit if row.unit in _UNITS else "")
    form, method = read.form.code, recognised(row.value.confidence)
    read.printed.setdefault((f"raw_{form}", row.label, columns.value_label), []).append(row.value)
    read.local.append(Cell(f"raw_{form}", row.label, columns.value_label, figure.value, row.value.text, unit, form, figure.status, *method))
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
