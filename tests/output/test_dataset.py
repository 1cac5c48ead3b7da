from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sample_dataset import BUREAU, STREET, entry, report, small_dataset, troubled_report

from output.dataset import remove_partition, sweep, write_partition, write_table
from output.errors import DatasetError
from output.schema import PARTITIONED, TABLES
from parsing.version import VERSION

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{Path(__file__).parent}"}


def digests(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def stamps(root: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in root.rglob("*") if path.is_file()}


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # duckdb's own use of pandas
@pytest.mark.parametrize("table", ["reports", "cells", "checks", "facts"])
def test_every_reader_sees_agency_and_year_as_columns(tmp_path: Path, table: str) -> None:
    root = small_dataset(tmp_path)
    pattern = f"{root / table}/**/*.parquet"
    frames = [
        pd.read_parquet(root / table),
        duckdb.connect().execute(f"SELECT * FROM read_parquet('{pattern}', hive_partitioning = true)").df(),
        pl.read_parquet(root / table).to_pandas(),
        pl.scan_parquet(pattern, hive_partitioning=True).collect().to_pandas(),
    ]
    for frame in frames:
        assert set(frame["agency"].astype(str)) == {STREET, BUREAU}
        assert set(frame["year"].astype(int)) == {2020, 2021}
        assert set(frame.columns) == {column.name for column in TABLES[table].columns} | {"agency", "year"}
        assert len(frame) == len(frames[0])


def test_figures_survive_the_round_trip(tmp_path: Path) -> None:
    root = small_dataset(tmp_path)
    cells = duckdb.connect().execute(f"SELECT * FROM read_parquet('{root}/cells/**/*.parquet', hive_partitioning = true)").df()
    troubled = {(c.table, c.row, c.col): c for c in troubled_report().cells}
    read = cells[(cells["agency"] == STREET) & (cells["year"] == 2020)]
    assert len(read) == len(troubled) == 198
    for row in read.to_dict("records"):
        cell = troubled[row["table"], row["row"], row["col"]]
        assert (None if pd.isna(row["value"]) else row["value"]) == cell.value
        assert (row["raw"], row["unit"], row["status"], row["form"], row["method"]) == (
            cell.raw,
            cell.unit,
            cell.status,
            cell.form,
            "table",
        )


def test_reports_row_counts_what_the_report_carries(tmp_path: Path) -> None:
    small_dataset(tmp_path)
    row = pq.read_table(tmp_path / f"dataset/reports/agency={STREET}/year=2020/part-0.parquet", partitioning=None).to_pylist()[0]
    counts = ("cells_reported", "cells_blank", "cells_unparsed", "checks_failed", "checks_unknown", "doubts", "notes")
    assert [row[name] for name in counts] == [196, 1, 1, 1, 1, 2, 1]
    assert row["section_1"] == "第一段。\n第二段。"
    assert row["section_2"] is None
    assert row["section_6"] == ""
    assert row["fetched_at"].isoformat() == "2021-01-07T03:04:05+00:00"
    assert row["signed_on"].isoformat() == "2021-01-06"


def test_all_null_columns_keep_their_type(tmp_path: Path) -> None:
    root = small_dataset(tmp_path)
    files = sorted((root / "cells").rglob("*.parquet"))
    schemas = [pq.read_schema(file) for file in files]
    assert all(schema.equals(schemas[0], check_metadata=True) for schema in schemas)
    assert schemas[0].field("value").type == pa.float64()
    assert pd.read_parquet(root / "cells")["value"].isna().sum() == 200 + 2


def test_labels_stand_in_every_file(tmp_path: Path) -> None:
    root = small_dataset(tmp_path)
    for file in root.rglob("*.parquet"):
        schema = pq.read_schema(file)
        assert {"label_zh", "label_en", "description"} <= {key.decode() for key in schema.metadata}
        for field in schema:
            assert {b"label_zh", b"label_en", b"description"} <= set(field.metadata), (file, field.name)
    assert pq.read_schema(root / "agencies.parquet").field("name").metadata[b"label_zh"].decode() == "机关名称"


def test_directory_keys_are_not_repeated_in_the_files(tmp_path: Path) -> None:
    root = small_dataset(tmp_path)
    for table in PARTITIONED:
        for file in (root / table.name).rglob("*.parquet"):
            assert not {"agency", "year"} & set(pq.read_schema(file).names)


def test_the_same_entries_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    own, whole = report(), report()
    whole.report_scope = "aggregate"
    entries = [entry(own), entry(whole)]
    write_partition(tmp_path / "a", STREET, 2021, entries)
    write_partition(tmp_path / "b", STREET, 2021, entries[::-1])
    code = (
        "from pathlib import Path; from sample_dataset import *; own, whole = report(), report(); whole.report_scope = 'aggregate';"
        f"write_partition(Path({str(tmp_path / 'c')!r}), STREET, 2021, [entry(own), entry(whole)])"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**ENVIRONMENT, "PYTHONHASHSEED": "7"})
    assert digests(tmp_path / "a") == digests(tmp_path / "b") == digests(tmp_path / "c")


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    small_dataset(tmp_path)
    before = stamps(tmp_path)
    time.sleep(0.01)
    small_dataset(tmp_path)
    assert write_partition(tmp_path / "dataset", STREET, 2021, [entry(report())]) == []
    assert stamps(tmp_path) == before


