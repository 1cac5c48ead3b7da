"""A table element to a `Grid`, by the HTML Standard's algorithm for forming a table, so that cells stand where a browser shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from parsing.document import Grid, GridCell
from parsing.errors import TooLargeError
from parsing.readers.html_sight import Sight
from parsing.readers.html_walk import cell_text

# The widest form has 15 columns; local tables reach 30. Wider spans only say "the whole width".
MAX_COLS = 200
# The places that a table's cells cover, spans included; the largest report seen has 400.
MAX_PLACES = 400_000
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_CELLS = frozenset(("td", "th"))


def row_groups(table: LexborNode, sight: Sight) -> Iterator[list[LexborNode]]:
    """The table's own rows, a list for each row group (a rowspan ends with its group); rows of nested tables are not among them."""
    loose: list[LexborNode] = []
    for child in _visible(table, sight):
        tag = child.tag
        if tag == "tr":
            loose.append(child)
        elif tag in _GROUPS:
            if loose:
                yield loose
                loose = []
            yield [row for row in _visible(child, sight) if row.tag == "tr"]
    if loose:
        yield loose


def row_cells(row: LexborNode, sight: Sight) -> list[LexborNode]:
    """The row's own visible cells."""
    return [cell for cell in _visible(row, sight) if cell.tag in _CELLS]


def _visible(parent: LexborNode, sight: Sight) -> Iterable[LexborNode]:
    """The elements right below."""
    hidden = sight.hidden
    return [node for node in parent.iter() if node.mem_id not in hidden] if hidden else parent.iter()


def _span(text: str | None) -> int:
    """The leading digits of a span, 1 where there are none (HTML Standard, rules for parsing non-negative integers)."""
    text = (text or "").strip()
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    return min(int(digits[:9]), 65_534) if digits else 1


def build_grid(table: LexborNode, sight: Sight) -> Grid:
    """Resolve the spans of a table.

    Flaws: `grid_overlap` where two cells claim a place, `span_clamped` where a span was cut to the table, `spans_cut` where it was cut to
    its group of rows and more groups follow: the figures below then stand beside their labels on every screen.

    Raises `TooLargeError` where the spans multiply beyond `MAX_PLACES`.
    """
    grid = Grid(0, 0)
    clamped = 0
    for rows in row_groups(table, sight):
        if rows and clamped:
            grid.flaws.append("spans_cut")
        before = grid.flaws.count("span_clamped")
        _add_group(grid, rows, sight)
        clamped = grid.flaws.count("span_clamped") - before
    if sum(cell.rowspan * cell.colspan for cell in grid.cells) > MAX_PLACES:
        raise TooLargeError(f"a table of more than {MAX_PLACES} places, spans included")
    grid.n_cols = max((c.col + c.colspan for c in grid.cells), default=0)
    return grid


def _add_group(grid: Grid, rows: list[LexborNode], sight: Sight) -> None:
    end = grid.n_rows + len(rows)
    covered_until = [0] * MAX_COLS  # for each column the first row that no cell from above covers
    for number, row in enumerate(rows, grid.n_rows):
        col = 0
        for node in row_cells(row, sight):
            while col < MAX_COLS and covered_until[col] > number:
                col += 1
            if col == MAX_COLS:
                grid.flaws.append("span_clamped")
                break
            attributes = node.attributes
            rowspan, colspan = 1, 1
            if "rowspan" in attributes or "colspan" in attributes:
                rowspan, colspan = _extent(attributes, end - number, MAX_COLS - col, grid)
            grid.cells.append(GridCell(number, col, rowspan, colspan, cell_text(node, sight)))
            if rowspan > 1 or colspan > 1:
                if max(covered_until[col : col + colspan]) > number:
                    grid.flaws.append("grid_overlap")
                covered_until[col : col + colspan] = [number + rowspan] * colspan
            col += colspan
    grid.n_rows = end


def _extent(attributes: dict[str, str | None], rows: int, cols: int, grid: Grid) -> tuple[int, int]:
    """Rowspan and colspan, cut to the rows left in the group (which rowspan 0 means) and the columns left."""
    colspan = _span(attributes["colspan"]) or 1 if "colspan" in attributes else 1
    rowspan = _span(attributes["rowspan"]) or rows if "rowspan" in attributes else 1
    if colspan > cols or rowspan > rows:
        grid.flaws.append("span_clamped")
    return min(rowspan, rows), min(colspan, cols)
