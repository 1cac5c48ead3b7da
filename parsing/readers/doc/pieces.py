"""The piece table: where the characters of the text lie in the file, and what the last quick save changed about them ([MS-DOC] 2.8.35)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsing.errors import TooLargeError
from parsing.readers.doc.damage import damaged
from parsing.readers.doc.sprms import Sprm, read_sprms, short_sprm
from parsing.readers.doc.streams import WordFile

_PRC, _PCDT = 1, 2
_COMPRESSED = 0x40000000
_PCD_SIZE = 8
# Text copied in quick saves is stored once; more than this many times over it is no document.
_COPIES = 4
# Bytes of a piece of one byte a character that are not taken from Latin-1 ([MS-DOC] 2.9.73, FcCompressed): those of cp1252.
_LATIN = {byte: bytes((byte,)).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters [start, end) of the text: the byte position of the first, bytes for each, and modifiers that hold for all of them."""

    start: int
    end: int
    fc: int
    width: int
    sprms: tuple[Sprm, ...] = ()

    def text(self, word: bytes, first: int, last: int) -> str:
        """The characters [first, last) of the text, all of them inside this piece."""
        begin = self.fc + (first - self.start) * self.width
        found = word[begin : begin + (last - first) * self.width]
        if self.width == 1:
            return found.decode("latin-1").translate(_LATIN)
        return found.decode("utf-16-le", "replace")


def read_pieces(file: WordFile) -> list[Piece]:
    """The pieces in the order of the text. Raises `UnreadError` where they do not cover the text exactly, or lie beyond the
    stream, `TooLargeError` where they take the same characters again and again.
    """
    prcs, plc = _clx(file.pieces)
    count = (len(plc) - 4) // (4 + _PCD_SIZE)
    if count < 1 or len(plc) != 4 + count * (4 + _PCD_SIZE):
        raise damaged("the piece table has an odd size")
    starts = struct.unpack_from(f"<{count + 1}I", plc)
    if starts[-1] > _COPIES * len(file.word):
        raise TooLargeError(f"{starts[-1]} characters in {len(file.word)} bytes")
    pcds = range(4 * (count + 1), len(plc), _PCD_SIZE)
    pieces = [_piece(start, end, plc[at : at + _PCD_SIZE], prcs) for (start, end), at in zip(pairwise(starts), pcds, strict=True)]
    others = sum(file.counts[1:])
    if starts[0] != 0 or starts[-1] != file.counts[0] + others + bool(others):
        raise damaged("the piece table does not cover the text")
    if any(piece.end <= piece.start or piece.fc + (piece.end - piece.start) * piece.width > len(file.word) for piece in pieces):
        raise damaged("a piece lies beyond the text")
    return pieces


def overlap(pieces: Sequence[Piece]) -> bool:
    """Whether two pieces take the same stored characters. Copied text may, in quick saves; a damaged table does, and then shows other
    figures in place of the right ones.
    """
    extents = sorted((piece.fc, piece.fc + (piece.end - piece.start) * piece.width) for piece in pieces)
    return any(later < end for (_, end), (later, _) in pairwise(extents))


def _clx(clx: bytes) -> tuple[list[bytes], bytes]:
    """The lists of modifiers, and the table of pieces behind them."""
    prcs: list[bytes] = []
    place = 0
    while place + 5 <= len(clx):
        if clx[place] == _PCDT:
            (size,) = struct.unpack_from("<I", clx, place + 1)
            if place + 5 + size > len(clx):
                break
            return prcs, clx[place + 5 : place + 5 + size]
        if clx[place] != _PRC:
            break
        (size,) = struct.unpack_from("<h", clx, place + 1)
        prcs.append(clx[place + 3 : place + 3 + max(0, size)])
        place += 3 + max(0, size)
    raise damaged("no piece table")


def _piece(start: int, end: int, pcd: bytes, prcs: list[bytes]) -> Piece:
    _, position, prm = struct.unpack_from("<HIH", pcd)
    compressed = bool(position & _COMPRESSED)
    fc = position & (_COMPRESSED - 1)
    return Piece(start, end, fc // 2 if compressed else fc, 1 if compressed else 2, tuple(_modifiers(prm, prcs)))


def _modifiers(prm: int, prcs: list[bytes]) -> Iterator[Sprm]:
    """[MS-DOC] 2.9.213: an index of a list of modifiers, or one modifier in short."""
    if prm & 1:
        if prm >> 1 >= len(prcs):
            raise damaged("a piece names modifiers that are not there")
        yield from read_sprms(prcs[prm >> 1])
    elif prm:
        yield from short_sprm(prm >> 1 & 0x7F, prm >> 8)
