"""Where the cells of a row stand: its definition and what was changed about it afterwards ([MS-DOC] 2.6.3, 2.9.322)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parsing.readers.doc.damage import damaged
from parsing.readers.doc.sprms import T_DEF_TABLE, Sprm
from parsing.readers.flow import FlowCell, Item

MAX_CELLS = 64
_CELL_SIZE = 20
_FLAWED = "cells_unsure"
# Merging downwards: 1 for further cells, 3 for the first. Merging to the side: 1 for the first and 2 for further ones by the description of
# Word 97, which LibreOffice follows; [MS-DOC] 2.9.317 says the reverse. Both are taken, since no run of cells can mean both.
_BELOW = 1


@dataclass(slots=True)
class RowShape:
    """The edges of a row's cells in twips, one more than cells, and how each cell is merged with those beside and above it."""

    edges: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    gap: int = 0

    def checked(self, first: int, end: int) -> range:
        """The cells [first, end), as far as the row has them. Raises `UnreadError` where the range runs backwards."""
        if end < first:
            raise damaged("a change to a row runs backwards")
        return range(min(first, len(self.below)), min(end, len(self.below)))

    def resize(self, cells: range, width: int) -> None:
        """Give cells a width; those behind them move."""
        for cell in cells:
            moved = width - (self.edges[cell + 1] - self.edges[cell])
            self.edges[cell + 1 :] = [edge + moved for edge in self.edges[cell + 1 :]]


def row_shape(sprms: Sequence[Sprm]) -> RowShape:
    """The shape that the modifiers of a row's end give, in their order. Raises `UnreadError` where they contradict each other."""
    shape = RowShape()
    for code, operand in sprms:
        if (change := _CHANGES.get(code)) is not None:
            change(shape, operand)
    if any(later < earlier for earlier, later in zip(shape.edges, shape.edges[1:], strict=False)):
        raise damaged("the edges of a row run backwards")
    return shape


def lay_out(cells: list[list[Item]], shape: RowShape) -> tuple[list[FlowCell], list[str]]:
    """The cells of a row in their places, and the flaws met: `cells_unsure` where their number is not that of the definition, or text
    stands where a merged cell shows none.
    """
    flaws: list[str] = []
    if len(shape.below) != len(cells):
        return [FlowCell(place, place + 1, content) for place, content in enumerate(cells)], [_FLAWED]
    merged, strange = _merged(shape.beside)
    laid: list[FlowCell] = []
    flaws += [_FLAWED] * strange
    for number, content in enumerate(cells):
        start, end = shape.edges[number], shape.edges[number + 1]
        continues = shape.below[number] == _BELOW
        if content and (number in merged or continues or start == end):
            flaws.append(_FLAWED)
        if number in merged and laid:
            laid[-1].end = end
        elif start < end:
            laid.append(FlowCell(start, end, content, continues=continues))
    return laid, flaws


def _merged(beside: list[int]) -> tuple[set[int], bool]:
    """The cells that are part of the one left of them, and whether a cell is said to be merged that has no partner."""
    found: set[int] = set()
    first = 0
    strange = False
    while first < len(beside):
        end = first + 1
        if beside[first]:
            further = (2, 3) if beside[first] == 1 else (1,)
            while end < len(beside) and beside[end] in further:
                end += 1
            strange |= end == first + 1
            found.update(range(first + 1, end))
        first = end
    return found, strange


def _define(shape: RowShape, operand: bytes) -> None:
    count = operand[0] if operand else 0
    if not 1 <= count <= MAX_CELLS or len(operand) < 1 + 2 * (count + 1):
        raise damaged(f"a table definition of {count} cells in {len(operand)} bytes")
    shape.edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
    flags = [int.from_bytes(operand[place : place + 2], "little") for place in range(3 + 2 * count, len(operand) - 1, _CELL_SIZE)]
    flags = (flags + [0] * count)[:count]
    shape.beside, shape.below = [flag & 3 for flag in flags], [flag >> 5 & 3 for flag in flags]


def _merge_below(shape: RowShape, operand: bytes) -> None:
    for cell in shape.checked(operand[0], operand[0] + 1):
        shape.below[cell] = operand[1]


def _merge_beside(shape: RowShape, operand: bytes) -> None:
    for cell in shape.checked(operand[0], operand[1]):
        shape.beside[cell] = 1 if cell == operand[0] else 2


def _split(shape: RowShape, operand: bytes) -> None:
    for cell in shape.checked(operand[0], operand[1]):
        shape.beside[cell] = 0


def _insert(shape: RowShape, operand: bytes) -> None:
    place, count, width = struct.unpack("<BBh", operand)
    place = min(place, len(shape.below))
    if not shape.edges or len(shape.below) + count > MAX_CELLS:
        raise damaged("cells are put into a row that has no place for them")
    new = [shape.edges[place] + width * number for number in range(1, count + 1)]
    shape.edges[place + 1 :] = [*new, *(edge + width * count for edge in shape.edges[place + 1 :])]
    for flags in (shape.beside, shape.below):
        flags[place:place] = [0] * count


def _delete(shape: RowShape, operand: bytes) -> None:
    cells = shape.checked(operand[0], operand[1])
    if not cells:
        return
    gone = shape.edges[cells.stop] - shape.edges[cells.start]
    shape.edges[cells.start + 1 :] = [edge - gone for edge in shape.edges[cells.stop + 1 :]]
    del shape.beside[cells.start : cells.stop]
    del shape.below[cells.start : cells.stop]


def _widen(shape: RowShape, operand: bytes) -> None:
    first, end, width = struct.unpack("<BBh", operand)
    shape.resize(shape.checked(first, end), width)


def _move(shape: RowShape, operand: bytes) -> None:
    if shape.edges:
        moved = struct.unpack("<h", operand)[0] - (shape.edges[0] + shape.gap)
        shape.edges = [edge + moved for edge in shape.edges]


def _gap(shape: RowShape, operand: bytes) -> None:
    (gap,) = struct.unpack("<h", operand)
    if shape.edges:
        shape.edges[0] += shape.gap - gap
    shape.gap = gap


_CHANGES: dict[int, Callable[[RowShape, bytes], None]] = {
    T_DEF_TABLE: _define,
    0xD62B: _merge_below,
    0x5624: _merge_beside,
    0x5625: _split,
    0x7621: _insert,
    0x5622: _delete,
    0x7623: _widen,
    0x9601: _move,
    0x9602: _gap,
}
