"""A full disk told from every other error: by SQLite and by the file system in their own words, here in ours."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from parsing.errors import NianbaoError

# EFBIG: the limit on the size of one file, as `ulimit -f` sets it.
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
# SQLITE_FULL and SQLITE_IOERR with its many extended codes, SQLITE_READONLY.
_SQLITE_READONLY: Final = 8
_SQLITE_FULL: Final = frozenset({10, 13, _SQLITE_READONLY})


class DiskFull(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """The data directory takes no more bytes (`disk_full`). What was saved before is whole."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise DiskFull in place of an error that means that the disk of `path` is full."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if not _is_full(error):
            raise
        raise DiskFull(
            "disk_full", f"{path} cannot be written ({error}); {_way(error)} and run the same command again: what was saved is safe."
        ) from error


def _way(error: OSError | sqlite3.OperationalError) -> str:
    locked = error.errno == errno.EROFS if isinstance(error, OSError) else getattr(error, "sqlite_errorcode", 0) & 0xFF == _SQLITE_READONLY
    return "make it writable" if locked else "free some space"


def _is_full(error: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_FULL
