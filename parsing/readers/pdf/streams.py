"""The compressed parts of a PDF, held to limits and to their checksums, both of which pdfminer passes over."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from pdfminer import pdftypes

from parsing.errors import TooLargeError

# Pages with a font of ten thousand characters stay below 20 MB each; pictures are never decompressed.
MAX_PART = 64 << 20
MAX_TOTAL = 256 << 20


class _Zlib:
    """What pdfminer uses of `zlib`, within the limits."""

    error = zlib.error

    def __init__(self) -> None:
        self._left = MAX_TOTAL

    def decompress(self, data: bytes) -> bytes:
        """The whole content. Raises `zlib.error` where it is not whole, `TooLargeError` beyond the limits."""
        limit = min(MAX_PART, self._left)
        stream = zlib.decompressobj()
        content = stream.decompress(data, limit + 1)
        if len(content) > limit:
            raise TooLargeError(f"a part of {len(data)} bytes holds more than {limit}")
        if not stream.eof:
            raise zlib.error("incomplete")
        self._left -= len(content)
        return content


@contextmanager
def checked_streams() -> Iterator[list[str]]:
    """Within it pdfminer reads no damaged part (it would take what comes out before the damage); the list says what was left out.

    A part that is not whole may hold other figures than were printed, and its beginning alone looks like a page of fewer tables.
    """
    damage: list[str] = []

    def refuse(data: bytes) -> bytes:
        damage.append(f"a compressed part of {len(data)} bytes is damaged")
        return b""

    used = cast("Any", pdftypes)
    before = used.zlib, used.decompress_corrupted
    used.zlib, used.decompress_corrupted = _Zlib(), refuse
    try:
        yield damage
    finally:
        used.zlib, used.decompress_corrupted = before
