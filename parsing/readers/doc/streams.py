"""The three streams of a Word file out of its OLE container, and the file information block at its head."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO

import olefile

from parsing.errors import UnreadError
from parsing.readers.doc.damage import damaged

# [MS-DOC] 2.5.2: wIdent of Word 97 and later; earlier ones, and builds of Word 97 before its release, lay out their pages otherwise.
_WORD_97 = 0xA5EC
_EARLIER = (0xA5DB, 0xA5DC)
_FIRST_NFIB = 0x00C0
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# Sizes of the fixed parts of the block, in 16-bit and 32-bit words: with others no offset below would hold.
_CSW, _CSLW = 14, 22
# Offsets of pairs (position, length) in the table stream ([MS-DOC] 2.5.6).
_PARTS = {"styles": 0xA2, "characters": 0xFA, "paragraphs": 0x102, "pieces": 0x1A2, "box_shapes": 0x1DA, "boxes": 0x25A}
_FIXED = 0x2FA
# The counts of characters of the stories, in the order in which they follow one another ([MS-DOC] 2.5.4).
_COUNTS = (0x4C, 0x50, 0x54, 0x58, 0x5C, 0x60, 0x64, 0x68)


@dataclass(frozen=True, slots=True)
class WordFile:
    """The streams, the parts of the table stream by what they describe, and the characters of each story.

    `counts`: main text, footnotes, headers, macros, comments, endnotes, text boxes, text boxes of headers.
    """

    word: bytes
    data: bytes
    counts: tuple[int, ...]
    styles: bytes
    characters: bytes
    paragraphs: bytes
    pieces: bytes
    boxes: bytes
    box_shapes: bytes


def open_word(data: bytes) -> WordFile:
    """Open a file. Raises `UnreadError`: encrypted, word_95, or unreadable where the container or the block is damaged."""
    with olefile.OleFileIO(BytesIO(data), raise_defects=olefile.DEFECT_FATAL) as ole:
        word = _stream(ole, "WordDocument")
        flags = _checked_flags(word)
        table = _stream(ole, "1Table" if flags & _SECOND_TABLE else "0Table")
        more = _stream(ole, "Data") if ole.exists("Data") else b""
    parts = {name: _part(word, table, place) for name, place in _PARTS.items()}
    return WordFile(word, more, counts=tuple(struct.unpack_from("<I", word, place)[0] for place in _COUNTS), **parts)


def _stream(ole: olefile.OleFileIO, name: str) -> bytes:
    """A whole stream; the last sector may be short, as WPS Office writes it (apache/poi issue 1041)."""
    if not ole.exists(name):
        raise damaged(f"no stream {name}")
    content = ole.openstream(name).read()
    if len(content) < ole.get_size(name):
        raise damaged(f"the stream {name} ends too early")
    return bytes(content)


def _checked_flags(word: bytes) -> int:
    if len(word) < _FIXED:
        raise damaged("the file information block is too short")
    ident, version = struct.unpack_from("<HH", word)
    (flags,) = struct.unpack_from("<H", word, 0x0A)
    if ident not in (_WORD_97, *_EARLIER):
        raise damaged("no file information block")
    if flags & _ENCRYPTED:
        raise UnreadError("encrypted")
    if ident in _EARLIER or version < _FIRST_NFIB:
        raise UnreadError("word_95", f"version {version}")
    if struct.unpack_from("<H", word, 0x20) != (_CSW,) or struct.unpack_from("<H", word, 0x3E) != (_CSLW,):
        raise damaged("the file information block is of no known size")
    return int(flags)


def _part(word: bytes, table: bytes, place: int) -> bytes:
    start, size = struct.unpack_from("<II", word, place)
    if start + size > len(table):
        raise damaged("a part of the table stream lies beyond its end")
    return table[start : start + size]
