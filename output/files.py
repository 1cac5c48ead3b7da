"""Files that are replaced whole or not at all, and only when their bytes differ."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# Unfinished files stand beside the tables, never inside one: polars refuses a directory that holds a foreign suffix, hidden or not.
STAGING = ".writing"


def encode(table: pa.Table, *, small: bool) -> bytes:
    """The bytes of a Parquet file: fixed writer options, so that equal rows give equal bytes for equal pins.

    `small` is for the files of one partition: without dictionaries and statistics they take a third of the bytes (a statistic repeats
    whole sections of text) and two thirds of the time; readers skip them by their directory anyway.
    """
    return encode_groups(table.schema, [table], small=small)


def encode_groups(schema: pa.Schema, tables: Iterable[pa.Table], *, small: bool = False) -> bytes:
    """The same for a file of several row groups, of which one is in memory at a time."""
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink,
        schema,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=not small,
        write_statistics=not small,
        store_schema=True,
    ) as writer:
        for table in tables:
            writer.write_table(table)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def replace(root: Path, path: Path, data: bytes) -> bool:
    """Put `data` at `path` (below `root`, same file system) so that a reader or a killed process finds the old file or the new one.

    Returns False, and writes nothing, when the file holds these bytes already. Raises OSError when the disk refuses.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    staging = root / STAGING
    staging.mkdir(parents=True, exist_ok=True)
    unfinished = staging / f"{path.stem}.{os.getpid()}.{secrets.token_hex(8)}.tmp"
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _make_folder(path.parent)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


def remove(path: Path) -> bool:
    """Remove a file for good. Returns whether there was one."""
    if not path.is_file():
        return False
    path.unlink()
    _sync_folder(path.parent)
    return True


def sweep(root: Path) -> int:
    """Remove the unfinished files that killed runs left below `root`, and say how many. Call it only while no one else writes there."""
    leftovers = list((root / STAGING).glob("*.tmp"))
    for file in leftovers:
        file.unlink()
    return len(leftovers)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # Windows cannot open a directory; NTFS journals the rename itself.
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
