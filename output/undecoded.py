"""A directory whose name is not UTF-8, by an address that Arrow takes: the kernel's, of an open handle.

A folder called 数据 in GBK is such a one, and one in UTF-8 where Python is told to keep to a locale of ASCII. Only Linux has such names:
macOS and Windows keep theirs in Unicode.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

from output.errors import DatasetError

_HANDLES: Final = Path("/proc/self/fd")


def is_utf_8(path: str | Path) -> bool:
    """Whether Arrow can be given the path."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def require_utf_8(path: Path) -> None:
    """Raise DatasetError (`name_not_utf_8`) where releases cannot lie: they are built by libraries that take no such path."""
    if not is_utf_8(path):
        raise DatasetError("name_not_utf_8", f"The name of {path} is not UTF-8, and no release can lie there; name another directory.")


def decodable(path: Path) -> str:
    """The same place by another path, which Arrow takes; of what is not there, one that is not there either.

    An own file system of Arrow's that calls Python was tried first: its threads now and then ended the process while Python went away.
    Raises DatasetError (`name_not_utf_8`) where the system has no such paths, OSError where the directory may not be opened.
    """
    if not _HANDLES.is_dir():
        raise DatasetError("name_not_utf_8", f"The name of {path} is not UTF-8, which this system cannot read; rename it.")
    wanted = path.absolute()
    there = next(above for above in (wanted, *wanted.parents) if above.is_dir())
    known = there.stat()
    below = wanted.relative_to(there).as_posix().encode(errors="replace").decode()
    return (_HANDLES / str(_handle(there, known.st_dev, known.st_ino)) / below).as_posix()


@cache
def _handle(folder: Path, device: int, node: int) -> int:  # noqa: ARG001 - another directory may take the name
    """Stays open: who is given its address may read there as long as the process runs."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
