"""xls ([MS-XLS]): hidden rows and columns, errors, and formulas without a value, sheet by sheet."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from parsing.errors import UnreadError
from parsing.readers.sheet.untold import MAX_COLS, Untold

_BOUND_SHEET, _FILE_PASS, _ROW, _COLUMNS, _FORMULA, _BOOL_ERR = 0x85, 0x2F, 0x208, 0x7D, 0x06, 0x205
_BEGIN, _END = (0x809, 0x409), 0x0A
_HIDDEN_ROW = 0x20
_SPECIAL, _ERROR, _EMPTY_STRING = 0xFFFF, 2, 3


def untold_xls(data: bytes) -> list[Untold]:
    """By the order of the sheets. Raises `UnreadError` (encrypted, unreadable)."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            name = next((name for name in ("Workbook", "Book") if file.exists(name)), "")
            stream = file.openstream(name).read() if name else b""
    except OSError as error:
        raise UnreadError("unreadable", f"a damaged OLE file: {error}"[:200]) from error
    starts = []
    for kind, body in _records(stream, 0):
        if kind == _FILE_PASS:
            raise UnreadError("encrypted")
        if kind == _BOUND_SHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
    return [_sheet(stream, start) for start in starts]


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


def _sheet(stream: bytes, start: int) -> Untold:
    untold = Untold()
    for kind, body in _records(stream, start):
        if kind == _ROW and len(body) >= 14:
            number, *_, flags = struct.unpack_from("<HHHHHHH", body)
            if flags & _HIDDEN_ROW:
                untold.rows.add(number)
        elif kind == _COLUMNS and len(body) >= 10:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
            if flags & 1:
                untold.cols.update(range(first, min(last + 1, MAX_COLS)))
        elif _RESULTS.get(kind, _sure)(body):
            untold.unsure.add(struct.unpack_from("<HH", body))
    return untold


def _sure(_: bytes) -> bool:
    return False


def _is_error(cell: bytes) -> bool:
    return len(cell) >= 8 and cell[7] != 0


def _uncalculated(formula: bytes) -> bool:
    """Whether a formula's result is an error, or none because it is calculated when the file is opened ([MS-XLS] 2.4.127, 2.5.133)."""
    if len(formula) < 16 or struct.unpack_from("<H", formula, 12)[0] != _SPECIAL:
        return False
    result, always = formula[6], formula[14] & 1
    return result == _ERROR or (result == _EMPTY_STRING and bool(always))


_RESULTS = {_BOOL_ERR: _is_error, _FORMULA: _uncalculated}
