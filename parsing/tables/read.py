"""Read every grid of a document into readings: header rows make columns, rows of figures are placed under them."""

from __future__ import annotations

import re

from parsing.document import Grid, GridCell
from parsing.labels import Label, find, squeeze
from parsing.problems import problem
from parsing.tables.found import Found, Key, Reading
from parsing.tables.headers import Column, Header, band_of, build_header, is_header_row
from parsing.tables.lists import read_lists
from parsing.tables.place import place
from parsing.tables.rows import Path, label_path, meanings, near_meaning
from parsing.tables.settle import TablesRead, settle

_HEADER_UNIT = re.compile(r"\((?:单位[::]?)?(亿元|百万元|万元|千元|元|件|项|个)(?=[,)、])")
_S4 = "s4_remedies"


def read_tables(grids: list[Grid]) -> TablesRead:
    """Read the grids of one report, in reading order. A grid without a header continues the one before it if it is as wide."""
    found = Found()
    header: Header | None = None
    for grid in grids:
        header = _read_grid(grid, header, found)
    settled = settle(found)
    if settled.form == "unknown" and (listed := read_lists(grids)):
        return TablesRead([*listed.cells, *listed.local], listed.form.code, listed.problems)
    return settled


def _read_grid(grid: Grid, inherited: Header | None, found: Found) -> Header | None:
    header = inherited if inherited is not None and inherited.n_cols == grid.n_cols else None
    pending: list[list[GridCell]] = []
    touched: set[str] = set()
    for number, row in enumerate(grid.rows()):
        own = [cell for cell in row if cell.row == number]
        if is_header_row(own):
            pending.append(row)
            continue
        if pending:
            header, pending = build_header(pending, grid.n_cols), []
            found.problems += header.problems
        if header is not None and own:
            touched |= _read_row(row, header, found)
    for code in sorted(set(grid.flaws)):
        found.problems += [problem(code, table) for table in sorted(touched)]
    return header


def _read_row(row: list[GridCell], header: Header, found: Found) -> set[str]:
    """Read one row of figures; returns the tables that it belongs to."""
    path = label_path(row, header.first)
    values = [cell for cell in row if cell.col >= header.first]
    labels = meanings(path, header.tables)
    if not values or not (path or _S4 in header.tables):
        return set()
    fuzzy: tuple[Label, ...] = ()
    if path and not labels and not find(path[-1]) and found.near_matches_left:
        found.near_matches_left -= 1
        fuzzy = near_meaning(path, header.tables)
    pairs, ragged = place(values, header.value_columns)
    readings = [_reading(cell, column, header, path, labels or fuzzy) for cell, column in pairs]
    found.add(readings)
    tables = {key[0] for reading in readings for key in reading.keys}
    if ragged:
        rows = {key[:2] for reading in readings for key in reading.keys} or {(label.table, label.code) for label in labels}
        found.problems += [problem("row_ragged", ".".join(row), ragged) for row in sorted(rows)]
    return tables


def _reading(cell: GridCell, column: Column, header: Header, path: Path, labels: tuple[Label, ...]) -> Reading:
    keys = _remedy_keys(column, path) or _keys(column, labels)
    unit = next((found[1] for text in column.path if (found := _HEADER_UNIT.search(squeeze(text)))), "")
    return Reading(
        text=cell.text,
        keys=keys,
        section=header.section,
        row_label=path[-1] if path else "",
        col_label=column.printed,
        header_unit=unit,
        fault="one cell for several rows" if cell.rowspan > 1 else "",
        strange_row=bool(path) and not labels,
        fuzzy=bool(labels) and not find(path[-1]),
    )


def _keys(column: Column, labels: tuple[Label, ...]) -> tuple[Key, ...]:
    pairs = ((row, col) for row in labels for col in column.labels if col.axis == "col" and row.table == col.table != _S4)
    return tuple(dict.fromkeys((row.table, row.code, col.code) for row, col in pairs))


def _remedy_keys(column: Column, path: Path) -> tuple[Key, ...]:
    """Section 4's cell: its block and its outcome may stand in the header, in the row's label, or one in each."""
    if not any(label.table == _S4 for label in column.labels):
        return ()
    bands = band_of(column.path + path)
    outcomes = [label.code for label in column.labels if label.table == _S4 and label.axis == "col"]
    outcomes = outcomes or [label.code for text in path[-1:] for label in find(text) if label.table == _S4 and label.axis == "col"]
    return tuple((_S4, band, outcome) for band in bands[-1:] for outcome in outcomes)
