"""The last release, as far as the gates and the changes compare with it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from output.calver import released_versions, written
from output.errors import DatasetError
from output.schema import TABLES
from output.undecoded import require_utf_8

_CELLS = ("cells_reported", "cells_blank", "cells_unparsed")


class Previous:
    """A release directory that is read. Raises DatasetError: `no_release` where there is none, `name_not_utf_8`."""

    def __init__(self, root: Path) -> None:
        require_utf_8(root)
        try:
            self.index: dict[str, Any] = json.loads((root / "index.json").read_text(encoding="utf-8"))
            self.version = str(self.index["version"])
            self.tables: dict[str, dict[str, Any]] = self.index["tables"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DatasetError(
                "no_release", f"{root} is no release: its index.json cannot be read ({error}); name a directory like releases/2026.11.0."
            ) from error
        self.root = root
        self._counts: tuple[int, dict[str, Counter[str]]] | None = None

    def damaged(self) -> list[str]:
        """The table files that do not have the checksum that index.json gives them."""
        files = [file for table in self.tables.values() for file in table["files"]]
        return [file["path"] for file in files if file_digest(self.root / file["path"]) != file["sha256"]]

    def file(self, table: str, year: int | None = None) -> dict[str, Any] | None:
        """What index.json says of a table's file (of a year), None where it has none."""
        files = self.tables.get(table, {}).get("files", [])
        return next((file for file in files if file.get("year") == year), None)

    def years(self, table: str) -> list[int]:
        """The years that a partitioned table has."""
        return sorted(file["year"] for file in self.tables.get(table, {}).get("files", []))

    def register(self, table: str) -> pa.Table:
        """An unpartitioned table."""
        return pq.read_table(self.root / f"parquet/{table}.parquet")

    def agencies(self) -> dict[int, list[str]]:
        """The agencies with a report, by year."""
        return {year: list(self._counted(year)["reports"]) for year in self.years("reports")}

    def counts(self, year: int) -> dict[str, Counter[str]]:
        """How many rows of `reports` and `cells` each agency has in a year. The last year asked for is remembered."""
        if self._counts is None or self._counts[0] != year:
            self._counts = year, self._counted(year)
        return self._counts[1]

    def _counted(self, year: int) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = {"reports": Counter(), "cells": Counter()}
        if self.file("reports", year) is not None:
            rows = pq.read_table(table_file(self.root, "reports", year), columns=["agency", *_CELLS]).to_pylist()
            for row in rows:
                counts["reports"][row["agency"]] += 1
                counts["cells"][row["agency"]] += sum(row[column] for column in _CELLS)
        return counts


def last_release(out: Path) -> Previous | None:
    """The last good release of a directory of releases, None where it has none."""
    versions = released_versions(out)
    return Previous(out / written(versions[-1])) if versions else None


def file_digest(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal, "" where it cannot be read."""
    try:
        with path.open("rb") as file:
            return str(hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        return ""


def table_file(root: Path, table: str, year: int) -> Path:
    """Where a release has the rows of a partitioned table in a year."""
    return root / f"parquet/{table}/{table}-{year}.parquet"


def rows_among(root: Path, table: str, year: int, agencies: Sequence[str]) -> pa.Table:
    """The rows of a partitioned table in a year, of agencies from the first to the last of `agencies`; none where there is no file."""
    path, field = table_file(root, table, year), pc.field("agency")
    if not path.is_file():
        return TABLES[table].full_schema.empty_table()
    return ds.dataset(path, format="parquet").to_table(filter=(field >= agencies[0]) & (field <= agencies[-1]), use_threads=False)
