"""Where data lie: a directory of this machine, or the address of another file system (s3://, https://, anything that fsspec knows)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pyarrow.fs as pa_fs

from output.errors import DatasetError

# The extra that brings what fsspec needs for a scheme.
_EXTRAS: Final = {"s3": "s3", "s3a": "s3", "http": "http", "https": "http"}


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder in an Arrow file system. `shown` is how the user named what it lies in."""

    filesystem: pa_fs.FileSystem
    path: str
    shown: str

    def __truediv__(self, name: str) -> Place:
        return Place(self.filesystem, f"{self.path.rstrip('/')}/{name}", f"{self.shown.rstrip('/')}/{name}")

    @property
    def is_file(self) -> bool:
        """Whether there is a file of this name."""
        return bool(self.filesystem.get_file_info(self.path).type == pa_fs.FileType.File)

    @property
    def is_dir(self) -> bool:
        """Whether there is a folder of this name; on an object store, whether anything lies below it."""
        return bool(self.filesystem.get_file_info(self.path).type == pa_fs.FileType.Directory)

    def read_bytes(self) -> bytes:
        """The whole file. Raises OSError."""
        with self.filesystem.open_input_stream(self.path) as stream:
            return stream.read()  # type: ignore[no-any-return]

    def files(self) -> list[str]:
        """The paths of all Parquet files below, sorted; none where there is no such folder."""
        selector = pa_fs.FileSelector(self.path, allow_not_found=True, recursive=True)
        return sorted(info.path for info in self.filesystem.get_file_info(selector) if info.path.endswith(".parquet"))


def place(source: str | Path) -> Place:
    """The place that a path or an address names. Raises DatasetError (`extra_missing`, `bad_address`)."""
    text = str(source)
    if "://" not in text:
        return Place(pa_fs.LocalFileSystem(), Path(source).as_posix(), text)
    if text.startswith("file://"):
        return Place(pa_fs.LocalFileSystem(), Path(url2pathname(urlsplit(text).path)).as_posix(), text)
    return Place(*_remote(text), text)


def _remote(address: str) -> tuple[pa_fs.FileSystem, str]:
    scheme = address.split("://", maxsplit=1)[0]
    try:
        from fsspec.core import url_to_fs

        filesystem, path = url_to_fs(address)
    except ImportError as error:
        extra = _EXTRAS.get(scheme)
        needed = f"pip install 'nianbao[{extra}]'" if extra else f"install the package that fsspec needs for it ({error})"
        raise DatasetError("extra_missing", f"{address} cannot be opened as installed; {needed}.") from error
    except ValueError as error:
        raise DatasetError("bad_address", f"{address} cannot be opened ({error}); give a path, s3://… or https://….") from error
    # Someone else may have written there since this process looked last.
    filesystem.invalidate_cache()
    return pa_fs.PyFileSystem(pa_fs.FSSpecHandler(filesystem)), path
