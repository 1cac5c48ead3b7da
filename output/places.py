"""Where data lie: a directory of this machine, or the address of another file system (s3://, https://, anything that fsspec knows)."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pyarrow as pa
import pyarrow.fs as pa_fs

from output.errors import DatasetError
from output.undecoded import decodable, is_utf_8
from parsing.errors import NianbaoError

_CHUNK: Final = 8 << 20
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

    def open(self) -> pa.NativeFile:
        """A stream of its bytes as they are; Arrow would unpack what is called .gz. Raises OSError."""
        return self.filesystem.open_input_stream(self.path, compression=None)

    def read_bytes(self) -> bytes:
        """The whole file. Raises OSError."""
        with self.open() as stream:
            return stream.read()  # type: ignore[no-any-return]

    def write(self, source: BinaryIO) -> None:
        """Put what `source` holds there; an object store shows a file only once it is whole. Raises OSError."""
        if isinstance(self.filesystem, pa_fs.LocalFileSystem):
            self.filesystem.create_dir(str(PurePosixPath(self.path).parent))
        with self.filesystem.open_output_stream(self.path, compression=None) as stream:
            shutil.copyfileobj(source, stream, _CHUNK)

    def create(self, data: bytes) -> None:
        """Put a small file where none was; of two who do it at once a store that can refuses one. Raises what the store's library does."""
        if isinstance(self.filesystem, pa_fs.LocalFileSystem):
            self.filesystem.create_dir(str(PurePosixPath(self.path).parent))
            with Path(self.path).open("xb") as file:
                file.write(data)
        else:
            self._library.pipe_file(self.path, data, mode="create")

    def current(self) -> bytes | None:
        """A small file as it is at this moment, whatever was listed before; None where there is none. Raises OSError."""
        try:
            return self.read_bytes() if isinstance(self.filesystem, pa_fs.LocalFileSystem) else bytes(self._library.cat_file(self.path))
        except FileNotFoundError:
            return None

    def remove(self) -> None:
        """Remove the file. Raises OSError."""
        if isinstance(self.filesystem, pa_fs.LocalFileSystem):
            self.filesystem.delete_file(self.path)
        else:
            self._library.rm_file(self.path)

    @property
    def _library(self) -> Any:
        return self.filesystem.handler.fs

    def digest(self) -> str:
        """The SHA-256 of the file as it is read back, in hexadecimal. Raises OSError."""
        found = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(_CHUNK):
                found.update(chunk)
        return found.hexdigest()

    def files(self) -> list[str]:
        """The paths of all Parquet files below, sorted; none where there is no such folder."""
        selector = pa_fs.FileSelector(self.path, allow_not_found=True, recursive=True)
        return sorted(info.path for info in self.filesystem.get_file_info(selector) if info.path.endswith(".parquet"))


def place(source: str | Path) -> Place:
    """The place that a path or an address names. Raises DatasetError (`extra_missing`, `bad_address`)."""
    text = str(source)
    if "://" not in text and not is_utf_8(text):
        return Place(pa_fs.LocalFileSystem(), decodable(Path(source)), text)
    if "://" not in text:
        refuse_half_address(text)
        return Place(pa_fs.LocalFileSystem(), Path(source).expanduser().as_posix(), text)
    if text.startswith("file://"):
        return Place(pa_fs.LocalFileSystem(), Path(url2pathname(urlsplit(text).path)).as_posix(), text)
    return Place(*_remote(text), text)


def refuse_half_address(text: str) -> None:
    """Raises DatasetError (`bad_address`) for an address that lacks a slash: a path of that name would be made, or looked for."""
    if found := re.match(r"([a-z][a-z0-9+]+):/(?!/)(.*)", text):
        raise DatasetError("bad_address", f"{text} is neither a path nor an address; write {found[1]}://{found[2]}.")


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


def inside(path: str, shown: str) -> str:
    """A path that an index names, which may come from anywhere. Raises DatasetError (`bad_index`) where it leads out of the release."""
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/") or "\\" in path or ":" in path:
        raise DatasetError("bad_index", f"The index of {shown} names “{path}”, which is not inside it; get it from its publisher again.")
    return path


@contextmanager
def reached(source: str | Path, again: str = "run `nianbao reparse` on a data directory, or get the release again") -> Iterator[None]:
    """What Arrow and the file systems raise about `source`, as a DatasetError. `again`: what to do where a file is not right."""
    try:
        yield
    except NianbaoError:
        raise
    except FileNotFoundError as error:
        raise DatasetError("file_missing", f"What is asked for of {source} is not there ({error}); {again}.") from error
    except PermissionError as error:
        raise DatasetError("no_access", f"{source} may not be used ({error}); check the permissions or the credentials.") from error
    except (OSError, pa.ArrowException) as error:
        raise DatasetError("file_unreadable", f"{source} cannot be used ({error}); {again}.") from error
    except Exception as error:
        # The libraries behind fsspec have errors of their own, of types that one cannot name without importing them.
        if "://" not in str(source):
            raise
        raise DatasetError("source_unreachable", f"{source} cannot be reached ({error}); check the address and the credentials.") from error
