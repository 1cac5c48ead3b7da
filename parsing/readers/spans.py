"""Spans of a table whose dump shows none: a cell merged downwards leaves an empty cell, a cell merged sideways leaves nothing."""

from __future__ import annotations

from itertools import pairwise

from parsing.document import Grid, GridCell
from parsing.labels import normal
from parsing.tables.headers import looks_like_figure

Row = list[str]
Widths = list[int]


def infer_grid(rows: list[Row]) -> Grid:
    """A grid from rows of cell texts.

    A row of figures that is too short has its last label widened; a header row is laid out like the next row of figures with as many
    cells, else over the groups of the row below it. A header that fits neither is a flaw (`spans_unclear`).
    """
    width = max(len(row) for row in rows)
    flaws: list[str] = []
    widths: list[Widths] = [[] for _ in rows]
    for number in range(len(rows) - 1, -1, -1):
        widths[number] = _widths(number, rows, widths, width, flaws)
    grid = Grid(len(rows), width, flaws=sorted(set(flaws)))
    _fill(grid, rows, widths, width - min((_run(row) for row in rows if _run(row)), default=width))
    return grid


def _run(row: Row) -> int:
    """How many cells at the row's end are figures or blank, 0 where none is a figure and the row is a header's."""
    run = 0
    for text in reversed(row):
        if text and not looks_like_figure(text):
            break
        run += 1
    return run if any(looks_like_figure(text) for text in row[len(row) - run :] if text) or 0 < run == len(row) - 1 else 0


def _widths(number: int, rows: list[Row], widths: list[Widths], total: int, flaws: list[str]) -> Widths:
    row = rows[number]
    if len(row) == total:
        return [1] * total
    if len(row) == 1:
        return [total]
    run = _run(row)
    if run:
        label = max(0, len(row) - run - 1)
        return [1 + (total - len(row)) * (place == label) for place in range(len(row))]
    below = range(number + 1, len(rows))
    alike = next((later for later in below if _run(rows[later]) and len(rows[later]) == len(row)), None)
    next_caption = next((later for later in below if len(rows[later]) == 1), len(rows))
    if alike is not None and alike < next_caption:
        return widths[alike]
    return _over(row, rows[number + 1], widths[number + 1], total, flaws) if number + 1 < len(rows) else _last_wide(row, total)


def _last_wide(row: Row, total: int) -> Widths:
    return [1] * (len(row) - 1) + [total - len(row) + 1]


def _over(row: Row, below: Row, below_widths: Widths, total: int, flaws: list[str]) -> Widths:
    """Lay a header row over the row below: an empty cell continues one cell, a run of texts belongs to one cell or splits into groups."""
    groups = _groups(row, below, below_widths)
    if len(groups) != len(row):
        flaws.append("spans_unclear")
        return _last_wide(row, total)
    return groups


def _groups(row: Row, below: Row, below_widths: Widths) -> Widths:
    result: Widths = []
    place = 0
    blanks_left = below.count("")
    while place < len(below):
        if not below[place]:
            result.append(below_widths[place])
            blanks_left -= 1
            place += 1
            continue
        end = place
        while end < len(below) and below[end]:
            end += 1
        runs_after = sum(1 for a, b in pairwise(["", *below[end:]]) if b and not a)
        share = len(row) - len(result) - blanks_left - runs_after
        cuts = _cuts(below[place:end], below_widths[place:end], share)
        result += [sum(below_widths[place + a : place + b]) for a, b in pairwise(cuts)]
        place = end
    return result


def _cuts(texts: Row, widths: Widths, share: int) -> list[int]:
    """Where a run of texts splits into `share` groups: at each return of its first label, else where the width changes."""
    end = len(texts)
    if share <= 1:
        return [0, end]
    returns = [place for place in range(end) if normal(texts[place]) == normal(texts[0])]
    changes = [place for place in range(end) if place == 0 or widths[place] != widths[place - 1]]
    starts = next((found for found in (returns, changes) if len(found) == share), [0])
    return [*starts, end]


def _fill(grid: Grid, rows: list[Row], widths: list[Widths], labels: int) -> None:
    """Place the cells; an empty cell below one of its extent continues it: anywhere in headers, among the labels in rows of figures."""
    above: dict[tuple[int, int], GridCell] = {}
    for number, row in enumerate(rows):
        current: dict[tuple[int, int], GridCell] = {}
        header = not _run(row)
        col = 0
        for text, width in zip(row, widths[number], strict=True):
            extent = (col, col + width)
            cell = above.get(extent)
            if text == "" and cell is not None and (header or extent[1] <= labels):
                cell.rowspan += 1
            else:
                cell = GridCell(number, col, 1, width, text)
                grid.cells.append(cell)
            current[extent] = cell
            col += width
        above = current
