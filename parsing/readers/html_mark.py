"""A cell of a grid found again in the markup that the grid was read from, so that a person can be shown where it stands."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsing.document import Grid, GridCell
from parsing.readers.html import Layout
from parsing.readers.html_grid import build_grid, row_cells, row_groups
from parsing.readers.html_guard import guard
from parsing.readers.html_sight import Sight, look
from parsing.readers.html_walk import cell_text, events


def mark_cell(markup: str, grids: list[Grid], grid: Grid, cell: GridCell, attribute: str) -> str | None:
    """The body of a page with `attribute` on the element of one cell; None where it cannot be told for certain which one that is.

    `grids`: all that were read from the page; `grid`, one of them, holds `cell`. The tables are built anew and must have the same cells.
    """
    tree = LexborHTMLParser(guard(markup.replace("\x00", "")))
    if tree.body is None:
        return None
    sight = look(tree)
    alike = [node for node in _tables(tree.body, sight) if build_grid(node, sight).cells == grid.cells]
    twins = [one for one in grids if one.cells == grid.cells]
    if len(alike) != len(twins):
        return None
    table = alike[next(place for place, one in enumerate(twins) if one is grid)]
    nodes = [node for rows in row_groups(table, sight) for row in rows for node in row_cells(row, sight)]
    number = next(place for place, one in enumerate(grid.cells) if one is cell)
    if len(nodes) != len(grid.cells) or cell_text(nodes[number], sight) != cell.text:
        return None
    nodes[number].attrs[attribute] = ""
    return tree.body.html


def _tables(body: LexborNode, sight: Sight) -> list[LexborNode]:
    return [node for kind, node in events(body, Layout(sight), sight) if kind == "table" and isinstance(node, LexborNode)]
