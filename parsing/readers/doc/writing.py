"""Characters to what is printed: fields show their result, special characters what they stand for, hidden and deleted text nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsing.readers.doc.damage import damaged
from parsing.readers.doc.looks import Look
from parsing.readers.html_walk import OBJECT

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


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list)
    in_code: bool = True


class Writing:
    """Writes runs of characters one after the other; fields may reach over paragraphs."""

    def __init__(self) -> None:
        self.pictures = 0
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
        self.pictures += text.count(_PICTURE)
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
        word = "".join(closed.code).split()[:1]
        return self._plain(OBJECT, look) if closed.in_code and word and word[0].upper() not in _INVISIBLE else ""
