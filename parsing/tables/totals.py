"""Totals that moved: a row that lost a cell ends in a blank once a program has filled it up, and its total stands a place too early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from parsing.document import GridCell
from parsing.problems import problem
from parsing.records import Cell, Problem
from parsing.tables.found import Key

_TOTAL = "total"


def moved_totals(cells: Iterable[Cell], printed: Mapping[Key, Sequence[GridCell]]) -> list[Problem]:
    """A doubt for each row (in section 4, block) whose total is blank, while the part printed beside it is at least the sum of the others.

    A total that is merely left out, as some agencies do, has a part beside it: 其他, which is mostly zero. A dash was printed by somebody.
    """
    rows: dict[tuple[str, str], list[tuple[int, Cell]]] = defaultdict(list)
    for cell in cells:
        rows[cell.table, cell.row].append((printed[cell.table, cell.row, cell.col][0].col, cell))
    return [problem("total_moved", ".".join(row)) for row, placed in rows.items() if _has_moved(placed)]


def _has_moved(placed: list[tuple[int, Cell]]) -> bool:
    total = next((place for place, cell in placed if cell.col == _TOTAL and not cell.raw), None)
    if total is None:
        return False
    parts = sorted((place, cell.value or 0) for place, cell in placed if place < total)
    return bool(parts) and parts[-1][1] > 0 and parts[-1][1] >= sum(value for _, value in parts[:-1])
