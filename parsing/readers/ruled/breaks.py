"""A table cut by a page break, put together again where its columns show that it is one; its labels decide what a cut row is."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import takewhile

from parsing.document import Grid
from parsing.labels import squeeze
from parsing.readers.ruled.seam import Seam, completes, is_label
from parsing.readers.ruled.shapes import PlacedGrid
from parsing.tables.headers import looks_like_figure


def continues(before: PlacedGrid, after: PlacedGrid, tolerance: float) -> bool:
    """Whether the edges of `before` are all edges of `after`, the next sheet's first block, or the other way round.

    Two tables that only look alike may be put together: the header of the second one stands between them, and rows are read by it.
    """
    few, many = sorted((_own_edges(before), _own_edges(after)), key=len)
    return all(_nearest(edge, many) <= tolerance for edge in few)


def _own_edges(placed: PlacedGrid) -> list[float]:
    """The edges from the table's left side: the margins of odd and even pages may differ."""
    return [x - placed.xs[0] for x in placed.xs]


def _nearest(edge: float, edges: list[float]) -> float:
    place = bisect_left(edges, edge)
    return min(abs(edge - other) for other in edges[max(0, place - 1) : place + 1])


def put_together(before: PlacedGrid, after: PlacedGrid) -> PlacedGrid:
    """One table of two that `continues`: a repeated header is dropped, labels go on across the break, a cut row is joined.

    Flaw: `row_cut` where a row may be cut and its labels do not show it.
    """
    edges = max(_own_edges(before), _own_edges(after), key=len)
    top, bottom = _over(before, edges), _over(after, edges)
    header = _repeated_header(top, bottom)
    bottom = _without_rows(bottom, header)
    full = {_place(edges, _own_edges(before)[col]) for col in before.full}
    seam = Seam(top, bottom, full)
    grid = Grid(top.n_rows, top.n_cols, list(top.cells), sorted({*top.flaws, *bottom.flaws}))
    if seam.is_cut():
        bottom = seam.joined_into(grid)
    elif seam.may_be_cut():
        grid.flaws.append("row_cut")
    _append(grid, bottom)
    still_full = frozenset(_place(edges, _own_edges(after)[col]) for col in after.full)
    return PlacedGrid(grid, [before.xs[0] + edge for edge in edges], [*before.ys, *after.ys[1:]], still_full)


def _over(placed: PlacedGrid, edges: list[float]) -> Grid:
    """The grid with its columns counted on these edges."""
    own = _own_edges(placed)
    places = [_place(edges, x) for x in own]
    cells = [replace(cell, col=places[cell.col], colspan=places[cell.col + cell.colspan] - places[cell.col]) for cell in placed.grid.cells]
    return Grid(placed.grid.n_rows, len(edges) - 1, cells, placed.grid.flaws)


def _place(edges: list[float], x: float) -> int:
    return min((abs(edge - x), place) for place, edge in enumerate(edges))[1]


def _repeated_header(top: Grid, bottom: Grid) -> int:
    """How many rows at the head of the second part repeat the head of the first: no figures in them, and no cell that reaches out."""
    same = 0
    while same < min(top.n_rows, bottom.n_rows - 1):
        row = _starting(bottom, same)
        if row != _starting(top, same) or not any(text for *_, text in row) or any(looks_like_figure(text) for *_, text in row if text):
            break
        same += 1
    while any(cell.row < same < cell.row + cell.rowspan for cell in bottom.cells):
        same -= 1
    return same


def _starting(grid: Grid, row: int) -> list[tuple[int, int, int, str]]:
    return [(cell.col, cell.colspan, cell.rowspan, squeeze(cell.text)) for cell in grid.cells if cell.row == row]


def _without_rows(grid: Grid, count: int) -> Grid:
    cells = [replace(cell, row=cell.row - count) for cell in grid.cells if cell.row >= count]
    return Grid(grid.n_rows - count, grid.n_cols, cells, grid.flaws)


def _append(grid: Grid, bottom: Grid) -> None:
    """Put the rows below; a label goes on across the break in a blank cell, or in one that completes it."""
    first = sorted((cell for cell in bottom.cells if cell.row == 0), key=lambda cell: cell.col)
    above = {(cell.col, cell.colspan): cell for cell in grid.cells if cell.row + cell.rowspan == grid.n_rows}
    pairs = [(cell, above.get((cell.col, cell.colspan))) for cell in first]
    leading = list(takewhile(lambda pair: not pair[0].text, pairs))
    own = first[len(leading)].text if len(leading) < len(first) else ""
    continued = [cell for cell, upper in pairs if upper is not None and completes(upper.text, cell.text)]
    if own and not looks_like_figure(own):  # left of a row's own label stand the labels of its groups
        continued += [cell for cell, _ in takewhile(lambda pair: pair[1] is not None and is_label(pair[1].text), leading)]
    for cell in continued:
        upper = above[cell.col, cell.colspan]
        upper.rowspan += cell.rowspan
        upper.text = "\n".join(text for text in (upper.text, cell.text) if text)
    grid.cells += [replace(cell, row=cell.row + grid.n_rows) for cell in bottom.cells if not any(cell is one for one in continued)]
    grid.n_rows += bottom.n_rows
