"""A story (the main text, or a text box) to lines and tables: every paragraph is put where its depth in tables says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from parsing.readers.doc.damage import damaged
from parsing.readers.doc.paragraphs import ParagraphLook
from parsing.readers.doc.rows import lay_out, row_shape
from parsing.readers.flow import FlowCell, FlowTable, Item, Lines

CELL_MARK = "\x07"
_DEEPEST = 20


@dataclass(slots=True)
class _Level:
    """A table that is being written: the cells of its row so far, and what stands in the cell that is open."""

    table: FlowTable = field(default_factory=FlowTable)
    cells: list[list[Item]] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)


class Story:
    """Takes paragraphs in their order."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._levels: list[_Level] = []

    def add(self, text: str, look: ParagraphLook, mark: str, *, kept: bool, boxes: list[Item]) -> None:
        """Add a paragraph: what it shows, and the character that ends it; `kept` is False for an end that is deleted or hidden.

        `boxes`: the content of text boxes anchored in it. Raises `UnreadError` where mark and depth contradict each other.
        """
        if (mark == CELL_MARK) != (look.depth == 1 and (mark == CELL_MARK)) or (look.depth == 1 and look.row_end and mark != CELL_MARK):
            raise damaged("the end of a cell outside of a table, or of a row without one")
        self._go(look.depth)
        lines = self._levels[-1].lines if self._levels else self._lines
        *ended, last = text.split("\n")
        for line in ended:
            lines.text(line)
            lines.end_line()
        lines.text(last)
        if boxes:
            lines.end_line()
            lines.content += boxes
        if look.row_end:
            self._end_row(look, kept=kept)
        elif mark == CELL_MARK or (look.depth > 1 and look.cell_end):
            self._end_cell()
        elif kept:
            lines.end_line()

    def closed(self) -> list[Item]:
        """All lines and tables. Raises `UnreadError` where a row has not ended."""
        self._go(0)
        return self._lines.closed()

    def _go(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise damaged(f"a table inside {depth} others")
        while len(self._levels) > depth:
            level = self._levels.pop()
            if level.cells or level.lines.closed():
                raise damaged("a row never ends")
            if _uneven(level.table.rows):
                level.table.flaws.append("cells_unsure")
            (self._levels[-1].lines if self._levels else self._lines).table(level.table)
        while len(self._levels) < depth:
            self._levels.append(_Level())

    def _end_cell(self) -> None:
        level = self._levels[-1]
        level.cells.append(level.lines.closed())
        level.lines = Lines()

    def _end_row(self, look: ParagraphLook, *, kept: bool) -> None:
        level = self._levels[-1]
        if level.lines.closed() or not level.cells:
            raise damaged("a row ends inside a cell")
        cells, flaws = lay_out(level.cells, row_shape(look.row))
        # LibreOffice says of the row before a deleted one that its end is deleted; nothing that is shown goes with it.
        if kept or any(level.cells):
            level.table.rows.append(cells)
            level.table.flaws += flaws
        level.cells = []


def _uneven(rows: list[list[FlowCell]]) -> bool:
    """Whether a row has moved sideways against the others, so far that its cells may stand under other columns than their own."""
    extents = [(row[0].start, row[-1].end) for row in rows if row]
    if not extents:
        return False
    usual = Counter(extents).most_common(1)[0][0]
    return any(_moved(row, usual) for row in rows if row)


def _moved(row: list[FlowCell], usual: tuple[float, float]) -> bool:
    left, right = row[0].start - usual[0], row[-1].end - usual[1]
    narrowest = min(cell.end - cell.start for cell in row)
    return left * right > 0 and min(abs(left), abs(right)) * 3 > narrowest
