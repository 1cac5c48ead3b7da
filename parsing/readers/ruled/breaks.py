"""A table cut by a page break, put together again where its columns show that it is one; its labels decide what a cut row is."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import takewhile

from parsing.document import Grid, GridCell
from parsing.labels import find, squeeze
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
    seam = _Seam(top, bottom)
    grid = Grid(top.n_rows, top.n_cols, list(top.cells), sorted({*top.flaws, *bottom.flaws}))
    if seam.is_cut():
        bottom = seam.joined_into(grid)
    elif seam.may_be_cut():
        grid.flaws.append("row_cut")
    _append(grid, bottom)
    return PlacedGrid(grid, [before.xs[0] + edge for edge in edges], [*before.ys, *after.ys[1:]])


def _over(placed: PlacedGrid, edges: list[float]) -> Grid:
    """The grid with its columns counted on these edges."""
    own = _own_edges(placed)
    places = [min((abs(edge - x), i) for i, edge in enumerate(edges))[1] for x in own]
    cells = [replace(cell, col=places[cell.col], colspan=places[cell.col + cell.colspan] - places[cell.col]) for cell in placed.grid.cells]
    return Grid(placed.grid.n_rows, len(edges) - 1, cells, placed.grid.flaws)


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
    continued = [cell for cell, upper in pairs if upper is not None and _completes(upper.text, cell.text)]
    if own and not looks_like_figure(own):  # left of a row's own label stand the labels of its groups
        continued += [cell for cell, _ in takewhile(lambda pair: pair[1] is not None and _is_label(pair[1].text), leading)]
    for cell in continued:
        upper = above[cell.col, cell.colspan]
        upper.rowspan += cell.rowspan
        upper.text = "\n".join(text for text in (upper.text, cell.text) if text)
    grid.cells += [replace(cell, row=cell.row + grid.n_rows) for cell in bottom.cells if not any(cell is one for one in continued)]
    grid.n_rows += bottom.n_rows


def _is_label(text: str) -> bool:
    return bool(text) and not looks_like_figure(text)


def _completes(upper: str, lower: str) -> bool:
    """Whether two texts are one label of a form, of which the lower one alone is none."""
    return _is_label(upper) and _is_label(lower) and bool(find(upper + lower)) and not find(lower)


@dataclass(slots=True)
class _Row:
    """A row beside the break: its own label, and the extents of its figures and of its blank cells. `bare`: beside them stands no text."""

    label: str
    bare: bool
    figures: set[tuple[int, int]]
    blanks: set[tuple[int, int]]


def _row_of(cells: list[GridCell], first: int) -> _Row:
    """The row when its figures begin at column `first`."""
    left = [cell for cell in cells if cell.col + cell.colspan <= first]
    labels = [cell.text for cell in left if cell.text and cell.rowspan == 1]  # a cell over several rows is the label of a group
    right = [cell for cell in cells if cell.col >= first]
    figures = {(cell.col, cell.colspan) for cell in right if cell.text}
    bare = not left or not left[-1].text
    return _Row(labels[-1] if labels else "", bare, figures, {(cell.col, cell.colspan) for cell in right} - figures)


def _first_figure(cells: list[GridCell]) -> int:
    """Where the figures of a row begin: right of its last label."""
    return max((cell.col + cell.colspan for cell in cells if cell.text and not looks_like_figure(cell.text)), default=0)


class _Seam:
    """The last row before a break and the first one behind it."""

    def __init__(self, top: Grid, bottom: Grid) -> None:
        self._bottom = bottom
        last = top.rows()[-1]
        first = _first_figure(last)
        rows = [_row_of(row, first) for row in bottom.rows()]
        self._above, self._below = _row_of(last, first), rows[0]
        self._first_below = next((row for row in rows if row.figures), rows[0])

    def is_cut(self) -> bool:
        """Whether both are surely one row: the lower one has no label, or only both labels together are one of a form."""
        above, below = self._above, self._below
        if not (below.label or below.figures):
            return bool(above.figures)  # nothing was left of it but its lower edge
        if not above.label or not self._alike():
            return False
        if not below.label:
            return True
        return _completes(above.label, below.label)

    def may_be_cut(self) -> bool:
        """Whether figures behind the break may belong to the upper row: it has none, or they have no label of their own."""
        above, below = self._above, self._first_below
        if not above.label or not below.figures:
            return False
        if not below.label or (below.bare and not find(below.label)):
            return bool(above.figures)
        return not above.figures and below.figures <= above.blanks and not (find(above.label) and find(below.label))

    def _alike(self) -> bool:
        """Whether the cells that hold figures stand at the same places in both rows, or are blank there."""
        above, below = self._above, self._below
        return below.figures <= above.figures | above.blanks

    def joined_into(self, grid: Grid) -> Grid:
        """Add the lower row's texts to the cells above them in `grid`; gives what is left of the second part."""
        above = {(cell.col, cell.colspan): cell for cell in grid.cells if cell.row + cell.rowspan == grid.n_rows}
        rest: list[GridCell] = []
        for cell in self._bottom.cells:
            upper = above.get((cell.col, cell.colspan)) if cell.row == 0 else None
            if upper is None:
                rest.append(replace(cell, row=max(0, cell.row - 1), rowspan=cell.rowspan - (cell.row == 0)))
                continue
            upper.text = "\n".join(text for text in (upper.text, cell.text) if text)
            upper.rowspan += cell.rowspan - 1
            upper.confidence = min((c for c in (upper.confidence, cell.confidence) if c is not None), default=None)
            upper.doubt = upper.doubt or cell.doubt
        return Grid(self._bottom.n_rows - 1, self._bottom.n_cols, [cell for cell in rest if cell.rowspan], self._bottom.flaws)
