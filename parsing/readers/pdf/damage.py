"""What pdfminer passes over in silence, noted: a compressed part whose checksum does not fit its content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pdfminer import pdftypes


@contextmanager
def noted_damage() -> Iterator[list[str]]:
    """Within it pdfminer reads no damaged part (it would take what comes out before the damage); the list says what was left out.

    A part that is not whole may hold other figures than were printed, and its beginning alone looks like a page of fewer tables.
    """
    found: list[str] = []

    def refuse(data: bytes) -> bytes:
        found.append(f"a compressed part of {len(data)} bytes is damaged")
        return b""

    usual = pdftypes.decompress_corrupted
    pdftypes.decompress_corrupted = refuse
    try:
        yield found
    finally:
        pdftypes.decompress_corrupted = usual
