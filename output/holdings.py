"""What a user may load from: a data directory, a release, a folder of releases (its latest); on this machine or elsewhere."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds

from output.calver import parse_version
from output.errors import DatasetError
from output.places import Place, inside, place
from output.schema import RELEASED, Table
from output.versions import refuse_other_versions, version_of

Keys = Collection[Any] | None

# Pages are held to the checksums that they were written with: a flipped bit is not always one that unpacking trips over.
_CHECKED: Final = ds.ParquetFileFormat(default_fragment_scan_options=ds.ParquetFragmentScanOptions(page_checksum_verification=True))
# How far into a release or data directory a path is looked back from: releases/2026.11.0/parquet/cells/cells-2021.parquet.
_INTO: Final = 5
# Of 18,504 files of `reports` at once Arrow kept 2.7 GB, of 500 at a time 0.2 GB.
_FILES: Final = 500


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """`root` is the folder `dataset` of a data directory."""

    root: Place
    shown: str

    def datasets(self, spec: Table, agencies: Keys, years: Keys) -> Iterator[ds.Dataset]:  # noqa: ARG002 - Arrow prunes years by itself
        """The files of a table, of these agencies only where some are named, some at a time: Arrow keeps what it knows of every file."""
        # The registers are written last: a dataset that is half made anew still has their old version.
        files = [file.path for name in dict.fromkeys((spec.name, "codes")) if (file := self.root / f"{name}.parquet").is_file]
        for path in files:
            self._check(path)
        if not spec.partition:
            if files and files[0].endswith(f"/{spec.name}.parquet"):
                yield _dataset(self.root, files[:1], spec)
            return
        folder = self.root / spec.name
        found = [folder] if agencies is None else [folder / f"agency={agency}" for agency in sorted(set(map(str, agencies)))]
        paths = [path for part in found for path in part.files()]
        hive = ds.partitioning(pa.schema([column.arrow for column in spec.partition]), flavor="hive")
        for start in range(0, len(paths), _FILES):
            yield _dataset(self.root, paths[start : start + _FILES], spec, partitioning=hive, partition_base_dir=folder.path)

    def check_first(self, fragment: ds.Fragment) -> None:
        """Raises DatasetError where the first file of some that are to be read has another schema version."""
        self._refuse(fragment.physical_schema)

    def _check(self, path: str) -> None:
        self._refuse(ds.dataset(path, filesystem=self.root.filesystem, format="parquet").schema)

    def _refuse(self, schema: pa.Schema) -> None:
        refuse_other_versions(version_of(schema), f"The dataset in {self.shown}", f"run `nianbao reparse --data {self.shown}`")


@dataclass(frozen=True, slots=True)
class Release:
    """`root` is the folder of one version, `index` its index.json."""

    root: Place
    index: dict[str, Any]
    shown: str

    def datasets(self, spec: Table, agencies: Keys, years: Keys) -> Iterator[ds.Dataset]:  # noqa: ARG002 - statistics rule agencies out
        """The files of a table, of these years only where some are named."""
        table = self.index["tables"].get(spec.name)
        if table is None:
            why = " (a first release has nothing to compare with)" if spec in RELEASED and not self.index.get("previous") else ""
            has = ", ".join(self.index["tables"])
            raise DatasetError("unknown_table", f"{self.shown} has no table “{spec.name}”{why}; it has {has}.")
        wanted = [file["path"] for file in table["files"] if years is None or file.get("year") is None or file["year"] in set(years)]
        if wanted:
            yield _dataset(self.root, [(self.root / inside(path, self.shown)).path for path in wanted], spec)

    def check_first(self, fragment: ds.Fragment) -> None:
        """The index said the version of all files when it was opened."""


Holding = DataDirectory | Release


def _dataset(root: Place, paths: list[str], spec: Table, **more: Any) -> ds.Dataset:
    return ds.dataset(paths, spec.full_schema, format=_CHECKED, filesystem=root.filesystem, **more)


def open_holding(source: str | Path) -> Holding:
    """What `source` holds. Raises DatasetError: `no_dataset`, `bad_index`, `schema_older`, `schema_newer`, or why it cannot be opened."""
    root = place(_folder(source))
    index = root / "index.json"
    if index.is_file:
        return _release(root, _read(index))
    if (root / "dataset").is_dir:
        return DataDirectory(root / "dataset", root.shown)
    if "://" in root.shown:
        raise DatasetError("no_dataset", f"No release and no dataset is found at {source}; check the address, and that it can be reached.")
    raise DatasetError("no_dataset", f"There is no dataset in {source}; {_instead(Path(root.path), str(source))}")


def _folder(source: str | Path) -> str | Path:
    """The folder of a release whose page or index is named: an address is copied from where a browser shows it."""
    text = str(source).partition("#")[0] if "://" in str(source) else str(source)
    name = text.replace("\\", "/").rpartition("/")[2]
    if name not in {"index.html", "index.json"}:
        return source
    return text[: -len(name) - 1] or "."


def _instead(path: Path, shown: str) -> str:
    """What to do where a path names no dataset: often it leads into one, or names a version that is not there."""
    for folder in path.parents[:_INTO]:
        if (folder / "index.json").is_file() or (folder / "dataset").is_dir():
            versions = [one.name for one in sorted(folder.iterdir()) if parse_version(one.name)]
            has = f", or one of its versions ({', '.join(versions)})" if versions else ""
            return f"name {folder}{has}."
    return f"run `nianbao crawl demo --data {shown}` or name another directory or release."


def _release(root: Place, index: dict[str, Any], *, within: bool = False) -> Release:
    if "versions" in index and not within:
        try:
            paths = [str(one["path"]) for one in index["versions"] if one["version"] == index["latest"]]
        except (KeyError, TypeError) as error:
            raise DatasetError("bad_index", f"The index of {root.shown} is none of releases; get it from its publisher again.") from error
        if not paths:
            raise DatasetError("no_release", f"{root.shown} has no release yet; run `nianbao release`.")
        folder = root / inside(paths[0], root.shown)
        return _release(folder, _read(folder / "index.json"), within=True)
    if not _is_release(index):
        raise DatasetError("bad_index", f"The index of {root.shown} is not that of a release; name a release or a data directory.")
    way = f"install nianbao {index.get('nianbao_version', 'of its time')} or take a later release"
    refuse_other_versions(int(index.get("schema_version", 1)), f"The release in {root.shown}", way)
    return Release(root, index, root.shown)


def _is_release(index: dict[str, Any]) -> bool:
    try:
        return int(index.get("schema_version", 1)) > 0 and all(
            isinstance(file["path"], str) for table in index["tables"].values() for file in table["files"]
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _read(index: Place) -> dict[str, Any]:
    try:
        found = json.loads(index.read_bytes())
    except (OSError, ValueError) as error:
        raise DatasetError("bad_index", f"{index.shown} cannot be read ({error}); get it from its publisher again.") from error
    return found if isinstance(found, dict) else {}
