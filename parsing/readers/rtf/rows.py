"""Tables of RTF: cells are collected as they come, and take their places when the row ends and its definition is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsing.readers.flow import FlowCell, FlowTable, Item, Lines
from parsing.readers.html_walk import OBJECT

MAX_COLS = 200


@dataclass(slots=True)
class RowPlan:
    r"""A row's definition (`\trowd` …): its left edge, and of each cell its right edge in twips and how it merges."""

    left: int = 0
    cells: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    merges: set[str] = field(default_factory=set)

    def cell(self, edge: int) -> None:
        r"""`\cellx`: the cell that the merges before it belong to ends at this edge."""
        self.cells.append((edge, frozenset(self.merges)))
        self.merges.clear()


class Level:
    """What is open at one depth of nesting: 0 is the page, 1 a table, 2 a table in a cell of it …"""

    def __init__(self) -> None:
        self.lines = Lines()
        self.hides_figure = False
        self.table = FlowTable()
        self._cells: list[list[Item]] = []

    def end_cell(self) -> None:
        """All since the last cell is the next one. One that hides a figure and shows nothing is not blank: one bit may have hidden it."""
        content = self.lines.closed()
        self._cells.append(content or ([OBJECT] if self.hides_figure else []))
        self.lines = Lines()
        self.hides_figure = False

    def end_row(self, plan: RowPlan) -> None:
        """Place the cells since the last row. Another number of them than the plan has, or edges out of order, is a flaw of the table."""
        loose = self.lines.closed()
        self.lines = Lines()
        if loose or len(self._cells) != len(plan.cells):
            self.table.flaws.append("cells_unsure")
        row: list[FlowCell] = []
        left = plan.left
        for content, (right, merges) in zip(self._cells, plan.cells, strict=False):
            if right <= left:
                self.table.flaws.append("cells_unsure")
            edge = max(right, left + 1)
            if "clmrg" in merges and row:
                row[-1].end = edge
            else:
                row.append(FlowCell(left, edge, content, continues="clvmrg" in merges))
            left = edge
        self._cells = []
        if row:
            self.table.rows.append(row)

    def close(self) -> FlowTable:
        """The table, when what follows is outside it. Cells of a row that never ended are lost, and that is a flaw."""
        if self._cells or self.lines.closed():
            self.table.flaws.append("cells_unsure")
        return self.table


class Page:
    """The levels that are open, and the text boxes."""

    def __init__(self) -> None:
        self._levels = [Level()]
        self._outside: list[tuple[list[Level], list[Item]]] = []  # of each open text box
        self._floating: list[Item] = []  # what text boxes hold, until the paragraph around them ends

    @property
    def in_box(self) -> bool:
        """Whether a text box is open."""
        return bool(self._outside)

    def level(self, depth: int) -> Level:
        """The level of this depth, deeper ones closed: their tables stand in it."""
        while len(self._levels) - 1 > depth:
            table = self._levels.pop().close()
            self._levels[-1].lines.table(table)
        while len(self._levels) - 1 < depth:
            self._levels.append(Level())
        return self._levels[-1]

    def write(self, text: str, depth: int) -> None:
        """Add text at this depth. White space between rows does not end their table."""
        if depth >= len(self._levels) - 1 or text.strip():
            self.level(depth).lines.text(text)

    def hide(self, text: str, depth: int) -> None:
        """Take note of hidden text at this depth."""
        if any(letter.isdigit() for letter in text):
            self.level(depth).hides_figure = True

    def end_line(self, depth: int) -> None:
        """End the line at this depth; text boxes follow the line that they are fixed to."""
        lines = self.level(depth).lines
        lines.end_line()
        lines.content += self._floating
        self._floating = []

    def begin_box(self) -> None:
        """What follows stands in a text box."""
        self._outside.append((self._levels, self._floating))
        self._levels, self._floating = [Level()], []

    def end_box(self) -> None:
        """What follows stands around the text box again."""
        content = self.close()
        self._levels, self._floating = self._outside.pop()
        self._floating += content

    def close(self) -> list[Item]:
        """All of it, every table closed."""
        self.end_line(0)
        return self._levels[0].lines.closed()
