"""Edges of cells to columns: what differs by a hair is one edge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

# A twentieth of the usual cell: in the statutory table of 15 columns about half a millimetre, in one of 4 columns two.
_HAIR = 20


def columns_of(extents: Iterable[tuple[float, float]]) -> dict[float, int]:
    """The column number of every edge, left to right from 0; cells go from the number of their start to that of their end.

    `extents`: start and end of each cell, in any unit. Edges closer than a twentieth of the median width are one column edge: word
    processors let the edges of rows differ so. Where that would leave a cell without width, every edge stands for itself.
    """
    pairs = list(extents)
    edges = sorted({edge for pair in pairs for edge in pair})
    widths = [end - start for start, end in pairs if end > start]
    snapped = _number(edges, median(widths) / _HAIR if widths else 0)
    return snapped if all(snapped[start] < snapped[end] for start, end in pairs) else _number(edges, 0)


def _number(edges: Sequence[float], hair: float) -> dict[float, int]:
    numbers: dict[float, int] = {}
    number, first = -1, float("-inf")
    for edge in edges:
        if edge - first > hair:
            number, first = number + 1, edge
        numbers[edge] = number
    return numbers
