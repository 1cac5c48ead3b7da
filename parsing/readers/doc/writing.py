"""Characters to what is printed: fields show their result, special characters what they stand for, hidden and deleted text nothing."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from parsing.readers.doc.damage import damaged
from parsing.readers.doc.looks import Look
from parsing.readers.html_walk import OBJECT
from parsing.readers.word_styles import SHOWN_FIELDS

_BEGIN, _SEPARATOR, _END = "\x13", "\x14", "\x15"
_PICTURE, _SYMBOL = "\x01", "\x28"
# A control character that has no business in a text: damage, which no figure beside it may survive.
DAMAGE = "\ufffd"
_CONTROL = re.compile("([\x00-\x08\x0b\x0e-\x1f])")
_SHOWN = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": ""}
# References to notes and comments, and anchors of drawings: what they stand for is not part of the text.
_SILENT = frozenset("\x02\x03\x04\x05\x08")
# Fields that never show anything (ECMA-376-1, 17.16.5); all others without a result show something of their own.
_INVISIBLE = frozenset(("XE", "TC", "TA", "RD", "ADVANCE", "PRIVATE", "SET", "ASK"))


# 200 x 60 pixels, the least in which a table can be read (`readers.pictures`), in twips.
_LEAST_PICTURE = (3_000, 900)
_SIZE_AT, _SIZE = 28, struct.Struct("<hhHH")


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list)
    in_code: bool = True


class Writing:
    """Writes runs of characters one after the other; fields may reach over paragraphs."""

    def __init__(self, data: bytes) -> None:
        """`data`: the Data stream. `pictures` counts those large enough to be a table."""
        self.pictures = 0
        self._data = data
        self._fields: list[_Field] = []

    def write(self, text: str, look: Look) -> str:
        """What a run shows: lines parted by line feeds, `OBJECT` for a picture or symbol, `DAMAGE` for what cannot stand there."""
        if look.special and not look.data and look.shown and not self._hides():
            text = self._stand_ins(text, look)
        if not _CONTROL.search(text):
            return self._plain(text, look)
        return "".join(self._piece(piece, look) for piece in _CONTROL.split(text) if piece)

    def end_cell(self) -> None:
        """The end of a cell. Raises `UnreadError` inside a field's instruction, which would swallow the figures behind it."""
        if self._hides():
            raise damaged("a field reaches over the end of a cell")

    def end(self) -> None:
        """The end of a story. Raises `UnreadError` where a field is still open."""
        if self._fields:
            raise damaged("a field never ends")

    def _hides(self) -> bool:
        return any(one.in_code for one in self._fields)

    def _plain(self, text: str, look: Look) -> str:
        if not look.shown:
            return ""
        if self._hides():
            self._fields[-1].code.append(text)
            return ""
        return f"{DAMAGE}{text}" if look.torn else look.mark + text

    def _stand_ins(self, text: str, look: Look) -> str:
        self.pictures += text.count(_PICTURE) if _can_be_table(look.picture, self._data) else 0
        return text.replace(_PICTURE, OBJECT).replace(_SYMBOL, OBJECT if look.symbol else _SYMBOL)

    def _piece(self, piece: str, look: Look) -> str:
        if piece == _BEGIN:
            self._fields.append(_Field())
        elif piece in (_SEPARATOR, _END):
            return self._turn(piece, look)
        elif piece in _SHOWN:
            return self._plain(_SHOWN[piece], look)
        elif len(piece) == 1 and piece < " " and piece != "\t":
            return "" if look.special and (piece in _SILENT or piece == _PICTURE) else self._plain(DAMAGE, look)
        else:
            return self._plain(piece, look)
        return ""

    def _turn(self, mark: str, look: Look) -> str:
        """The middle or the end of the field that was begun last."""
        if not self._fields or (mark == _SEPARATOR and not self._fields[-1].in_code):
            return self._plain(DAMAGE, look)
        if mark == _SEPARATOR:
            self._fields[-1].in_code = False
            return ""
        closed = self._fields.pop()
        code = "".join(closed.code)
        silent = not closed.in_code or code.split()[0].upper() in _INVISIBLE if code.strip() else True
        return "" if silent and not SHOWN_FIELDS.match(code) else self._plain(OBJECT, look)


def _can_be_table(place: int | None, data: bytes) -> bool:
    """Whether a picture is large enough, by the size it is shown in ([MS-DOC] 2.9.190, PICF); one that does not say may be."""
    if place is None or place + _SIZE_AT + _SIZE.size > len(data):
        return True
    width, height, wide, high = _SIZE.unpack_from(data, place + _SIZE_AT)
    return bool(width * wide >= _LEAST_PICTURE[0] * 1000 and height * high >= _LEAST_PICTURE[1] * 1000)
