"""Whether the columns of a table run straight through it, as ruling lines do on paper and not in a damaged picture."""

from __future__ import annotations

from itertools import pairwise

from parsing.document import Grid


def torn_at(grid: Grid) -> int:
    """The first row that does not stand under the columns of the row above it; the number of rows where all do.

    Of two neighbouring rows of a table one has all the edges of the other: it divides its cells, or joins them. Where a file is damaged the
    lower part of a picture lies shifted to the side, and its figures stand under other headers (a part of 500 zeros in a scanned report).
    """
    edges = [{edge for cell in row for edge in (cell.col, cell.col + cell.colspan)} for row in grid.rows()]
    rows = (number for number, (above, below) in enumerate(pairwise(edges), 1) if not (above <= below or below <= above))
    return next(rows, grid.n_rows)
