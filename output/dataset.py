"""The dataset on disk: partition files of five tables and four registers, replaced atomically, byte for byte the same for the same rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from output.columns import parts_table, reports_table, rows_table
from output.entries import Entry
from output.errors import DatasetError
from output.files import Replacing, encode, encode_groups, replace, sweep
from output.schema import PARTITIONED, TABLES, Table

__all__ = [
    "Entry",
    "dataset_root",
    "is_agency_id",
    "remove_partition",
    "sweep",
    "write_partition",
    "write_partitions",
    "write_sorted",
    "write_table",
]

Key = tuple[str, int]

_ROWS_A_GROUP = 2_000

# `x-` and a slug, or a division code and a slug with a letter: readers infer the type of directory keys, and would read 1e5 or 2021-01-05
# as a number or a date.
_AGENCY = re.compile(r"(?:x|\d+(?=[0-9-]*-[0-9]*[a-z]))(?:-[a-z0-9]+)+")


def dataset_root(data: Path) -> Path:
    """Where the dataset lies below a data directory."""
    return data / "dataset"


def write_partition(root: Path, agency: str, year: int, entries: Sequence[Entry]) -> list[Path]:
    """Make the five tables of one agency and year hold exactly these entries.

    `root` is the dataset directory. Rows are ordered by report_id, within a report as the report has them. A table without rows has no
    file. Returns the paths whose bytes changed or that were removed; the others are not touched. Raises DatasetError for an agency id
    that cannot be a directory key or an entry of another partition, OSError when the disk refuses.
    """
    return write_partitions(root, {(agency, year): entries})[agency, year]


def write_partitions(root: Path, partitions: Mapping[Key, Sequence[Entry]]) -> dict[Key, list[Path]]:
    """The same for some partitions by (agency, year), which take their places together: a few calls serve all of them."""
    ordered = {key: _ordered(*key, entries) for key, entries in partitions.items()}
    changed: dict[Key, list[Path]] = {key: [] for key in partitions}
    with Replacing(root) as batch:
        for table in PARTITIONED:
            for key, rows in _slices(table, ordered):
                path = root / table.name / _folder(*key) / "part-0.parquet"
                if batch.put(path, encode(rows, small=True)) if rows.num_rows else batch.remove(path):
                    changed[key].append(path)
    return changed


def _ordered(agency: str, year: int, entries: Sequence[Entry]) -> list[Entry]:
    strangers = [entry.report_id for entry in entries if (entry.agency, entry.year) != (agency, year)]
    if strangers:
        raise DatasetError("wrong_partition", f"{', '.join(strangers)} does not belong to agency {agency}, year {year}; report this bug.")
    return sorted(entries, key=lambda entry: entry.report_id)


def _slices(table: Table, partitions: Mapping[Key, Sequence[Entry]]) -> Iterator[tuple[Key, pa.Table]]:
    """The rows of each partition, made as one table for all of them: most of what a small table costs is a column's beginning."""
    whole = _table(table, [entry for entries in partitions.values() for entry in entries])
    start = 0
    for key, entries in partitions.items():
        length = len(entries) if table.name == "reports" else sum(len(getattr(entry.report, table.name)) for entry in entries)
        yield key, whole.slice(start, length)
        start += length


def remove_partition(root: Path, agency: str, year: int) -> bool:
    """Remove the five tables' files of one agency and year. Returns whether there were any."""
    return bool(write_partition(root, agency, year, ()))


def write_table(root: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    """Make a register (`agencies`, `coverage`, `codes`, `revisions`) hold exactly these rows, sorted by its key.

    A row maps column names to values, dates and moments also as ISO strings; optional columns may be left out. Returns whether bytes
    changed. Raises KeyError for an unknown column or a missing required one.
    """
    return replace(root, root / f"{name}.parquet", encode(rows_table(TABLES[name], rows), small=False))


def write_sorted(root: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> bool:
    """The same for rows that come in the order of the table's key, however many: some thousands of them are in memory at once."""
    groups = _groups(TABLES[name], iter(rows))
    return replace(root, root / f"{name}.parquet", encode_groups(TABLES[name].file_schema, groups))


def _groups(table: Table, rows: Iterator[Mapping[str, Any]]) -> Iterator[pa.Table]:
    yield rows_table(table, islice(rows, _ROWS_A_GROUP))  # empty where there are no rows: the file has columns all the same
    while (group := rows_table(table, islice(rows, _ROWS_A_GROUP))).num_rows:
        yield group


def is_agency_id(text: str) -> bool:
    """Whether this has the shape of an agency id."""
    return _AGENCY.fullmatch(text) is not None


def _folder(agency: str, year: int) -> str:
    if not is_agency_id(agency):
        raise DatasetError(
            "bad_agency_id",
            f"“{agency}” is no agency id (a division code or x, a hyphen, and a slug of small letters, digits and hyphens).",
        )
    return f"agency={agency}/year={year:04d}"


def _table(table: Table, entries: Sequence[Entry]) -> pa.Table:
    return reports_table(entries) if table.name == "reports" else parts_table(table, entries)
