"""Files that are replaced whole or not at all, and only when their bytes differ."""

from __future__ import annotations

import ctypes
import os
import secrets
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

# syncfs(2): 64 small files and their folders cost a tenth of the time that 128 calls of fsync take.
_SYNCFS = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
# Unfinished files stand beside the tables, never inside one: polars refuses a directory that holds a foreign suffix, hidden or not.
STAGING = ".writing"


def encode(table: pa.Table, *, small: bool) -> bytes:
    """The bytes of a Parquet file: fixed writer options, so that equal rows give equal bytes for equal pins.

    `small` is for the files of one partition. Without dictionaries and statistics they take a third of the bytes (a statistic repeats
    whole sections of text) and two thirds of the time, and readers skip them by their directory anyway; LZ4 halves what is left of the
    time, zstd would save a tenth of the bytes.
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
        compression="lz4" if small else "zstd",
        compression_level=None if small else 3,
        use_dictionary=not small,
        write_statistics=not small,
        write_page_checksum=True,
        store_schema=True,
    ) as writer:
        for table in tables:
            writer.write_table(table)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


class Replacing:
    """Files below `root` that are put in place together: with `finish` they are on the disk first, then take their names, for good.

    A reader or a killed process finds of every file the old one or the new one; what a killed process leaves is for `sweep`. Linux brings
    all of them to the disk in one call; elsewhere each file and folder is synced by itself.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        # Plain strings: a shard has eighty files, and half of what a small one costs was arithmetic with paths.
        self._unfinished = os.path.join(root, STAGING, f"{os.getpid()}.{secrets.token_hex(8)}")  # noqa: PTH118
        self._staged: list[tuple[str, str]] = []
        self._changed: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            for unfinished, _ in self._staged:
                Path(unfinished).unlink(missing_ok=True)

    def put(self, path: Path, data: bytes) -> bool:
        """Stage `data` for `path`. Returns False where the file holds these bytes already. Raises OSError when the disk refuses."""
        target = os.fspath(path)
        if _holds(target, data):
            return False
        if not self._staged:
            (self._root / STAGING).mkdir(parents=True, exist_ok=True)
        unfinished = f"{self._unfinished}.{len(self._staged)}.tmp"
        self._staged.append((unfinished, target))
        with open(unfinished, "xb") as file:  # noqa: PTH123
            file.write(data)
            if _SYNCFS is None:
                file.flush()
                os.fsync(file.fileno())
        return True

    def remove(self, path: Path) -> bool:
        """Remove a file, and its folder where nothing else is there. Returns whether there was a file."""
        folder = path.parent
        try:
            path.unlink()
        except FileNotFoundError:
            found = False
        else:
            found = True
        with suppress(OSError):  # it holds something else, or never was
            folder.rmdir()
            folder = folder.parent
        if found:
            self._changed.add(os.fspath(folder))
        return found

    def finish(self) -> None:
        """Give all files their names. Raises OSError when the disk refuses."""
        if self._staged:
            _sync(self._root)
        for unfinished, target in self._staged:
            folder = os.path.dirname(target)  # noqa: PTH120
            self._make(folder)
            os.replace(unfinished, target)  # noqa: PTH105
            self._changed.add(folder)
        self._staged.clear()
        if self._changed:
            _sync(self._root, self._changed)
        self._changed.clear()

    def _make(self, folder: str) -> None:
        if folder in self._changed or os.path.isdir(folder):  # noqa: PTH112
            return
        above = os.path.dirname(folder)  # noqa: PTH120
        self._make(above)
        with suppress(FileExistsError):
            os.mkdir(folder)  # noqa: PTH102
        self._changed |= {folder, above}


def _holds(path: str, data: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(data):  # noqa: PTH116
            return False
    except FileNotFoundError:
        return False
    return Path(path).read_bytes() == data


def replace(root: Path, path: Path, data: bytes) -> bool:
    """Put `data` at `path` (below `root`, same file system) so that a reader or a killed process finds the old file or the new one.

    Returns False, and writes nothing, when the file holds these bytes already. Raises OSError when the disk refuses.
    """
    with Replacing(root) as batch:
        return batch.put(path, data)


def sweep(root: Path) -> int:
    """Remove the unfinished files that killed runs left below `root`, and say how many. Call it only while no one else writes there."""
    leftovers = list((root / STAGING).glob("*.tmp"))
    for file in leftovers:
        file.unlink()
    return len(leftovers)


def _sync(root: Path, folders: Iterable[str] = ()) -> None:
    """What was written below `root` is on the disk; without syncfs, the names in `folders` are: their files were synced when written."""
    for place in (os.fspath(root),) if _SYNCFS else sorted(folders):
        if sys.platform == "win32":  # Windows cannot open a directory; NTFS journals the rename itself.
            return
        handle = os.open(place, os.O_RDONLY)
        try:
            if _SYNCFS is None:
                os.fsync(handle)
            elif _SYNCFS(handle):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), place)
        finally:
            os.close(handle)
