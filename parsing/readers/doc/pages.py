"""Formatted disk pages: which modifiers hold for the bytes of which paragraph or run of characters ([MS-DOC] 2.9.33, 2.9.174)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from parsing.readers.doc.damage import damaged

_PAGE = 512
_COUNT = 511
_BX_SIZE = 13
_MOST_RUNS = 0x65


@dataclass(frozen=True, slots=True)
class Runs:
    """What holds for the bytes from each of `starts` to the end beside it: the bytes of its modifiers."""

    starts: list[int]
    ends: list[int]
    grpprls: list[bytes]

    def at(self, fc: int) -> int:
        """The number of the run that holds the byte at `fc`. Raises `UnreadError` where none does."""
        number = bisect_right(self.starts, fc) - 1
        if number < 0 or fc >= self.ends[number]:
            raise damaged(f"nothing is said of the byte {fc} of the text")
        return number


def paragraph_runs(word: bytes, plc: bytes) -> Runs:
    """The paragraphs and their modifiers, their style (two bytes) in front. Raises `UnreadError` where pages contradict the table."""
    return _runs(word, plc, _papx)


def character_runs(word: bytes, plc: bytes) -> Runs:
    """The runs of characters and their modifiers. Raises `UnreadError` as above."""
    return _runs(word, plc, _chpx)


def _runs(word: bytes, plc: bytes, entry: Callable[[bytes, int, int], bytes]) -> Runs:
    count = (len(plc) - 4) // 8
    if count < 1 or len(plc) != 4 + 8 * count:
        raise damaged("a table of pages has an odd size")
    fcs = struct.unpack_from(f"<{count + 1}I", plc)
    runs = Runs([], [], [])
    for number, pn in enumerate(struct.unpack_from(f"<{count}I", plc, 4 * (count + 1))):
        start = (pn & 0x3FFFFF) * _PAGE
        page = word[start : start + _PAGE]
        if len(page) < _PAGE:
            raise damaged("a page lies beyond the end")
        _read_page(page, (fcs[number], fcs[number + 1]), runs, entry)
    return runs


def _read_page(page: bytes, bounds: tuple[int, int], runs: Runs, entry: Callable[[bytes, int, int], bytes]) -> None:
    """A page may say more than its part of the text, after quick saves; only that part counts."""
    count = page[_COUNT]
    if not 1 <= count <= _MOST_RUNS:
        raise damaged("a page of no known size")
    fcs = struct.unpack_from(f"<{count + 1}I", page)
    for number, (start, end) in enumerate(pairwise(fcs)):
        if end <= start:
            raise damaged("the runs of a page are out of order")
        if start < bounds[1] and end > bounds[0]:
            runs.starts.append(max(start, bounds[0]))
            runs.ends.append(min(end, bounds[1]))
            runs.grpprls.append(entry(page, count, number))


def _papx(page: bytes, count: int, number: int) -> bytes:
    place = page[4 * (count + 1) + _BX_SIZE * number] * 2
    if not place:
        return b""
    size = page[place] * 2 - 1
    if size < 0:  # an even number of bytes is counted in the next one
        place += 1
        size = page[place] * 2
    return _slice(page, place + 1, size)


def _chpx(page: bytes, count: int, number: int) -> bytes:
    place = page[4 * (count + 1) + number] * 2
    return _slice(page, place + 1, page[place]) if place else b""


def _slice(page: bytes, start: int, size: int) -> bytes:
    if start + size > _COUNT:
        raise damaged("modifiers reach beyond their page")
    return page[start : start + size]
