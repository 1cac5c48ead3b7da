"""What the page is made from: the Parquet files of the release that it belongs to, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from output.schema import TABLES

Row = dict[str, Any]
_ROWS = 20_000
_YEAR = re.compile(r"-(\d{4})\.parquet$")


class Source:
    """The tables of a release folder. A table without a file has no rows."""

    def __init__(self, release: Path) -> None:
        self.root = release
        self._tables = release / "parquet"

    def register(self, name: str, columns: Sequence[str]) -> list[Row]:
        """Some columns of a table that is one file, as rows in the order of the file."""
        path = self._tables / f"{name}.parquet"
        rows: list[Row] = pq.read_table(path, columns=list(columns)).to_pylist() if path.is_file() else []
        return rows

    def years(self, name: str, columns: Sequence[str]) -> Iterator[tuple[int, pa.Table]]:
        """Some columns of a table that has a file a year, one year after the other."""
        for path in self._by_year(name):
            if found := _YEAR.search(path.name):
                yield int(found[1]), pq.read_table(path, columns=list(columns))

    def years_of(self, name: str) -> list[int]:
        """The years that a table has a file of."""
        return [int(found[1]) for path in self._by_year(name) if (found := _YEAR.search(path.name))]

    def batches(self, name: str, year: int, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Some columns of a table in a year, some rows at a time; none where there is no file."""
        path = self._tables / name / f"{name}-{year}.parquet"
        if path.is_file():
            with pq.ParquetFile(path) as file:
                yield from file.iter_batches(_ROWS, columns=list(columns))

    def count(self, name: str) -> int:
        """How many rows a table has that has a file a year."""
        return sum(pq.read_metadata(path).num_rows for path in self._by_year(name))

    def _by_year(self, name: str) -> list[Path]:
        return sorted((self._tables / name).glob(f"{name}-*.parquet"))

    def files(self) -> list[tuple[str, int]]:
        """The data files that lie in the release now: path relative to it (posix) and size in bytes, tables in the registry's order."""
        places = {name: place for place, name in enumerate(TABLES)}
        found = [path for folder in ("parquet", "csv") for path in (self.root / folder).rglob("*") if path.is_file()]
        paths = sorted(path.relative_to(self.root).as_posix() for path in found)
        paths.sort(key=lambda path: (path.split("/")[0] != "parquet", places.get(re.split(r"[/.]", path)[1], len(places))))
        return [(path, (self.root / path).stat().st_size) for path in paths]
