"""The style sheet, as far as it hides or strikes out text, and which style each paragraph has ([MS-DOC] 2.9.271, STSH)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from parsing.readers.doc.damage import damaged
from parsing.readers.doc.looks import PLAIN, Look, look_of

_PARAGRAPH, _CHARACTER = 1, 2
_NOBODY = 0x0FFF
_DEEPEST = 20


class Styles:
    """The looks of the styles by their number, each with what it inherits."""

    def __init__(self, sheet: bytes) -> None:
        """Raises `UnreadError` where the sheet contradicts itself."""
        self._own: dict[int, tuple[int, Look]] = dict(_read(sheet)) if sheet else {}
        self._looks: dict[int, Look] = {}

    def look(self, number: int, depth: int = 0) -> Look:
        """What a style says of its characters, with the styles it is based on."""
        if number not in self._looks:
            base, own = self._own.get(number, (_NOBODY, PLAIN))
            self._looks[number] = own.over(self.look(base, depth + 1)) if base != _NOBODY and depth < _DEEPEST else own
        return self._looks[number]


def _read(sheet: bytes) -> Iterator[tuple[int, tuple[int, Look]]]:
    try:
        size, count, base_size = struct.unpack_from("<HHH", sheet)
        place = 2 + size
        for number in range(count):
            (length,) = struct.unpack_from("<H", sheet, place)
            if length:
                yield number, _style(sheet[place + 2 : place + 2 + length], base_size)
            place += 2 + length
    except (struct.error, IndexError) as error:
        raise damaged("the style sheet is cut off") from error


def _style(style: bytes, base_size: int) -> tuple[int, Look]:
    """The style it is based on, and its own look."""
    kind_base, parts = struct.unpack_from("<HH", style, 2)
    (name,) = struct.unpack_from("<H", style, base_size)
    place = base_size + 2 + 2 * name + 2
    looks = []
    for _ in range(parts & 0xF):
        place += place & 1
        (length,) = struct.unpack_from("<H", style, place)
        looks.append(style[place + 2 : place + 2 + length])
        place += 2 + length
    which = {_PARAGRAPH: 1, _CHARACTER: 0}.get(kind_base & 0xF)
    own = look_of(looks[which]) if which is not None and which < len(looks) else PLAIN
    return kind_base >> 4, own
