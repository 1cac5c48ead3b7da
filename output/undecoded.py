"""A directory whose name is not UTF-8, as a file system of Arrow's: that takes no such path, so its paths begin below the directory.

A folder called 数据 in GBK is such a one, and one in UTF-8 where Python is told to keep to a locale of ASCII.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.fs as pa_fs

from output.errors import DatasetError


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


class _Below(pa_fs.FileSystemHandler):  # type: ignore[misc]
    """What is needed to read; Python opens the files."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, path: str) -> Path:
        return self._root / path.lstrip("/")

    def get_type_name(self) -> str:
        return "below"

    def normalize_path(self, path: str) -> str:
        return path

    def get_file_info(self, paths: list[str]) -> list[pa_fs.FileInfo]:
        return [_info(path, self._path(path)) for path in paths]

    def get_file_info_selector(self, selector: pa_fs.FileSelector) -> list[pa_fs.FileInfo]:
        base = self._path(selector.base_dir)
        if not base.is_dir() and not selector.allow_not_found:
            raise FileNotFoundError(str(base))
        found = base.rglob("*") if selector.recursive else base.glob("*")
        return [_info("/" + path.relative_to(self._root).as_posix(), path) for path in found]

    def open_input_stream(self, path: str) -> pa.NativeFile:
        return pa.PythonFile(self._path(path).open("rb"), mode="r")

    def open_input_file(self, path: str) -> pa.NativeFile:
        return pa.PythonFile(self._path(path).open("rb"), mode="r")

    def _none(self, *paths: Any, **more: Any) -> Any:
        raise NotImplementedError("this file system is for reading")

    create_dir = delete_dir = delete_dir_contents = delete_root_dir_contents = delete_file = move = copy_file = _none
    open_output_stream = open_append_stream = _none


def _info(path: str, found: Path) -> pa_fs.FileInfo:
    if not found.exists():
        return pa_fs.FileInfo(path, pa_fs.FileType.NotFound)
    told = found.stat()
    kind = pa_fs.FileType.Directory if found.is_dir() else pa_fs.FileType.File
    size = None if found.is_dir() else told.st_size
    return pa_fs.FileInfo(path, kind, size=size, mtime=datetime.fromtimestamp(told.st_mtime, UTC))


def below(root: Path) -> pa_fs.FileSystem:
    """The file system of what lies below `root`."""
    return pa_fs.PyFileSystem(_Below(root))
