"""Read every grid of a document into readings: header rows make columns, rows of figures are placed under them."""

from __future__ import annotations

from itertools import takewhile

from parsing.document import Grid, GridCell
from parsing.problems import problem
from parsing.records import Problem
from parsing.tables.found import Found, Reading
from parsing.tables.headers import Header, build_header, foreign_header, holds_figure, is_foreign, is_header_row, looks_like_figure, under
from parsing.tables.lists import read_lists
from parsing.tables.periods import are_periods
from parsing.tables.place import Edges, edges_of, may_have_slipped, overhang
from parsing.tables.plan import S4, RowPlan, plan_row, unplaced
from parsing.tables.settle import TablesRead, settle
from parsing.tables.unheaded import Unheaded, beside_blank, stray, unheaded
from parsing.tables.units import is_caption

Around = tuple[Edges, Unheaded]
_REACHES_IN = "a figure reaches into it from a row that has slipped"


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
        found.begin_block()
        header = under(header, grid.caption)
    whole = header
    pending: list[list[GridCell]] = []
    above: list[list[GridCell]] = []
    first = len(found.readings)
    touched: set[str] = set()
    caption: tuple[str, ...] = ()
    rows = grid.rows()
    owns = [[cell for cell in row if cell.row == number] for number, row in enumerate(rows)]
    heads = _heads(owns)
    around = _around(0, rows, heads, header)
    slipped_until = 0
    for number, row in enumerate(rows):
        own = owns[number]
        if heads[number]:
            pending.append(row)
            continue
        if pending:
            header = whole = _header(pending, above, grid.caption, caption, found)
            pending, above, around = [], [], _around(number, rows, heads, header)
        above = [] if holds_figure(own) else [*above, row]
        caption = tuple([cell.text for cell in own if is_caption(cell.text)]) or caption
        if header is not None and is_foreign(own, header):
            header = whole = foreign_header(row, header)
            found.block = 0
        elif whole is not None and len(row) == 1 and row[0].colspan >= whole.n_cols:
            header = under(whole, (row[0].text,))  # a caption or a note over the whole width
        elif header is not None and own:
            tables, slipped = _read_row(row, header, around, number < slipped_until, found)
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


def _heads(owns: list[list[GridCell]]) -> list[bool]:
    """Which rows are headers, by the cells that start in them; a row of mere periods right below one is its last."""
    heads: list[bool] = []
    for own in owns:
        heads.append(is_header_row(own) or (heads[-1:] == [True] and are_periods([cell.text for cell in own])))
    return heads


def _header(
    rows: list[list[GridCell]], above: list[list[GridCell]], over: tuple[str, ...], caption: tuple[str, ...], found: Found
) -> Header:
    header = under(build_header(rows, above, caption), over)
    found.begin_block()
    found.problems += header.problems
    return header


def _around(number: int, rows: list[list[GridCell]], heads: list[bool], header: Header | None) -> Around:
    """What the rows of figures under one header show together, from a row on."""
    below = [row for row, _ in takewhile(lambda pair: not pair[1], zip(rows[number:], heads[number:], strict=True))]
    return edges_of(below), unheaded(below, header)


def _read_row(row: list[GridCell], header: Header, around: Around, reached: bool, found: Found) -> tuple[frozenset[str], bool]:
    """Read one row of figures; returns the tables that it belongs to, and whether its figures may stand beside their columns.

    `around`: what the rows under its header show; `reached`: a figure of a row that has slipped reaches into it.
    """
    cells = [cell for cell in row if cell.text or cell.col < header.n_cols]
    plan = plan_row(cells, header)
    if not cells or cells[-1].col < header.first or not (plan.path or S4 in header.tables):
        why = "its label stands under a column of figures"
        found.problems += [problem("row_ragged", where, why) for where in unplaced(row, header.tables)]
        return frozenset(), False
    if plan.unknown and found.near_matches_left:
        found.near_matches_left -= 1
        plan = plan_row(cells, header, repair=True)
    values = [cell for cell in cells if cell.col >= header.first]
    beside = "" if plan.strayed else _beside(row, values, header, around, reached)
    ragged = beside or plan.ragged
    slipped = header.uneven or plan.strayed or bool(beside) or (bool(ragged) and may_have_slipped(values, header.first, header.n_cols))
    blank = not "".join([cells[place].text for place, _ in plan.spots])
    found.readings += [Reading(cells[place], spot, slipped, blank, found.block) for place, spot in plan.spots]
    if beside or (ragged and any(cell.text for cell in values)):
        # A footnote under section 4 is no row of figures.
        rows = plan.rows or [S4] * (S4 in header.tables and holds_figure(values))
        found.problems += [problem("row_ragged", where, ragged) for where in rows]
    found.problems += _untold(cells, plan)
    return plan.tables, slipped


def _beside(row: list[GridCell], values: list[GridCell], header: Header, around: Around, reached: bool) -> str:
    """Why the figures of a row may stand beside their columns, by the rows around it; equal ones are the same wherever they stand."""
    edges, bare = around
    why = _REACHES_IN if reached else overhang(row, values, header, edges) or stray(row, bare)
    return why if why and len({cell.text for cell in values}) > 1 else _unheaded(row, header)


def _unheaded(row: list[GridCell], header: Header) -> str:
    """What stands right of the labels, in what the first column of the header covers, and is beside a blank."""
    return beside_blank([cell for cell in row if cell.col >= min(header.columns[0].end, header.first)], header.columns)


def _untold(cells: list[GridCell], plan: RowPlan) -> list[Problem]:
    """The doubt of figures under an outcome of section 4 whose block nobody can tell."""
    lost = [spot.col_label for place, spot in plan.untold if looks_like_figure(cells[place].text)]
    return [problem("label_ambiguous", S4, f"no block of section 4 stands over {lost[0]}")] if lost else []
