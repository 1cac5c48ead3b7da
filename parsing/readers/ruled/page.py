"""One page of ruling lines and placed characters to a `Sheet`: its tables with their texts, and the prose around them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from parsing.document import Grid, GridCell
from parsing.readers.ruled.lattice import Lattice, find_lattices
from parsing.readers.ruled.shapes import Box, Glyph, Line, PlacedGrid, Rule, Sheet
from parsing.readers.ruled.text import OBJECT, cell_text, fills, is_figure_part, lines_of, text_of

# In points. Ruling lines nearer than this are one; a third of a digit of the smallest print.
TOLERANCE = 3.0
_CLOSE = 0.15  # em: figures that are no further apart belong to one number
_LINE_HEIGHT = (0.88, 0.12)

# A lattice and the number of a cell in it; None for what stands in no table.
Owner = tuple[int, int] | None
OwnerOf = Callable[[float, float], Owner]


@dataclass(slots=True)
class Ink:
    """What is visible on a page, upright: characters, ruling lines, and the boxes of small pictures and drawn shapes (`marks`)."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)


def read_sheet(ink: Ink) -> Sheet:
    """The page in reading order. A character belongs to the innermost table's cell that its middle lies in.

    A figure that runs over the edge of its cell makes every cell it touches no figure (`OBJECT`), as does a picture inside a cell.
    Flaws of a grid: `rulings_broken`, `figure_loose`. Raises `TooLargeError` as `find_lattices`.
    """
    lattices = find_lattices(ink.horizontal, ink.vertical, TOLERANCE)
    glyphs = _struck(ink, lattices)
    owner = _owner_of(lattices)
    owned: dict[Owner, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        owned[owner(glyph.x, glyph.y)].append(glyph)
    spoilt = _overflows(glyphs, owner) | _pictured(ink.marks, lattices, owner)
    blocks: list[Line | PlacedGrid] = [line for line in map(_line, lines_of(owned[None])) if line.text]
    for number, lattice in enumerate(lattices):
        table = _grid(lattice, [_CellInk(owned[number, cell], (number, cell) in spoilt) for cell in range(len(lattice.cells))])
        if any(cell.text for cell in table.grid.cells):
            blocks.append(table)
    _doubt_loose_figures(blocks)
    return Sheet(sorted(blocks, key=_top), ink.width, ink.height)


def _doubt_loose_figures(blocks: Sequence[Line | PlacedGrid]) -> None:
    """A figure beside a table has left its cell, or its cell has lost its rulings."""
    figures = [block for block in blocks if isinstance(block, Line) and all(is_figure_part(char) for char in block.text)]
    for table in [block for block in blocks if isinstance(block, PlacedGrid)]:
        if any(table.ys[0] < figure.box.bottom and figure.box.top < table.ys[-1] for figure in figures):
            table.grid.flaws.append("figure_loose")


@dataclass(frozen=True, slots=True)
class _CellInk:
    """The characters of a cell, and whether it shows something that they do not say."""

    glyphs: list[Glyph]
    spoilt: bool


def _owner_of(lattices: Sequence[Lattice]) -> OwnerOf:
    """The owner of a point: the innermost table that it lies in."""
    seats = [_Seats(lattice) for lattice in lattices]
    inner_first = sorted(range(len(lattices)), key=lambda i: _area(lattices[i].box))
    return lambda x, y: next(((i, cell) for i in inner_first if (cell := seats[i].at(x, y)) is not None), None)


def _top(block: Line | PlacedGrid) -> tuple[float, float]:
    return (block.box.top, block.box.x0) if isinstance(block, Line) else (block.ys[0], block.xs[0])


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


class _Seats:
    """Which cell of a lattice a point lies in."""

    def __init__(self, lattice: Lattice) -> None:
        self._lattice = lattice
        self._cells = {
            (row, col): number
            for number, cell in enumerate(lattice.cells)
            for row in range(cell.row, cell.row + cell.rowspan)
            for col in range(cell.col, cell.col + cell.colspan)
        }

    def at(self, x: float, y: float) -> int | None:
        """The number of the cell; None outside of the table."""
        return self._cells.get((bisect_right(self._lattice.ys, y) - 1, bisect_right(self._lattice.xs, x) - 1))


def _struck(ink: Ink, lattices: Sequence[Lattice]) -> list[Glyph]:
    """The characters, those that a line runs through marked (~), as `readers.html_walk` marks what is struck out."""
    edges = [(lattice.box, lattice.ys) for lattice in lattices]
    loose = [
        rule
        for rule in ink.horizontal
        if not any(box.x0 - TOLERANCE <= rule.start and rule.end <= box.x1 + TOLERANCE and _near(rule.at, ys) for box, ys in edges)
    ]
    if not loose:
        return ink.glyphs
    return [replace(glyph, text=f"~{glyph.text}") if _runs_through(loose, glyph) else glyph for glyph in ink.glyphs]


def _near(at: float, edges: list[float]) -> bool:
    place = bisect_right(edges, at)
    return any(abs(edge - at) <= TOLERANCE for edge in edges[max(0, place - 1) : place + 1])


def _runs_through(rules: list[Rule], glyph: Glyph) -> bool:
    return any(abs(rule.at - glyph.y) < 0.2 * glyph.size and rule.start <= glyph.x <= rule.end for rule in rules)


def _overflows(glyphs: Sequence[Glyph], owner: OwnerOf) -> set[Owner]:
    """The owners that share one number: it runs over the edge of a cell."""
    shared: set[Owner] = set()
    for line in lines_of([glyph for glyph in glyphs if is_figure_part(glyph.text)]):
        for before, glyph in pairwise(line):
            if abs(before.base - glyph.base) < _CLOSE * glyph.size and -glyph.size < glyph.x0 - before.x1 < _CLOSE * glyph.size:
                owners = {owner(before.x, before.y), owner(glyph.x, glyph.y)}
                if len(owners) > 1:
                    shared |= owners
    return shared


def _pictured(marks: Sequence[Box], lattices: Sequence[Lattice], owner: OwnerOf) -> set[Owner]:
    """The cells that a picture or a drawn shape lies wholly in."""
    found: set[Owner] = set()
    for mark in marks:
        place = owner((mark.x0 + mark.x1) / 2, (mark.top + mark.bottom) / 2)
        if place is not None and lattices[place[0]].cells[place[1]].box.covers(mark, TOLERANCE):
            found.add(place)
    return found


def _line(glyphs: list[Glyph]) -> Line:
    size = max(glyph.size for glyph in glyphs)
    base = sum(glyph.base for glyph in glyphs) / len(glyphs)
    above, below = _LINE_HEIGHT
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()] or glyphs
    return Line(text_of(glyphs), Box(printed[0].x0, base - above * size, max(g.x1 for g in printed), base + below * size), size)


