"""Edges of cells to columns: what differs by a hair is one edge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

# A twentieth of the usual cell, or a sixth of the narrowest where that is more: in the statutory table of 15 columns 1.6 millimetres. A row
# whose cells are shifted by less still stands under its columns.
_OF_USUAL, _OF_NARROWEST = 20, 6


def columns_of(extents: Iterable[tuple[float, float]]) -> dict[float, int]:
    """The column number of every edge, left to right from 0; cells go from the number of their start to that of their end.

    `extents`: start and end of each cell, in any unit. Edges closer than a hair (`_OF_USUAL`, `_OF_NARROWEST`) are one column edge: word
    processors let the edges of rows differ so. Where that would leave a cell without width, every edge stands for itself.
    """
    pairs = list(extents)
    edges = sorted({edge for pair in pairs for edge in pair})
    widths = [end - start for start, end in pairs if end > start]
    snapped = _number(edges, max(median(widths) / _OF_USUAL, min(widths) / _OF_NARROWEST) if widths else 0)
    return snapped if all(snapped[start] < snapped[end] for start, end in pairs) else _number(edges, 0)


def _number(edges: Sequence[float], hair: float) -> dict[float, int]:
    numbers: dict[float, int] = {}
    number, first = -1, float("-inf")
    for edge in edges:
        if edge - first > hair:
            number, first = number + 1, edge
        numbers[edge] = number
    return numbers
