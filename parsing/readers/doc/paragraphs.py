"""What modifiers say of a paragraph: its style, how deep in tables it stands, and whether its end is that of a cell or a row."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from parsing.readers.doc.damage import damaged
from parsing.readers.doc.sprms import Sprm, read_sprms

_STYLE = 0x4600
_IN_TABLE, _ROW_END, _DEPTH, _DEEPER, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x664A, 0x244B, 0x244C
# Modifiers that only say where in the Data stream the real ones are: rows of many columns have them there ([MS-DOC] 2.6.2, 2.6.3).
_ELSEWHERE = frozenset((0x6645, 0x6646, 0x646B))
_OF_TABLES = 5


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """A paragraph: `depth` 0 stands in no table. `cell_end` and `row_end` hold where it ends with the mark of its depth.

    `row`: the modifiers that define the row which it ends.
    """

    style: int = 0
    depth: int = 0
    cell_end: bool = False
    row_end: bool = False
    row: tuple[Sprm, ...] = ()


def paragraph_look(papx: bytes, more: tuple[Sprm, ...], data: bytes) -> ParagraphLook:
    """The look of a paragraph with the modifiers of its page, its style in front, and then `more` of them.

    `data`: the Data stream. Raises `UnreadError` where they contradict each other.
    """
    style = struct.unpack_from("<H", papx)[0] if len(papx) >= 2 else 0
    said: dict[int, int] = {}
    row: list[Sprm] = []
    for code, operand in (*_followed(papx[2:], data), *more):
        if code >> 10 & 7 == _OF_TABLES:
            row.append((code, operand))
        elif code == _DEEPER:
            said[_DEPTH] = said.get(_DEPTH, 0) + int.from_bytes(operand, "little", signed=True)
        elif code < 0x8000:
            said[code] = int.from_bytes(operand, "little", signed=True)
    in_table, depth = bool(said.get(_IN_TABLE)), said.get(_DEPTH)
    if depth is not None and (depth > 0) != in_table:
        raise damaged("a paragraph is inside and outside of a table")
    depth = depth if depth is not None else int(in_table)
    inner = depth > 1
    return ParagraphLook(
        said.get(_STYLE, style),
        depth,
        cell_end=not inner or bool(said.get(_INNER_CELL)),
        row_end=bool(said.get(_INNER_ROW_END if inner else _ROW_END)),
        row=tuple(row),
    )


def _followed(grpprl: bytes, data: bytes) -> Iterator[Sprm]:
    for code, operand in read_sprms(grpprl):
        if code not in _ELSEWHERE:
            yield code, operand
            continue
        (place,) = struct.unpack("<I", operand)
        size = int.from_bytes(data[place : place + 2], "little")
        if not size or place + 2 + size > len(data):
            raise damaged("modifiers lie beyond the end of the Data stream")
        yield from read_sprms(data[place + 2 : place + 2 + size])
