"""The archive as it is written: `<portal>/<portal>-<serial>.warc.gz`, append-only, one gzip member a record, rolled at 1 GB.

No two processes write one file, and what the ledger did not commit is cut off before a file is written again.
"""

from __future__ import annotations

import fcntl
import io
import os
from contextlib import suppress
from pathlib import Path

from crawler import warc
from crawler.archive import ArchiveError, Position, utc_now
from crawler.ledger import Ledger
from parsing.version import VERSION

ROLL_BYTES = 1 << 30
OPEN_FILES = 64


class Appender:
    """One open WARC file. The lock on the file keeps a second process from writing it; it goes with the process."""

    def __init__(self, root: Path, name: str) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.name = name
        self._stream: io.FileIO = path.open("ab", buffering=0)
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._stream.close()
            raise
        self._size = os.fstat(self._stream.fileno()).st_size

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self._size

    def cut(self, size: int) -> None:
        """Drop what stands behind `size`: the torn or uncommitted tail of a killed run or a failed write."""
        if os.fstat(self._stream.fileno()).st_size > size:
            self._stream.truncate(size)
            self._size = size

    def append(self, member: bytes) -> Position:
        """Write one record; it is not safe before `sync`. Raises OSError when the disk refuses (`cut` then restores the file)."""
        position = Position(self.name, self._size, len(member))
        rest = memoryview(member)
        while rest:
            rest = rest[self._stream.write(rest) :]
        self._size += len(member)
        return position

    def sync(self) -> None:
        """All that was appended is on the disk when this returns."""
        os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file and give up its lock."""
        self._stream.close()


def file_name(portal: str, serial: int) -> str:
    """`110105/110105-00001.warc.gz`: the form of every archive file, relative to the archive."""
    return f"{portal}/{portal}-{serial:05d}.warc.gz"


def latest_serial(archive_root: Path, portal: str) -> int:
    """The highest serial among the portal's files, 0 where it has none."""
    serials = [0]
    for path in (archive_root / portal).glob(f"{portal}-*.warc.gz"):
        with suppress(ValueError):
            serials.append(int(path.name.removesuffix(".warc.gz").rpartition("-")[2]))
    return max(serials)


class ArchiveFiles:
    """The files that this process writes, one a portal, and what the ledger has committed of every file."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        self._root = root
        self._ledger = ledger
        self._appenders: dict[str, Appender] = {}

    def close(self) -> None:
        """Close all files."""
        for appender in self._appenders.values():
            appender.close()
        self._appenders.clear()

    def appender(self, portal: str) -> Appender:
        """The file that this process writes for a portal: its last one, or a new one where that is full or another process has it."""
        current = self._appenders.get(portal)
        if current is not None and current.size < ROLL_BYTES:
            return current
        if current is not None or len(self._appenders) >= OPEN_FILES:
            self._appenders.pop(portal if current else next(iter(self._appenders))).close()
        serial = max(latest_serial(self._root, portal), 1)
        while (appender := self._try(file_name(portal, serial))) is None:
            serial += 1
        self._appenders[portal] = appender
        return appender

    def _try(self, name: str) -> Appender | None:
        """Open `name` for appending; None where it is full, in another's hands, or unknown to the ledger though it has content."""
        try:
            appender = Appender(self._root, name)
        except BlockingIOError:
            return None
        row = self._ledger.one("SELECT committed FROM files WHERE file = ?", name)
        if appender.size >= ROLL_BYTES or (row is None and appender.size > 0):
            appender.close()
            return None
        if row is None:
            self._begin(appender)
        return appender

    def _begin(self, appender: Appender) -> None:
        software = f"nianbao/{VERSION}"
        appender.append(warc.warcinfo(Path(appender.name).name, software, utc_now()))
        appender.sync()
        with self._ledger.transaction():
            self._ledger.upsert("files", ("file",), {"file": appender.name, "committed": appender.size})

    def recover(self) -> None:
        """Cut every archive file to what was committed; a file that another process writes is its own business."""
        for row in list(self._ledger.rows("SELECT file, committed FROM files")):
            path = self._root / row["file"]
            size = path.stat().st_size if path.exists() else -1
            if size < row["committed"]:
                raise ArchiveError(
                    "archive_damaged",
                    f"{path} is missing or shorter than the ledger says; restore it from a copy, or move the ledger away and run "
                    "`nianbao reparse`, which rebuilds it from what the archive still holds.",
                )
            if size > row["committed"]:
                self._cut(row["file"])

    def _cut(self, name: str) -> None:
        try:
            appender = Appender(self._root, name)
        except BlockingIOError:
            return
        row = self._ledger.one("SELECT committed FROM files WHERE file = ?", name)
        if row is not None:
            appender.cut(row["committed"])
            appender.sync()
        appender.close()
