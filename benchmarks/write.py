"""Writing: one report to the files of its partition, by us and by others."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measure import Goal, Table, cpu_ms, interleave
from benchmarks.pages import YEARS, listed
from output.columns import parts_table, reports_table
from output.dataset import Entry, write_partition
from output.files import encode, replace
from output.schema import PARTITIONED, TABLES
from parsing import parse

RUNS = 5
REPORTS = 40
_ALL = "nianbao: write_partition, all tables"
_CELLS = "nianbao: the cells table alone"
_FLOOR = "pq.write_table to memory, cells, Arrow ready"
_FLOORS = "pq.write_table to memory, all tables, Arrow ready"
_PANDAS = "pandas.to_parquet, cells"
_PANDAS_ALL = "pandas.to_parquet, all tables"


def tables(runs: int | None, pages: int | None) -> list[Table]:
    """The one table of this part."""
    entries = [_entry(number) for number in range(pages or REPORTS)]
    with tempfile.TemporaryDirectory() as folder:
        fresh = partial(_fresh, Path(folder), count())
        ways = interleave({name: partial(_cost, work, entries, fresh) for name, work in _WAYS.items()}, runs or RUNS)
    rows = len(entries[0].report.cells)
    goals = [Goal(_CELLS, _FLOOR, "<=", 2), Goal(_PANDAS, _CELLS, ">=", 2.5)]
    return [
        Table(
            f"Writing: {len(entries)} reports of {rows} cells, a partition each",
            "report",
            ways,
            goals,
            [
                "all write to table/agency=…/year=…/, the folders made as they are needed",
                f"all tables: {', '.join(table.name for table in PARTITIONED)}; empty ones have no file",
                "nianbao's files are replaced atomically and synced (file and folder); pandas and pyarrow write without either",
            ],
        )
    ]


def _entry(number: int) -> Entry:
    report = parse(listed(number + 1)[number].page())[0]
    return Entry(
        report,
        f"r{number:05d}",
        f"x-agency-{number // len(YEARS)}",
        report.year or 0,
        "http://127.0.0.1/r.html",
        datetime(2026, 1, 1, tzinfo=UTC),
        1,
    )


def _fresh(folder: Path, numbers: count) -> Path:  # type: ignore[type-arg]
    path = folder / str(next(numbers))
    path.mkdir()
    return path


def _cost(way: Callable[[Entry, Path], Callable[[], object]], entries: list[Entry], fresh: Callable[[], Path]) -> float:
    root = fresh()
    jobs = [way(entry, root) for entry in entries]
    return cpu_ms(lambda job: job(), jobs)


def _file(root: Path, table: str, entry: Entry) -> Path:
    return root / table / f"agency={entry.agency}" / f"year={entry.year}" / "part-0.parquet"


def _all_tables(entry: Entry, root: Path) -> Callable[[], object]:
    return lambda: write_partition(root, entry.agency, entry.year, [entry])


def _cells(entry: Entry, root: Path) -> Callable[[], object]:
    path = _file(root, "cells", entry)
    return lambda: replace(root, path, encode(parts_table(TABLES["cells"], [entry]), small=True))


def _to_memory(ready: list[pa.Table]) -> Callable[[], object]:
    return lambda: [pq.write_table(table, pa.BufferOutputStream(), compression="zstd") for table in ready]


def _arrow(entry: Entry) -> list[pa.Table]:
    found = [reports_table([entry]) if table.name == "reports" else parts_table(table, [entry]) for table in PARTITIONED]
    return [table for table in found if table.num_rows]


def _pandas(entry: Entry, root: Path, names: list[str]) -> Callable[[], object]:
    def work() -> None:
        for name in names:
            rows = [asdict(item) for item in getattr(entry.report, name)] if name != "reports" else [_flat(entry)]
            if rows:
                path = _file(root, name, entry)
                path.parent.mkdir(parents=True)
                pd.DataFrame(rows).assign(report_id=entry.report_id).to_parquet(path, compression="zstd")

    return work


def _flat(entry: Entry) -> dict[str, object]:
    fields = entry.report
    sections = {f"section_{section.number}": section.text for section in fields.sections}
    return {
        "title": fields.title,
        "agency_name": fields.agency_name,
        "form": fields.form,
        "status": fields.status,
        "url": entry.url,
        **sections,
    }


_WAYS: dict[str, Callable[[Entry, Path], Callable[[], object]]] = {
    _ALL: _all_tables,
    _CELLS: _cells,
    _PANDAS: lambda entry, root: _pandas(entry, root, ["cells"]),
    _PANDAS_ALL: lambda entry, root: _pandas(entry, root, [table.name for table in PARTITIONED]),
    _FLOOR: lambda entry, _: _to_memory([parts_table(TABLES["cells"], [entry])]),
    _FLOORS: lambda entry, _: _to_memory(_arrow(entry)),
}