def _grid(lattice: Lattice, inks: Sequence[_CellInk]) -> PlacedGrid:
    grid = Grid(len(lattice.ys) - 1, len(lattice.xs) - 1, flaws=["rulings_broken"] if lattice.broken else [])
    padding = _padding(lattice, inks)
    for cell, ink in zip(lattice.cells, inks, strict=True):
        text = cell_text(ink.glyphs, cell.box, padding) + OBJECT * ink.spoilt
        grid.cells.append(GridCell(cell.row, cell.col, cell.rowspan, cell.colspan, text))
    last = zip(lattice.cells, inks, strict=True)
    full = (cell.col for cell, ink in last if cell.row + cell.rowspan == grid.n_rows and fills(ink.glyphs, cell.box, padding))
    return PlacedGrid(grid, lattice.xs, lattice.ys, frozenset(full))


def _padding(lattice: Lattice, inks: Sequence[_CellInk]) -> float:
    """How close to the left edge of its cell a text of this table begins at the least, at most the 5.4 points that Word sets.

    At the right edge punctuation may hang over.
    """
    begins = [
        min(glyph.x0 for glyph in ink.glyphs if not glyph.text.isspace()) - cell.box.x0
        for cell, ink in zip(lattice.cells, inks, strict=True)
        if any(not glyph.text.isspace() for glyph in ink.glyphs)
    ]
    return max(0.0, min([*begins, 5.4]))
