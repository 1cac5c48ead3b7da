"""A table as written to a `Grid`: each row is filled from the left around what still reaches down from the rows above."""

from __future__ import annotations

import re

from parsing.document import Document, Grid, GridCell, Paragraph
from parsing.second.outline import BREAK, Box, Table, outline

_WIDEST = 200
_NUMBER = re.compile(r"\s*(\d{1,9})")
_WORDS = re.compile(r"[^\W\d_]")
# A table around other tables is the form's own only with figures of its own; one of few cells and long texts lays out the page.
_OWN_FIGURES = 15
_FIGURE_LENGTH = 20
_FEW = 8
_LONG = 400

Carried = list[tuple[int, int, int]]  # columns [start, end) that a cell from above covers, and the first row below it


def read_outline(text: str) -> Document:
    """A page's paragraphs and grids by the second reading; of a table that lost the label of a column, nothing. Raises `TooLargeError`."""
    document = Document(format="html")
    waiting: list[str | Table] = list(reversed(outline(text)))
    words: list[str] = []
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            words.append(piece)
        elif _lays_out(piece):
            for box in reversed(piece.boxes):
                waiting += [BREAK, *reversed(box.content), BREAK]
        elif not piece.headless:
            _paragraphs(words, document)
            document.blocks.append(grid_of(piece))
    _paragraphs(words, document)
    return document


def _paragraphs(words: list[str], document: Document) -> None:
    document.blocks += [Paragraph(line) for line in _lines(words)]
    words.clear()


def _lines(pieces: list[str]) -> list[str]:
    return [line for part in "".join(pieces).split(BREAK) if (line := " ".join(part.split()))]


def _text(box: Box) -> str:
    """The text of a cell; a table inside it is no more than its lines."""
    pieces: list[str] = []
    waiting: list[str | Table] = list(reversed(box.content))
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            pieces.append(piece)
        else:
            for inner in reversed(piece.boxes):
                waiting += [BREAK, *reversed(inner.content), BREAK]
    return "\n".join(_lines(pieces))


def _lays_out(table: Table) -> bool:
    boxes = table.boxes
    plain = [_text(box) for box in boxes if not any(isinstance(piece, Table) for piece in box.content)]
    if len(plain) < len(boxes):
        return sum(len(text) < _FIGURE_LENGTH and not _WORDS.search(text) for text in plain) < _OWN_FIGURES
    return len(boxes) <= _FEW and any(len(text) > _LONG for text in plain)


def grid_of(table: Table) -> Grid:
    """Resolve the spans of a table, cutting those that leave it; a rowspan ends with its row group."""
    grid = Grid(0, 0)
    for group in table.groups:
        carried: Carried = []
        first, grid.n_rows = grid.n_rows, grid.n_rows + len(group)
        for number, row in enumerate(group, first):
            carried = sorted(place for place in carried if place[2] > number)
            cells = _row(row, number, grid.n_rows, carried)
            carried += [(cell.col, cell.col + cell.colspan, number + cell.rowspan) for cell in cells]
            grid.cells += cells
    grid.n_cols = max((cell.col + cell.colspan for cell in grid.cells), default=0)
    return grid


def _row(boxes: list[Box], number: int, end: int, carried: Carried) -> list[GridCell]:
    """Place a row's cells one after the other in the gaps that the carried ones leave."""
    cells: list[GridCell] = []
    col = above = 0
    for box in boxes:
        while above < len(carried) and carried[above][0] <= col:
            col = max(col, carried[above][1])
            above += 1
        if col >= _WIDEST:
            break
        width = min(max(_span(box.colspan, 1), 1), _WIDEST - col)
        height = min(_span(box.rowspan, 1) or end - number, end - number)
        cells.append(GridCell(number, col, height, width, _text(box)))
        col += width
    return cells


def _span(printed: str, default: int) -> int:
    found = _NUMBER.match(printed)
    return int(found[1]) if found else default
