"""A table element to a `Grid`, by the HTML Standard's algorithm for forming a table, so that cells stand where a browser shows them."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from parsing.document import Grid, GridCell
from parsing.readers.html_walk import cell_text, hidden

# The widest form has 15 columns; local tables reach 30. Wider spans only say "the whole width".
MAX_COLS = 200
_GROUPS = frozenset(("thead", "tbody", "tfoot"))


def row_groups(table: LexborNode) -> Iterator[list[LexborNode]]:
    """The table's own rows, a list for each row group (a rowspan ends with its group); rows of nested tables are not among them."""
    loose: list[LexborNode] = []
    for child in _visible(table):
        if child.tag == "tr":
            loose.append(child)
        elif child.tag in _GROUPS:
            if loose:
                yield loose
                loose = []
            yield [row for row in _visible(child) if row.tag == "tr"]
    if loose:
        yield loose


def row_cells(row: LexborNode) -> list[LexborNode]:
    """The row's own visible cells."""
    return [cell for cell in _visible(row) if cell.tag in ("td", "th")]


def _visible(parent: LexborNode) -> Iterator[LexborNode]:
    node = parent.first_child
    while node is not None:
        if node.is_element_node and not hidden(node):
            yield node
        node = node.next


def _span(cell: LexborNode, name: str) -> int:
    text = (cell.attrs.get(name) or "").strip()
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    return min(int(digits[:9]), 65_534) if digits else 1


def build_grid(table: LexborNode) -> Grid:
    """Resolve the spans of a table. Flaws: `grid_overlap` where two cells claim a place, `span_clamped` where a span was cut."""
    grid = Grid(0, 0)
    for rows in row_groups(table):
        _add_group(grid, rows)
    grid.n_cols = max((c.col + c.colspan for c in grid.cells), default=0)
    return grid


def _add_group(grid: Grid, rows: list[LexborNode]) -> None:
    end = grid.n_rows + len(rows)
    covered_until = [0] * MAX_COLS  # for each column the first row that no cell from above covers
    for number, row in enumerate(rows, grid.n_rows):
        col = 0
        for node in row_cells(row):
            while col < MAX_COLS and covered_until[col] > number:
                col += 1
            if col == MAX_COLS:
                grid.flaws.append("span_clamped")
                break
            cell = _cell(node, number, col, end, grid)
            grid.cells.append(cell)
            col += cell.colspan
            if any(until > number for until in covered_until[cell.col : col]):
                grid.flaws.append("grid_overlap")
            covered_until[cell.col : col] = [number + cell.rowspan] * cell.colspan
    grid.n_rows = end


def _cell(node: LexborNode, row: int, col: int, end: int, grid: Grid) -> GridCell:
    colspan = max(1, _span(node, "colspan"))
    rowspan = _span(node, "rowspan") or end - row
    if colspan > MAX_COLS - col or rowspan > end - row:
        grid.flaws.append("span_clamped")
    return GridCell(row, col, min(rowspan, end - row), min(colspan, MAX_COLS - col), cell_text(node))
