"""What word processors write, before it is a `Document`: lines and tables whose cells have edges, hold lines and may hold tables.

Shared by the readers of docx, WordML, odt and rtf: how edges become columns, how merged cells are resolved, and which tables only lay
out the page is said here once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsing.document import Document, Grid, GridCell, Paragraph
from parsing.errors import TooLargeError
from parsing.readers.edges import columns_of
from parsing.readers.html_walk import OBJECT

MAX_CELLS = 400_000
MAX_LINES = 400_000
# As in HTML (`readers.html.is_layout`): running text in a few cells, or tables inside a table with hardly a figure of its own.
_LONG_TEXT = 400
_FEW_CELLS = 8
_FIGURES = 15
_SHORT = 20
_WORDS = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class FlowCell:
    """One written cell: from edge `start` to edge `end` (any unit, alike over the table), `rowspan` rows deep.

    `continues`: it is the lower part of the cell above it, as Word writes merged cells; nothing in it is shown.
    """

    start: float
    end: float
    content: list[Item] = field(default_factory=list)
    continues: bool = False
    rowspan: int = 1

    def lines(self) -> Iterator[str]:
        """The lines of text, those of nested tables among them."""
        for item in self.content:
            if isinstance(item, str):
                yield item
            elif isinstance(item, Grid):
                yield from (cell.text for cell in item.cells)
            else:
                yield from (line for row in item.rows for cell in row if not cell.continues for line in cell.lines())

    @property
    def text(self) -> str:
        """The text as shown, a line for each paragraph or break."""
        return "\n".join(self.lines())


@dataclass(slots=True)
class FlowTable:
    """Rows of cells. `flaws` are codes of problems met while reading it."""

    rows: list[list[FlowCell]] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)


# A line of text, a table, or a table that another reader has read already.
Item = str | FlowTable | Grid


class Lines:
    """Collects what stands in one place: runs of text into lines, and tables between them."""

    def __init__(self) -> None:
        self.content: list[Item] = []
        self._open: list[str] = []

    def text(self, text: str) -> None:
        """Add to the line that is open."""
        self._open.append(text)

    def end_line(self) -> None:
        """End the line, white space folded; an empty one leaves nothing."""
        line = " ".join("".join(self._open).split())
        self._open.clear()
        if line:
            self.content.append(line)
            if len(self.content) > MAX_LINES:
                raise TooLargeError(f"more than {MAX_LINES} lines")

    def table(self, table: FlowTable) -> None:
        """Add a table behind the line that is open."""
        self.end_line()
        if any(table.rows):
            self.content.append(table)

    def closed(self) -> list[Item]:
        """All of it, the open line ended."""
        self.end_line()
        return self.content


def to_document(content: list[Item], images: int = 0) -> Document:
    """The document that shows this content; tables that only lay out the page are walked through."""
    document = Document(images=images)
    _add(content, document)
    return document


def _add(content: list[Item], document: Document) -> None:
    for item in content:
        if isinstance(item, str):
            if text := item.replace(OBJECT, "").strip():
                document.blocks.append(Paragraph(text))
        elif isinstance(item, Grid):
            document.blocks.append(item)
        elif _is_layout(item):
            for row in item.rows:
                for cell in row:
                    if not cell.continues:
                        _add(cell.content, document)
        else:
            document.blocks.append(build_grid(item))


def _is_layout(table: FlowTable) -> bool:
    cells = [cell for row in table.rows for cell in row if not cell.continues]
    plain = [cell for cell in cells if not any(_has_cells(item) for item in cell.content)]
    if len(plain) < len(cells):
        figures = sum(len(text) < _SHORT and not _WORDS.search(text) for text in (cell.text for cell in plain))
        return figures < _FIGURES
    return len(cells) <= _FEW_CELLS and any(len(cell.text) > _LONG_TEXT for cell in cells)


def _has_cells(item: Item) -> bool:
    # A table of one cell around a figure is no table.
    return isinstance(item, Grid) or (isinstance(item, FlowTable) and sum(len(row) for row in item.rows) > 1)


def build_grid(table: FlowTable) -> Grid:
    """Snap the edges to columns and resolve the merges.

    Flaws: those of the table, and `grid_overlap` where two cells claim a place or the lower part of a merged cell has no upper part.
    Raises `TooLargeError` beyond `MAX_CELLS` places.
    """
    column = columns_of([(cell.start, cell.end) for row in table.rows for cell in row])
    grid = Grid(len(table.rows), max(column.values(), default=0), flaws=list(table.flaws))
    if grid.n_rows * grid.n_cols > MAX_CELLS:
        raise TooLargeError(f"a table of {grid.n_rows} x {grid.n_cols} places, at most {MAX_CELLS} are read")
    above: dict[tuple[int, int], GridCell] = {}
    for number, row in enumerate(table.rows):
        above = _place_row(number, row, column, above, grid)
    if _overlap(grid):
        grid.flaws.append("grid_overlap")
    return grid


def _place_row(
    number: int, row: list[FlowCell], column: dict[float, int], above: dict[tuple[int, int], GridCell], grid: Grid
) -> dict[tuple[int, int], GridCell]:
    """Place one row; gives its cells, and those of above that they continue, by their extent."""
    current: dict[tuple[int, int], GridCell] = {}
    for cell in row:
        first, end = column[cell.start], column[cell.end]
        if cell.continues and (upper := above.get((first, end))) is not None:
            upper.rowspan += 1
            current[first, end] = upper
            continue
        if cell.continues:
            grid.flaws.append("grid_overlap")
        placed = GridCell(number, first, min(cell.rowspan, grid.n_rows - number), end - first, cell.text)
        grid.cells.append(placed)
        current[first, end] = placed
    return current


def _overlap(grid: Grid) -> bool:
    taken = bytearray(grid.n_rows * grid.n_cols)
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            start = row * grid.n_cols + cell.col
            if any(taken[start : start + cell.colspan]):
                return True
            taken[start : start + cell.colspan] = b"\x01" * cell.colspan
    return False
