"""Read every grid of a document into readings: header rows make columns, rows of figures are placed under them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from parsing.document import Grid, GridCell
from parsing.labels import Label, find, normal
from parsing.problems import problem
from parsing.records import Problem
from parsing.tables.found import Found, Key, Reading
from parsing.tables.headers import (
    Column,
    Header,
    band_of,
    build_header,
    foreign_header,
    is_foreign,
    is_header_row,
    looks_like_figure,
    under,
)
from parsing.tables.lists import read_lists
from parsing.tables.periods import of_another_period
from parsing.tables.place import may_have_slipped, overhang, place, usual_edge
from parsing.tables.rows import Path, label_path, meanings, near_meaning, own_label, unit_cells
from parsing.tables.settle import TablesRead, settle
from parsing.tables.units import is_caption

_REACHES_IN = "a figure reaches into it from a row that has slipped"
# A column of running numbers is no column of figures.
_NUMBERING = frozenset(("", "序号", "编号", "行次", "代码", "项目", "no"))
_S4 = "s4_remedies"


def read_tables(grids: list[Grid]) -> TablesRead:
    """Read the grids of one report, in reading order. A grid without a header continues the one before it if it is as wide."""
    found = Found()
    header: Header | None = None
    for grid in grids:
        header = _read_grid(grid, header, found)
    settled = settle(found)
    if settled.form == "unknown" and (listed := read_lists(grids)):
        return TablesRead([*listed.cells, *listed.local], listed.form.code, listed.problems, listed.printed)
    return settled


def _read_grid(grid: Grid, inherited: Header | None, found: Found) -> Header | None:
    header = inherited if inherited is not None and inherited.n_cols == grid.n_cols else None
    if header is not None and grid.caption:
        found.blocks += 1
        header = replace(under(header, grid.caption), block=found.blocks)
    whole = header
    pending: list[list[GridCell]] = []
    above: list[list[GridCell]] = []
    first = len(found.readings)
    touched: set[str] = set()
    caption: tuple[str, ...] = ()
    rows = grid.rows()
    heads = [is_header_row([cell for cell in row if cell.row == number]) for number, row in enumerate(rows)]
    usual = _usual_below(0, rows, heads)
    slipped_until = 0
    for number, row in enumerate(rows):
        own = [cell for cell in row if cell.row == number]
        if heads[number]:
            pending.append(row)
            continue
        if pending:
            header = whole = _header(pending, above, grid.caption, caption, found)
            pending, above, usual = [], [], _usual_below(number, rows, heads)
        above = [] if any(looks_like_figure(cell.text) for cell in own) else [*above, row]
        caption = tuple(cell.text for cell in own if is_caption(cell.text)) or caption
        if header is not None and is_foreign(own, header):
            header = whole = foreign_header(row, header)
        elif whole is not None and len(row) == 1 and row[0].colspan >= whole.n_cols:
            header = under(whole, (row[0].text,))  # a caption or a note over the whole width
        elif header is not None and own:
            tables, slipped = _read_row(row, header, usual, number < slipped_until, found)
            touched |= tables
            if slipped:
                slipped_until = max(slipped_until, *(cell.row + cell.rowspan for cell in row if cell.col >= header.first))
    if pending:  # a page break behind the header: its figures stand in the next table
        header = _header(pending, above, grid.caption, caption, found)
    for reading in found.readings[first:] if "spans_cut" in grid.flaws else ():
        reading.slipped = True
    for code in sorted(set(grid.flaws)):
        found.problems += [problem(code, table) for table in sorted(touched)]
    return header


def _header(
    rows: list[list[GridCell]], above: list[list[GridCell]], over: tuple[str, ...], caption: tuple[str, ...], found: Found
) -> Header:
    header = under(build_header(rows, above), over)
    header.caption = caption
    found.blocks += 1
    header.block = found.blocks
    found.problems += header.problems
    return header


def _usual_below(number: int, rows: list[list[GridCell]], heads: list[bool]) -> int:
    """Where most rows of figures under one header end, from a row on."""
    return usual_edge(row for row, _ in takewhile(lambda pair: not pair[1], zip(rows[number:], heads[number:], strict=True)))


def _read_row(row: list[GridCell], header: Header, usual: int, reached: bool, found: Found) -> tuple[set[str], bool]:
    """Read one row of figures; returns the tables that it belongs to, and whether its figures may stand beside their columns.

    `usual`: where the rows around it end; `reached`: a figure of a row that has slipped reaches into it.
    """
    path = label_path(row, header.first)
    values = [cell for cell in row if cell.col >= header.first and (cell.text or cell.col < header.n_cols)]
    label = own_label(row, header.first)
    shared = label is not None and label.rowspan > 1
    labels = meanings(path, header.tables)
    if not values or not (path or _S4 in header.tables):
        found.problems += _unplaced(row, header)
        return set(), False
    fuzzy: tuple[Label, ...] = ()
    if path and not labels and not find(path[-1]) and found.near_matches_left:
        found.near_matches_left -= 1
        fuzzy = near_meaning(path, header.tables)
    pairs, ragged = place(values, header.value_columns)
    pairs += _figures_among_labels(row, header)
    strayed = label is not None and _slipped(row, label, header)
    if strayed:
        ragged = "a figure stands between its label and the columns of figures"
    elif len({cell.text for cell in values}) > 1 and (beside := _REACHES_IN if reached else overhang(row, values, header.n_cols, usual)):
        ragged, strayed = beside, True
    context = _Row(
        path,
        header.section,
        labels=labels or fuzzy,
        whole=bool(labels),
        damaged=bool(fuzzy),
        shared=shared,
        slipped=header.uneven or strayed or (bool(ragged) and may_have_slipped(values, header.first, header.n_cols)),
        units=unit_cells(row, header.first),
    )
    readings = [_reading(cell, column, header, context) for cell, column in pairs]
    found.add(readings)
    tables = {key[0] for reading in readings for key in reading.keys}
    if ragged and any(cell.text for cell in values):
        rows = {".".join(key[:2]) for reading in readings for key in reading.keys} or {f"{label.table}.{label.code}" for label in labels}
        if not rows and any(looks_like_figure(cell.text) for cell in values):  # a footnote under section 4 is no row of figures
            rows = set(header.tables & {_S4})
        found.problems += [problem("row_ragged", where, ragged) for where in sorted(rows)]
    found.problems += _untold(pairs, readings, path)
    return tables, context.slipped


def _untold(pairs: list[tuple[GridCell, Column]], readings: list[Reading], path: Path) -> list[Problem]:
    """The doubt of figures under an outcome of section 4 whose block nobody can tell; those of another period are told."""
    lost = [
        column.printed
        for (cell, column), reading in zip(pairs, readings, strict=True)
        if not reading.keys and looks_like_figure(cell.text) and any(_is_outcome(label) for label in column.labels)
    ]
    if not lost or any(map(of_another_period, path)):
        return []
    return [problem("label_ambiguous", _S4, f"no block of section 4 stands over {lost[0]}")]


def _is_outcome(label: Label) -> bool:
    return (label.table, label.axis) == (_S4, "col") and label.code != "total"


def _unplaced(row: list[GridCell], header: Header) -> list[Problem]:
    """The doubts of a row of the form whose label stands under the columns of figures, so that none of them can be placed."""
    if not any(looks_like_figure(cell.text) for cell in row):
        return []
    labels = (
        label for cell in row for label in find(cell.text) if label.axis == "row" and label.table in header.tables and not label.heading
    )
    rows = sorted({f"{label.table}.{label.code}" for label in labels})
    return [problem("row_ragged", where, "its label stands under a column of figures") for where in rows]


def _slipped(row: list[GridCell], label: GridCell, header: Header) -> bool:
    """Whether a figure stands under the corner of the header, right of the row's own label: one cell too many has pushed it there.

    A running number stands left of the label, or under a header of its own.
    """
    corner = header.columns[0].end
    return any(label.col < cell.col < min(corner, header.first) and looks_like_figure(cell.text) for cell in row)


def _figures_among_labels(row: list[GridCell], header: Header) -> list[tuple[GridCell, Column]]:
    """The figures left of the first column of the form, under a header of their own: nobody's but that header's."""
    strange = [column for column in header.columns if 0 < column.start < header.first and normal(column.printed) not in _NUMBERING]
    return [(cell, column) for cell in row for column in strange if cell.col == column.start and looks_like_figure(cell.text)]


@dataclass(slots=True)
class _Row:
    """What the readings of one row share: `labels` by its label, whole or damaged; `shared`: the label covers other rows too.

    `slipped`: its figures may stand under another column than their own.
    """

    path: Path
    section: str
    labels: tuple[Label, ...]
    whole: bool
    damaged: bool
    shared: bool
    slipped: bool
    units: tuple[str, ...]


def _reading(cell: GridCell, column: Column, header: Header, row: _Row) -> Reading:
    return Reading(
        cell=cell,
        text=cell.text,
        keys=_remedy_keys(column, row.path) or _keys(row.labels, column.labels),
        section=row.section,
        row_label=row.path[-1] if row.path else "",
        col_label=column.printed,
        unit_labels=(*row.units, *row.path[-1:], *column.path),
        caption=header.caption,
        fault="one cell for several rows" if cell.rowspan > 1 else "one label for several rows" if row.shared else "",
        slipped=row.slipped,
        strange_row=bool(row.path) and not row.whole,
        fuzzy=row.damaged,
        confidence=cell.confidence,
        doubt=cell.doubt,
        block=header.block,
        period=header.period,
    )


@lru_cache(maxsize=4096)
def _keys(rows: tuple[Label, ...], columns: tuple[Label, ...]) -> tuple[Key, ...]:
    pairs = ((row, col) for row in rows for col in columns if col.axis == "col" and row.table == col.table != _S4)
    return tuple(dict.fromkeys((row.table, row.code, col.code) for row, col in pairs))


def _remedy_keys(column: Column, path: Path) -> tuple[Key, ...]:
    """Section 4's cell: its block and its outcome may stand in the header, in the row's label, or one in each."""
    if not any(label.table == _S4 for label in column.labels) or any(of_another_period(text) for text in path):
        return ()
    bands = band_of(column.path + path)
    outcomes = [label.code for label in column.labels if label.table == _S4 and label.axis == "col"]
    outcomes = outcomes or [label.code for text in path[-1:] for label in find(text) if label.table == _S4 and label.axis == "col"]
    return tuple((_S4, band, outcome) for band in bands[-1:] for outcome in outcomes)
