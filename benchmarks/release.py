"""Releases: what a question costs over the release, and over the partitions that it is made of. `python -m benchmarks release`."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.measure import Child, Goal, Table, Way, cpu_ms, interleave, run_child
from output.load import read_table

RUNS = 3
AGENCY_YEARS = 20_000
YEARS = range(2019, 2024)
_TESTS = Path(__file__).resolve().parents[1] / "tests/output"
_INDICATOR = {"table": "s3_requests", "row": "received_new", "col": "total"}
_SQL = """SELECT agency, year, value FROM read_parquet('{}', hive_partitioning = {})
WHERE "table" = 's3_requests' AND "row" = 'received_new' AND col = 'total'"""


def tables(runs: int | None, pages: int | None) -> list[Table]:
    """One table a question and one of the builds. `pages`: agency-years, those of the demonstration portal come on top."""
    # On a memory disk where there is one: the reading of files from a disk that others use would be all that shows.
    home = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=home) as folder:
        data = Path(folder) / "data"
        _make(data, (pages or AGENCY_YEARS) // len(YEARS) + 1, Path(folder))
        built = [_build(data, Path(folder) / name) for name in ("a", "b")]
        out = Path(folder) / "a"
        asked = [_question(title, ways, runs or RUNS, goal) for title, ways, goal in _questions(data, out)]
        asked.insert(1, _cold_question(data, out, runs or RUNS, Path(folder) / "cold.log"))
        return [*asked, _builds(data, [Path(folder) / name for name in ("a", "b")], built)]


def _make(data: Path, agencies: int, folder: Path) -> None:
    sys.path.insert(0, str(_TESTS))
    from made_dataset import add_dataset, make_dataset

    make_dataset(data, agencies, YEARS)
    run_child([sys.executable, "-m", "nianbao", "crawl", "demo", "--data", str(folder / "demo")], str(folder / "log"))
    add_dataset(data, folder / "demo")


def _build(data: Path, out: Path) -> Child:
    return run_child([sys.executable, "-m", "nianbao", "release", "--data", str(data), "--out", str(out)], f"{out}.log")


def _questions(data: Path, out: Path) -> list[tuple[str, dict[str, Callable[[], object]], float]]:
    files, partitions = f"{out}/latest/parquet/cells/*.parquet", f"{data}/dataset/cells/*/*/*.parquet"
    agency = read_table("agencies", out, columns=["agency"])["agency"][10].as_py()
    load = partial(read_table, "cells")
    return [
        (
            "One indicator over all agencies",
            {
                "nianbao.load, release": lambda: load(out, where=_INDICATOR),
                "nianbao.load, partitions": lambda: load(data, where=_INDICATOR),
                "DuckDB, release": lambda: _sql(_SQL.format(files, "false")),
                "DuckDB, partitions": lambda: _sql(_SQL.format(partitions, "true")),
            },
            10,
        ),
        (
            "The full panel",
            {
                "nianbao.load, release": lambda: read_table("panel", out),
                "nianbao.load, partitions": lambda: read_table("panel", data),
            },
            4,
        ),
        (
            "All cells",
            {"nianbao.load, release": lambda: load(out), "nianbao.load, partitions": lambda: load(data)},
            4,
        ),
        (
            "One agency over all years",
            {
                "nianbao.load, release": lambda: load(out, agencies=agency),
                "nianbao.load, partitions": lambda: load(data, agencies=agency),
            },
            0,
        ),
    ]


# In a process that has asked nothing before; what Python and the imports cost is the same for both, and not counted.
_COLD = {
    "nianbao.load": """import sys, time
from output.load import read_table
start = time.process_time()
read_table("cells", sys.argv[1], where=dict(table="s3_requests", row="received_new", col="total"))
print((time.process_time() - start) * 1000)""",
    "DuckDB": """import sys, time, duckdb, pyarrow.dataset
start = time.process_time()
with duckdb.connect() as connection:
    connection.execute("SET enable_progress_bar = false")
    connection.sql(sys.argv[1]).to_arrow_table()
print((time.process_time() - start) * 1000)""",
}


def _cold_question(data: Path, out: Path, runs: int, log: Path) -> Table:
    asked = {
        "nianbao.load, release": ("nianbao.load", str(out)),
        "nianbao.load, partitions": ("nianbao.load", str(data)),
        "DuckDB, release": ("DuckDB", _SQL.format(f"{out}/latest/parquet/cells/*.parquet", "false")),
        "DuckDB, partitions": ("DuckDB", _SQL.format(f"{data}/dataset/cells/*/*/*.parquet", "true")),
    }
    tasks = {name: partial(_cold, *one, log) for name, one in asked.items()}
    goals = [Goal(f"{way}, partitions", f"{way}, release", ">=", 10) for way in _COLD]
    return Table("One indicator over all agencies, each time in a new process", "question", interleave(tasks, runs), goals)


def _cold(way: str, argument: str, log: Path) -> float:
    run_child([sys.executable, "-c", _COLD[way], argument], str(log))
    return float(log.read_text(encoding="utf-8").split()[-1])


def _sql(query: str) -> pa.Table:
    with duckdb.connect() as connection:
        return connection.sql(query).to_arrow_table()


def _question(title: str, ways: dict[str, Callable[[], object]], runs: int, times: float) -> Table:
    tasks = {name: partial(cpu_ms, lambda work: work(), [work]) for name, work in ways.items()}
    names = list(ways)
    pairs = [(name, name.replace("partitions", "release")) for name in names if "partitions" in name] if times else []
    goals = [Goal(partitions, release, ">=", times) for partitions, release in pairs]
    return Table(f"{title}, cells" if "panel" not in title else title, "question", interleave(tasks, runs), goals)


def _builds(data: Path, outs: list[Path], built: list[Child]) -> Table:
    reports = read_table("reports", outs[0], columns=["report_id"]).num_rows
    way = Way("nianbao release", [child.cpu_ms / reports for child in built], {"": max(child.peak_mb for child in built)})
    same = _digests(outs[0] / "latest") == _digests(outs[1] / "latest")
    notes = [
        f"{reports} reports, {read_table('coverage', data).num_rows} agency-years: Parquet, CSV, page and documents, every file read again",
        f"two builds {'are the same bytes' if same else 'DIFFER'}",
        f"{_size(data / 'dataset')} MB in {_count(data / 'dataset')} files of partitions, {_size(outs[0] / 'latest/parquet')} MB in "
        f"{_count(outs[0] / 'latest/parquet')} files of Parquet",
    ]
    return Table("Building a release", "report", [way], [], notes)


def _digests(root: Path) -> dict[str, str]:
    real = root.resolve()
    return {str(path.relative_to(real)): hashlib.sha256(path.read_bytes()).hexdigest() for path in real.rglob("*") if path.is_file()}


def _files(root: Path) -> list[str]:
    return [os.path.join(folder, name) for folder, _, names in os.walk(root.resolve()) for name in names]  # noqa: PTH118 - 100,000 of them


def _size(root: Path) -> int:
    return sum(os.stat(path).st_size for path in _files(root)) >> 20  # noqa: PTH116


def _count(root: Path) -> int:
    return len(_files(root))
