"""Which column a value cell stands under: by what it covers, so that order confirms and never decides alone."""

from __future__ import annotations

from parsing.document import GridCell
from parsing.tables.headers import Column


def place(cells: list[GridCell], columns: list[Column]) -> tuple[list[tuple[GridCell, Column]], str]:
    """Pair the value cells of a row with the columns of its header.

    As many cells as columns, each overlapping its own: that is the only pairing in order, even where spans slip by a column
    (上海市人民政府办公厅 FY2019: header 1+2+1, figures 2+1+1). Otherwise only cells with exactly a column's extent are paired.
    Returns the pairs and, where the row is ragged, a sentence that says how.
    """
    if len(cells) == len(columns) and all(_overlap(cell, column) for cell, column in zip(cells, columns, strict=True)):
        return list(zip(cells, columns, strict=True)), ""
    by_extent = {(column.start, column.end): column for column in columns}
    pairs = [(cell, by_extent[extent]) for cell in cells if (extent := (cell.col, cell.col + cell.colspan)) in by_extent]
    return pairs, f"{len(cells)} cells under {len(columns)} columns"


def may_have_slipped(cells: list[GridCell], first: int, end: int) -> bool:
    """Whether the figures of a ragged row may stand beside their columns: they do not fill the columns [first, end) without a gap.

    A missing cell shows only at the row's end, wherever it is missing. Equal figures are the same wherever they slipped to.
    """
    edges = [first, *(cell.col + cell.colspan for cell in cells)]
    filled = all(cell.col == edge for cell, edge in zip(cells, edges, strict=False)) and edges[-1] == end
    return not filled and len({cell.text for cell in cells}) > 1


def _overlap(cell: GridCell, column: Column) -> bool:
    return cell.col < column.end and column.start < cell.col + cell.colspan