def test_only_the_tables_that_differ_are_written(tmp_path: Path) -> None:
    first, second = report(), report()
    second.facts[0].value = 1
    write_partition(tmp_path, STREET, 2021, [entry(first)])
    changed = write_partition(tmp_path, STREET, 2021, [entry(second)])
    assert [path.relative_to(tmp_path).parts[0] for path in changed] == ["facts"]


def test_a_table_without_rows_has_no_file(tmp_path: Path) -> None:
    made = troubled_report()
    write_partition(tmp_path, STREET, 2020, [entry(made)])
    stale = tmp_path / f"problems/agency={STREET}/year=2020/part-0.parquet"
    assert stale.is_file()
    made.problems = []
    assert stale in write_partition(tmp_path, STREET, 2020, [entry(made)])
    assert not stale.exists()


def test_a_removed_partition_leaves_nothing_behind(tmp_path: Path) -> None:
    write_partition(tmp_path, STREET, 2021, [entry(report())])
    assert remove_partition(tmp_path, STREET, 2021)
    assert not remove_partition(tmp_path, STREET, 2021)
    assert digests(tmp_path) == {}
    assert not list(tmp_path.rglob("year=*"))


@pytest.mark.parametrize(
    "agency", ["110105", "110105010", "1e5", "x-", "12-5", "110105-01-05", "../x-a", "110105-A", "小关", "nan", "x-a b"]
)
def test_an_agency_id_that_readers_would_change_is_refused(tmp_path: Path, agency: str) -> None:
    with pytest.raises(DatasetError, match="no agency id"):
        write_partition(tmp_path, agency, 2021, [])


def test_an_entry_of_another_partition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="does not belong"):
        write_partition(tmp_path, STREET, 2020, [entry(report(2021))])


def test_hostile_text_and_figures_do_not_stop_the_writer(tmp_path: Path) -> None:
    made = report()
    made.title = "标题\ud800\x00"
    made.facts[0].value = 10**40
    write_partition(tmp_path, STREET, 2021, [entry(made)])
    assert pd.read_parquet(tmp_path / "reports")["title"][0] == "标题?\x00"
    assert pd.read_parquet(tmp_path / "facts")["value"][0] == 1e40


def test_registers_are_sorted_by_their_key_and_refuse_what_they_do_not_know(tmp_path: Path) -> None:
    rows = [{"agency": "x-b", "year": 2021, "outcome": "parsed"}, {"agency": "x-a", "year": 2022, "outcome": "overdue"}]
    assert write_table(tmp_path, "coverage", rows)
    assert not write_table(tmp_path, "coverage", reversed(rows))
    assert pd.read_parquet(tmp_path / "coverage.parquet")["agency"].tolist() == ["x-a", "x-b"]
    with pytest.raises(KeyError, match="no column colour"):
        write_table(tmp_path, "coverage", [{**rows[0], "colour": "red"}])
    with pytest.raises(KeyError, match="outcome"):
        write_table(tmp_path, "coverage", [{"agency": "x-a", "year": 2021}])


WRITER = """
import sys
from pathlib import Path
from sample_dataset import *
print("ready", flush=True)
while True:
    for value in (0, 1):
        write_partition(Path(sys.argv[1]), STREET, 2021, [entry(report(value=value))])
"""


def test_a_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    known = []
    for value in (0, 1):
        write_partition(tmp_path / str(value), STREET, 2021, [entry(report(value=value))])
        known.append(digests(tmp_path / str(value)))
    root = tmp_path / "dataset"
    chance = random.Random(20)
    for _ in range(6):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(root)], env=ENVIRONMENT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.002, 0.1))
            writer.send_signal(signal.SIGKILL)
        found = {name: digest for name, digest in digests(root).items() if name.endswith(".parquet")}
        assert all(digest in {states[name] for states in known} for name, digest in found.items())
        for table in {name.split("/")[0] for name in found}:
            assert len(pl.read_parquet(root / table)) == len(pd.read_parquet(root / table))
    sweep(root)
    assert all(name.endswith(".parquet") for name in digests(root))


def test_an_unfinished_file_disturbs_no_reader_and_is_swept(tmp_path: Path) -> None:
    root = small_dataset(tmp_path)
    rows = len(pd.read_parquet(root / "cells"))
    unfinished = root / ".writing" / "part-0.1.00.tmp"
    unfinished.write_bytes(b"PAR1 torn")
    for table in PARTITIONED:
        pl.read_parquet(root / table.name)
        pd.read_parquet(root / table.name)
    read = duckdb.connect().execute(f"SELECT count(*) FROM read_parquet('{root}/cells/*/*/*', hive_partitioning = true)").fetchall()
    assert read == [(rows,)]
    assert sweep(root) == 1
    assert not unfinished.exists()


def test_rows_name_the_version_of_the_project(tmp_path: Path) -> None:
    root = small_dataset(tmp_path)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(pd.read_parquet(root / "reports")["parser_version"]) == {project.get("version", VERSION)}
