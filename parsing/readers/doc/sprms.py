"""Single property modifiers: how a paragraph, a run of characters or a row differs from its style ([MS-DOC] 2.2.5)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from parsing.readers.doc.damage import damaged

Sprm = tuple[int, bytes]  # its code, and its operand without the byte that counts it

T_DEF_TABLE = 0xD608
# Definitions of tables, of Word 97 and before, count their operand in two bytes.
_LONG = frozenset((0xD606, T_DEF_TABLE))
_P_CHG_TABS = 0xC615
_COUNTED = 6
# Bytes of the operand by the top three bits of the code (spra).
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)

# The one-byte numbers by which a piece of a fast-saved file names a modifier ([MS-DOC] 2.9.214, Prm0): those that this reader follows.
_SHORT = {
    0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x53: 0x2A33, 0x57: 0x0837, 0x5C: 0x083C, 0x68: 0x2A48, 0x73: 0x2A53, 0x75: 0x0855,
}  # fmt: skip


def read_sprms(grpprl: bytes) -> Iterator[Sprm]:
    """The modifiers in their order. Raises `UnreadError` where one reaches beyond the end; zeros at the end are padding."""
    place, end = 0, len(grpprl)
    while place + 2 <= end:
        code = grpprl[place] | grpprl[place + 1] << 8
        if not code:
            if any(grpprl[place:]):
                raise damaged("something stands behind the end of modifiers")
            return
        start, size = _operand(code, grpprl, place + 2)
        place = start + size
        if place > end:
            raise damaged(f"the operand of modifier {code:04x} is cut off")
        yield code, grpprl[start:place]


def _operand(code: int, grpprl: bytes, place: int) -> tuple[int, int]:
    """Where the operand starts, and its size."""
    spra = code >> 13
    if spra != _COUNTED:
        return place, _SIZES[spra]
    if code in _LONG:
        if place + 2 > len(grpprl):
            raise damaged("a table definition is cut off")
        return place + 2, max(0, struct.unpack_from("<H", grpprl, place)[0] - 1)
    if place >= len(grpprl):
        raise damaged(f"the operand of modifier {code:04x} is cut off")
    if code == _P_CHG_TABS and grpprl[place] == 255:
        return place, _tabs_size(grpprl, place)
    return place + 1, grpprl[place]


def _tabs_size(grpprl: bytes, place: int) -> int:
    """[MS-DOC] 2.9.203: a count of 255 is not the size; the counts of deleted and added tab stops give it."""
    deleted = grpprl[place + 1] if place + 1 < len(grpprl) else 0
    added_at = place + 2 + 4 * deleted
    added = grpprl[added_at] if added_at < len(grpprl) else 0
    return 3 + 4 * deleted + 3 * added


def short_sprm(number: int, value: int) -> list[Sprm]:
    """The modifier that a piece names by a number of seven bits; none where this reader does not follow it."""
    code = _SHORT.get(number)
    return [] if code is None else [(code, bytes((value,)))]
