"""The seam of a page break: whether the last row above it and the first one below are one row that was cut, told by their labels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from parsing.document import Grid, GridCell
from parsing.figures import read_figure
from parsing.labels import find
from parsing.tables.headers import looks_like_figure

Extent = tuple[int, int]


def is_label(text: str) -> bool:
    """Whether a text is neither a figure nor what stands for a blank one."""
    return bool(text) and not looks_like_figure(text) and read_figure(text).status != "blank"


def completes(upper: str, lower: str) -> bool:
    """Whether two texts are one label of a form, of which the lower one alone is none."""
    return is_label(upper) and is_label(lower) and bool(find(upper + lower)) and not find(lower)


@dataclass(slots=True)
class _Row:
    """A row beside the break: its own label, and the extents of its figures and of its blank cells. `bare`: beside them stands no text."""

    label: str
    bare: bool
    figures: set[Extent]
    blanks: set[Extent]


def _row_of(cells: list[GridCell], first: int) -> _Row:
    """The row when its figures begin at column `first`."""
    left = [cell for cell in cells if cell.col + cell.colspan <= first]
    labels = [cell.text for cell in left if cell.text and cell.rowspan == 1]  # a cell over several rows is the label of a group
    right = [cell for cell in cells if cell.col >= first]
    figures = {(cell.col, cell.colspan) for cell in right if cell.text}
    bare = not left or not left[-1].text
    return _Row(labels[-1] if labels else "", bare, figures, {(cell.col, cell.colspan) for cell in right} - figures)


def _first_figure(rows: list[list[GridCell]]) -> int:
    """Where the figures begin: right of the last label before a figure, in the first of these rows that has any figure."""
    for cells in rows:
        figure = next((place for place, cell in enumerate(cells) if cell.text and not is_label(cell.text)), None)
        if figure is not None:
            return _labels_end(cells[:figure])
    return _labels_end(rows[0])


def _labels_end(cells: list[GridCell]) -> int:
    return max((cell.col + cell.colspan for cell in cells if is_label(cell.text)), default=0)


class Seam:
    """The last row before a break and the first one behind it. `full`: columns of the upper row whose figure filled its line."""

    def __init__(self, top: Grid, bottom: Grid, full: Collection[int]) -> None:
        self._bottom, self._full = bottom, full
        self._last, below = top.rows()[-1], bottom.rows()
        first = _first_figure([self._last, below[0]])
        rows = [_row_of(row, first) for row in below]
        self._above, self._below = _row_of(self._last, first), rows[0]
        self._first_below = next((row for row in rows if row.figures), rows[0])

    def is_cut(self) -> bool:
        """Whether both are surely one row: the lower one has no label, or only both labels together are one of a form."""
        above, below = self._above, self._below
        if not (below.label or below.figures):
            return bool(above.figures)  # nothing was left of it but its lower edge
        if self._is_cut_header():
            return True
        if not below.figures <= above.figures | above.blanks:
            return False
        if not above.label:  # rows of section 4 have none
            return not below.label and all(col in self._full for col, _ in below.figures)
        return not below.label or completes(above.label, below.label) or self._left_its_figures_above()

    def _left_its_figures_above(self) -> bool:
        """Whether only both labels together are one of a form, or the lower one is too, and no figure stands beside it.

        （一） and its figures stood at the foot of a page, and 予以公开 beside blank cells at the head of the next one.
        """
        above, below = self._above, self._below
        return bool(above.figures and not below.figures and not find(above.label) and find(above.label + below.label))

    def _is_cut_header(self) -> bool:
        """Whether every text below completes the one above it, and there is one; the corner of a header says what is no label."""
        above = {(cell.col, cell.colspan): cell.text for cell in self._last}
        pairs = [(above.get((cell.col, cell.colspan), ""), cell) for cell in self._bottom.cells if cell.row == 0 and cell.text]
        told = [upper for upper, cell in pairs if completes(upper, cell.text)]
        corner = [upper for upper, cell in pairs if cell.col == 0 and is_label(upper) and not (upper in told or find(cell.text))]
        return bool(told) and len(told) + len(corner) == len(pairs)

    def may_be_cut(self) -> bool:
        """Whether figures may belong to the row on the other side of the break: it has none, or they have no label of their own."""
        above, below = self._above, self._first_below
        if above.figures and above.label and not find(above.label) and not self._below.figures and find(self._below.label):
            return True
        if not above.label or not below.figures:
            return False
        if not below.label or (below.bare and not find(below.label)):
            return bool(above.figures)
        return not above.figures and below.figures <= above.blanks and not (find(above.label) and find(below.label))

    def joined_into(self, grid: Grid) -> Grid:
        """Add the lower row's texts to the cells above them in `grid`; gives what is left of the second part."""
        above = {(cell.col, cell.colspan): cell for cell in grid.cells if cell.row + cell.rowspan == grid.n_rows}
        rest: list[GridCell] = []
        for cell in self._bottom.cells:
            upper = above.get((cell.col, cell.colspan)) if cell.row == 0 else None
            if upper is not None:
                self._join(upper, cell)
            elif cell.row or cell.rowspan > 1:
                rest.append(replace(cell, row=max(0, cell.row - 1), rowspan=cell.rowspan - (cell.row == 0)))
        return Grid(self._bottom.n_rows - 1, self._bottom.n_cols, rest, self._bottom.flaws)

    def _join(self, upper: GridCell, lower: GridCell) -> None:
        one_figure = upper.col in self._full and looks_like_figure(upper.text) and looks_like_figure(lower.text)
        upper.text = ("" if one_figure else "\n").join(text for text in (upper.text, lower.text) if text)
        upper.rowspan += lower.rowspan - 1
        upper.confidence = min((c for c in (upper.confidence, lower.confidence) if c is not None), default=None)
        upper.doubt = upper.doubt or lower.doubt
