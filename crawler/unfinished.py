"""The end of an archive file that a killed run did not finish, where no ledger says so any more: told from damage, said, and set aside.

A ledger that is whole has it cut off unseen (`ArchiveFiles.recover`). Without one nobody can prove that none vouched for the bytes: they
are kept beside the file, which then ends with its last whole record, so that no later run meets them again.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import Final

from crawler import warc
from crawler.archive import Position
from crawler.ledger import Ledger
from output.disk import told

SUFFIX: Final = ".unfinished"
_CHUNK: Final = 1 << 16


def is_unfinished(root: Path, ledger: Ledger | None, place: Position) -> bool:
    """Whether a stretch that holds no record is the beginning of one, at the end of its file, and the ledger knows of nothing there."""
    path = root / place.file
    if place.offset + place.length < path.stat().st_size or not _is_beginning(path, place.offset):
        return False
    known = "SELECT 1 FROM files WHERE file = ? UNION ALL SELECT 1 FROM bodies WHERE file = ? AND offset >= ?"
    return ledger is None or ledger.one(known, place.file, place.file, place.offset) is None


def _is_beginning(path: Path, offset: int) -> bool:
    """What was written before a kill unpacks without a fault and lacks its end; bytes of a bad disk, or zeros, do not unpack."""
    inflate = zlib.decompressobj(warc.GZIP)
    with path.open("rb") as stream:
        stream.seek(offset)
        try:
            while chunk := stream.read(_CHUNK):
                inflate.decompress(chunk)
        except zlib.error:
            return False
    return not inflate.eof


def set_aside(root: Path, ledger: Ledger, place: Position) -> Path:
    """Move the unfinished end of a file beside it; from now on the ledger vouches for what stands before. Gives the new file.

    Raises DiskFull. Killed at any moment, it begins anew with the next run. The run lock is held, and the ledger does not know the file.
    """
    path = root / place.file
    beside = path.with_name(f"{path.name}-{place.offset}{SUFFIX}")
    with told(path), path.open("r+b") as file, beside.open("wb") as rest:
        file.seek(place.offset)
        rest.write(file.read())
        rest.flush()
        os.fsync(rest.fileno())
        file.truncate(place.offset)
        os.fsync(file.fileno())
    if not place.offset:  # a file without its first record is none
        path.unlink()
        return beside
    with ledger.transaction():
        ledger.upsert("files", ("file",), {"file": place.file, "committed": place.offset})
    return beside
