"""Which column a value cell stands under: by what it covers, so that order confirms and never decides alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from parsing.document import GridCell
from parsing.tables.headers import Column, Header, holds_figure, looks_like_figure


def place(cells: list[GridCell], columns: list[Column]) -> tuple[list[tuple[GridCell, Column]], str]:
    """Pair the value cells of a row with the columns of its header.

    As many cells as columns, each overlapping its own: that is the only pairing in order, even where spans slip by a column
    (上海市人民政府办公厅 FY2019: header 1+2+1, figures 2+1+1). Otherwise only cells with exactly a column's extent are paired.
    Returns the pairs and, where the row is ragged, a sentence that says how.
    """
    if len(cells) == len(columns) and all(overlap(cell, column) for cell, column in zip(cells, columns, strict=True)):
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


@dataclass(frozen=True, slots=True)
class Edges:
    """Where the rows of figures under one header end: `usual` most of them (0 where one stands alone, or no edge is that of most), `text`
    the last figure or word.
    """

    usual: int = 0
    text: int = 0


def edges_of(rows: Iterable[list[GridCell]]) -> Edges:
    """The edges of rows under one header."""
    found = [row for row in rows if holds_figure(row)]
    usual, times = Counter(map(_edge, found)).most_common(1)[0] if len(found) > 1 else (0, 0)
    return Edges(usual if times * 2 > len(found) else 0, max((_edge([cell for cell in row if cell.text]) for row in found), default=0))


def overhang(row: list[GridCell], values: list[GridCell], header: Header, edges: Edges) -> str:
    """Why a row may have slipped that reaches beyond its header, if only with a blank cell, or ends elsewhere than the rows around it.

    Word puts an empty cell at the end of every row (`supportMisalignedColumns`): that moves nothing where all of them are empty. Nor has
    a row slipped that has a figure for each column of the form and no other columns: what pushes figures aside is a blank or a unit.
    """
    edge, usual = _edge(row), edges.usual or header.n_cols
    if max(edge, usual) == header.n_cols or (edge == usual and edges.text <= header.n_cols):
        return ""
    if (
        edges.text <= header.n_cols
        and all(column.labels for column in header.value_columns)
        and all(looks_like_figure(cell.text) for cell in values)
    ):
        return ""
    return f"it ends at column {edge}, its header at {header.n_cols}, the rows around it at {usual}"


def _edge(row: list[GridCell]) -> int:
    return max([cell.col + cell.colspan for cell in row], default=0)


def overlap(cell: GridCell, column: Column) -> bool:
    """Whether a cell stands under a column, or in a part of it."""
    return cell.col < column.end and column.start < cell.col + cell.colspan
