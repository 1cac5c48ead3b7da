"""The looks of an xls file's cells ([MS-XLS] 2.4.122, .126, .265, .353): which styles and shared texts show a figure as another one."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsing.errors import UnreadError
from parsing.readers.sheet.shown import BUILT_IN, misleads

_FONT, _FORMAT, _STYLE, _TEXTS, CONTINUED, _BEGIN = 0x31, 0x41E, 0xE0, 0xFC, 0x3C, 0x809
_STRUCK = 0x08
_EXCEL_97 = 0x600
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
Records = Sequence[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Looks:
    """`styles`: numbers of cell styles that mislead; `texts`: of shared texts with a part struck out or raised, of `count` in all."""

    styles: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()
    count: int = 0


def looks_of(records: Records) -> Looks:
    """By the records of the workbook itself. Raises `UnreadError` where its texts do not end where they say."""
    fonts = [len(body) >= 10 and (bool(body[2] & _STRUCK) or body[8:10] != b"\0\0") for kind, body in records if kind == _FONT]
    unicode = any(kind == _BEGIN and body[:2] == _EXCEL_97.to_bytes(2, "little") for kind, body in records)
    codes = dict(_code(body, unicode) for kind, body in records if kind == _FORMAT and len(body) > 5)
    styles = [struct.unpack_from("<HH", body) for kind, body in records if kind == _STYLE and len(body) >= 4]
    misled = {number for number, (font, form) in enumerate(styles) if _is_marked(font, fonts) or _misleads(form, codes)}
    try:
        count, texts = _texts(records)
    except (struct.error, IndexError) as error:
        raise UnreadError("unreadable", "the texts of the workbook contradict their sizes") from error
    rich = {number for number, runs in enumerate(texts) if any(_is_marked(font, fonts) for font in runs)}
    return Looks(frozenset(misled), frozenset(rich), count)


def _code(body: bytes, unicode: bool) -> tuple[int, str]:
    (number,) = struct.unpack_from("<H", body)
    if not unicode:
        return number, body[3:].decode("latin-1")
    return number, body[5:].decode("utf-16-le" if body[4] & _WIDE else "latin-1", "replace")


def _is_marked(font: int, fonts: Sequence[bool]) -> bool:
    # There is no font of the number 4 ([MS-XLS] 2.5.129).
    place = font - (font > 4)
    return place < len(fonts) and fonts[place]


def _misleads(form: int, codes: dict[int, str]) -> bool:
    return misleads(codes[form]) if form in codes else form in BUILT_IN


class _Texts:
    """The shared texts, which run on over the ends of records; there, characters go on behind a byte that says how wide they are."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    def take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            if self.at == len(self.parts[self.part]):
                self.part, self.at = self.part + 1, 0
            piece = self.parts[self.part][self.at : self.at + size - len(taken)]
            taken, self.at = taken + piece, self.at + len(piece)
        return taken

    def skip_characters(self, count: int, wide: int) -> None:
        while count:
            if self.at == len(self.parts[self.part]):
                self.part, self.at = self.part + 1, 1
                wide = self.parts[self.part][0] & _WIDE
            size = 1 + wide
            here = min(count, (len(self.parts[self.part]) - self.at) // size)
            if not here:
                raise IndexError
            count, self.at = count - here, self.at + here * size

    def fonts(self) -> list[int]:
        """The fonts of the parts of the next text."""
        count, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & _RICH else 0
        extended = struct.unpack("<I", self.take(4))[0] if flags & _EXTENDED else 0
        self.skip_characters(count, flags & _WIDE)
        found = [struct.unpack("<HH", self.take(4))[1] for _ in range(runs)]
        self.take(extended)
        return found


def _texts(records: Records) -> tuple[int, list[list[int]]]:
    start = next((number for number, (kind, _) in enumerate(records) if kind == _TEXTS), None)
    if start is None:
        return 0, []
    (count,) = struct.unpack_from("<4xI", records[start][1])
    texts = _Texts([records[start][1][8:], *_following(records[start + 1 :])])
    return count, [texts.fonts() for _ in range(count)]


def _following(records: Records) -> Iterator[bytes]:
    for kind, body in records:
        if kind != CONTINUED:
            return
        yield body
