"""xls ([MS-XLS]): hidden rows and columns, errors, formulas without a value, by sheet; and whether its records fit each other.

The file has no checksum: a record of a kind or a place that cannot be tells of damage that would else leave a cell blank or move it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from parsing.errors import UnreadError
from parsing.readers.sheet.biff_looks import CONTINUED, Looks, looks_of
from parsing.readers.sheet.untold import MAX_COLS, Untold

_BOUND_SHEET, _FILE_PASS, _ROW, _COLUMNS, _FORMULA, _BOOL_ERR = 0x85, 0x2F, 0x208, 0x7D, 0x06, 0x205
_BEGIN, _END = (0x809, 0x409), 0x0A
_HIDDEN_ROW = 0x20
_SPECIAL, _ERROR, _EMPTY_STRING = 0xFFFF, 2, 3
# Records of one cell, and of several beside each other with the bytes that each of them takes ([MS-XLS] 2.4).
_SHARED_TEXT = 0xFD
_LABELS = (0x204, 0xD6)
_SIZES = {_BOOL_ERR: 8, _SHARED_TEXT: 10, 0x203: 14, 0x27E: 10, 0x201: 6}
_CELLS = frozenset((_FORMULA, *_LABELS, *_SIZES))
_MANY = {0xBD: 6, 0xBE: 2}
# What else stands among the rows and cells of a sheet: texts of formulas, arrays, shared formulas, tables, indices, continued records.
_AMONG = frozenset((_ROW, 0x207, 0x221, 0x4BC, 0x236, 0xD7, CONTINUED, 0x1C2))


def untold_xls(data: bytes) -> list[Untold]:
    """By the order of the sheets. Raises `UnreadError` (encrypted, unreadable)."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            name = next((name for name in ("Workbook", "Book") if file.exists(name)), "")
            stream = file.openstream(name).read() if name else b""
    except OSError as error:
        raise UnreadError("unreadable", f"a damaged OLE file: {error}"[:200]) from error
    records = list(_records(stream, 0))
    if any(kind == _FILE_PASS for kind, _ in records):
        raise UnreadError("encrypted")
    looks = looks_of(records)
    starts = [struct.unpack_from("<I", body)[0] for kind, body in records if kind == _BOUND_SHEET and len(body) >= 4]
    return [_sheet(list(_records(stream, start)), looks) for start in starts]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of charts inside it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind in _BEGIN) - (kind == _END)
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        if depth <= 0:
            return
        at += 4 + size
    raise UnreadError("unreadable", "a part of the workbook does not end")


def _sheet(records: list[tuple[int, bytes]], looks: Looks) -> Untold:
    untold = Untold()
    widths: dict[int, int] = {}
    for kind, body in records:
        if kind == _ROW and len(body) >= 14:
            number, _, widths[number], height, *_, flags = struct.unpack_from("<HHHHHHH", body)
            if flags & _HIDDEN_ROW or not height:
                untold.rows.add(number)
        elif kind == _COLUMNS and len(body) >= 10:
            first, last, width, _, flags = struct.unpack_from("<HHHHH", body)
            if flags & 1 or not width:
                untold.cols.update(range(first, min(last + 1, MAX_COLS)))
        elif (kind == _BOOL_ERR and _is_error(body)) or (kind == _FORMULA and _uncalculated(body)):
            untold.unsure.add(struct.unpack_from("<HH", body))
        untold.marked.update(_marked(kind, body, looks))
    _check(records, widths, looks.count)
    return untold


def _marked(kind: int, body: bytes, looks: Looks) -> Iterator[tuple[int, int]]:
    """The cells of a record whose style, or a part of whose text, shows a figure as another one."""
    size = _MANY.get(kind)
    rich = kind == _SHARED_TEXT and len(body) == 10 and struct.unpack_from("<6xI", body)[0] in looks.texts
    for number, place in enumerate(_places(kind, body)):
        (style,) = struct.unpack_from("<H", body, 4 + number * (size or 0))
        if rich or style in looks.styles:
            yield place


def _is_error(cell: bytes) -> bool:
    return len(cell) >= 8 and cell[7] != 0


def _uncalculated(formula: bytes) -> bool:
    """Whether a formula's result is an error or an empty text, which programs that calculate nothing write too ([MS-XLS] 2.5.133)."""
    return len(formula) >= 14 and struct.unpack_from("<H", formula, 12)[0] == _SPECIAL and formula[6] in (_ERROR, _EMPTY_STRING)


def _check(records: list[tuple[int, bytes]], widths: dict[int, int], texts: int) -> None:
    """Raises `UnreadError` where rows and cells cannot all be as they say: strange records among them, a place outside its row or out of
    the order that programs keep, a text that is not among the `texts` of the workbook.
    """
    cells = [number for number, (kind, _) in enumerate(records) if kind in _CELLS or kind in _MANY]
    last = (-1, -1)
    for kind, body in records[cells[0] : cells[-1] + 1] if cells else ():
        if kind in _AMONG:
            continue
        places = list(_places(kind, body))
        beyond = any(col >= widths.get(row, MAX_COLS) for row, col in places)
        unknown = kind == _SHARED_TEXT and (len(body) < 10 or struct.unpack_from("<6xI", body)[0] >= texts)
        if not places or beyond or unknown or places[0] <= last:
            raise UnreadError("unreadable", "the records of a sheet contradict each other")
        last = places[-1]


def _places(kind: int, body: bytes) -> Iterator[tuple[int, int]]:
    """The rows and columns of the cells in a record; none where it is no record of cells, or of another size than it says."""
    size = _MANY.get(kind)
    if kind in _CELLS and _is_whole(kind, body):
        yield struct.unpack_from("<HH", body)
    elif size and len(body) >= 6 + size:
        row, first = struct.unpack_from("<HH", body)
        (last,) = struct.unpack_from("<H", body, len(body) - 2)
        if (last - first + 1) * size == len(body) - 6:
            yield from ((row, col) for col in range(first, last + 1))


def _is_whole(kind: int, body: bytes) -> bool:
    """Whether a record of one cell has the size of its kind: one that says it is longer hides the cells behind it."""
    if kind == _FORMULA:
        return len(body) >= 22 and len(body) >= 22 + struct.unpack_from("<H", body, 20)[0]
    if kind in _LABELS:  # a length, since Excel 97 a byte of flags, characters of one byte or two
        (length,) = struct.unpack_from("<6xH", body) if len(body) >= 8 else (-9,)
        return kind != _LABELS[0] or len(body) in (8 + length, 9 + length, 9 + 2 * length)
    return len(body) == _SIZES[kind]
