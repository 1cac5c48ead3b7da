from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_dataset import make_dataset

from output.gates.survey import checks_by_report
from output.load import read_table
from output.release import Options, build_release
from output.release.parquet import ParquetFile, ordered
from output.schema import PARTITIONED, REGISTERS, TABLES

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    make_dataset(folder, 40, range(2018, 2023), seed=3)
    return folder


@pytest.fixture(scope="module")
def released(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_release(data, tmp_path_factory.mktemp("releases")).path


def digests(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def sorted_rows(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    columns = [column for column in frame.columns if column != "names"]
    return frame.sort_values(list(TABLES[name].key))[columns].reset_index(drop=True)


@pytest.mark.parametrize("name", [table.name for table in (*PARTITIONED, *REGISTERS)])
def test_a_release_holds_the_rows_of_the_dataset(data: Path, released: Path, name: str) -> None:
    paths = sorted((released / "parquet").rglob(f"{name}*.parquet"))
    there = pd.concat([pq.read_table(path).cast(TABLES[name].full_schema).to_pandas() for path in paths])
    here = read_table(name, data).to_pandas()
    texts = [f"section_{number}" for number in range(1, 7)]  # some are masked
    pd.testing.assert_frame_equal(
        sorted_rows(there, name).drop(columns=texts, errors="ignore"), sorted_rows(here, name).drop(columns=texts, errors="ignore")
    )


def test_what_reports_say_of_their_checks_is_what_lies_beside_them(released: Path) -> None:
    counted = checks_by_report(read_table("checks", released))
    rows = read_table("reports", released).to_pylist()
    for row in rows:
        said = (row["checks_failed"], row["checks_unknown"], row["soft_checks_failed"])
        there = ((False, "fail"), (False, "unknown"), (True, "fail"))
        assert said == tuple(counted[row["report_id"], *kind] for kind in there), row["report_id"]
    assert sum(row["checks_failed"] for row in rows) > 0


def test_index_says_what_lies_there(released: Path) -> None:
    index = json.loads((released / "index.json").read_text(encoding="utf-8"))
    assert (index["version"], index["previous"], index["name"]) == ("2023.2.0", None, "nianbao")
    for name, table in index["tables"].items():
        assert table["rows"] == sum(file["rows"] for file in table["files"])
        for file in table["files"]:
            path = released / file["path"]
            assert pq.read_metadata(path).num_rows == file["rows"]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
            assert ("year" in file) == (name in {"reports", "cells", "checks", "facts", "problems", "panel"})
    assert sum(index["coverage"]["outcomes"].values()) == index["tables"]["coverage"]["rows"]


def test_sha256sum_finds_every_file_sound(released: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=released, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == len(digests(released)) - 1


def test_latest_and_index_name_the_release(released: Path) -> None:
    out = released.parent
    index = json.loads((out / "index.json").read_text(encoding="utf-8"))
    assert index["latest"] == "2023.2.0"
    assert [entry["version"] for entry in index["versions"]] == ["2023.2.0"]
    assert (out / "latest").readlink() == Path("2023.2.0")


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "1"},
    ],
)
def test_two_builds_are_the_same_bytes(data: Path, released: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    command = f"umask 077; exec '{sys.executable}' -m nianbao release --data '{data}' --out '{tmp_path}/r'"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "r/2023.2.0") == digests(released)


def test_a_second_build_of_the_same_data_releases_nothing(data: Path, released: Path) -> None:
    before = digests(released.parent)
    again = build_release(data, released.parent)
    assert (again.new, again.version) == (False, "2023.2.0")
    assert digests(released.parent) == before
    assert not (released.parent / ".building").exists()


def test_csv_says_what_parquet_says(released: Path) -> None:
    for name in ("cells", "panel", "reports"):
        frame = pl.read_parquet(released / f"parquet/{name}/*.parquet")
        table = pl.read_csv(released / f"csv/{name}.csv.gz", schema_overrides=dict.fromkeys(frame.columns, pl.String))
        assert table.height == frame.height
        for column in frame.columns:
            if frame.schema[column] == pl.String:
                assert table[column].fill_null("").equals(frame[column].fill_null("")), (name, column)
    with gzip.open(released / "csv/reports.csv.gz", "rt", encoding="utf-8", newline="") as file:
        assert "2020-02-01T03:" in file.read()


def test_gzip_holds_neither_time_nor_name(released: Path) -> None:
    head = (released / "csv/cells.csv.gz").read_bytes()[:10]
    assert head[3:8] == b"\x00" * 5


def test_row_groups_are_ruled_out_by_indicator_and_by_agency(tmp_path: Path) -> None:
    schema = TABLES["cells"].full_schema
    with ParquetFile(tmp_path / "cells.parquet", schema) as file:
        for first in (0, 400):
            rows = [cell(f"x-{n:04d}", f"row{k:03d}") for n in range(first, first + 400) for k in range(100)]
            file.write(ordered("cells", pa.Table.from_pylist(rows, schema)))
    groups = pq.ParquetFile(tmp_path / "cells.parquet").metadata
    spans = [tuple(span(groups.row_group(n), name) for name in ("agency", "row")) for n in range(groups.num_row_groups)]
    first, second = ("x-0000", "x-0399"), ("x-0400", "x-0799")
    lower, upper = ("row000", "row049"), ("row050", "row099")
    assert spans == [(first, lower), (first, upper), (second, lower), (second, upper)]


def cell(agency: str, row: str) -> dict[str, object]:
    told = {
        "form": "fmt2021",
        "table": "s3_requests",
        "row": row,
        "col": "total",
        "unit": "件",
        "raw": "1",
        "status": "reported",
        "method": "table",
    }
    return {"agency": agency, "year": 2021, "report_id": f"{agency}.2021.own.r1", "value": 1.0, "confidence": None, **told}


def span(group: pq.RowGroupMetaData, name: str) -> tuple[str, str]:
    column = next(group.column(n) for n in range(group.num_columns) if group.column(n).path_in_schema == name)
    return column.statistics.min, column.statistics.max


def test_the_partitioned_layout_is_read_like_a_dataset(data: Path, tmp_path: Path) -> None:
    made = build_release(data, tmp_path, Options(partitioned=True)).path
    cells = duckdb.connect().execute(
        f"SELECT count(*), count(DISTINCT agency), min(year) FROM read_parquet('{made}/partitioned/cells/*/*/*.parquet', hive_partitioning = true)"
    )
    assert cells.fetchall() == [(read_table("cells", data).num_rows, 40, 2018)]
    there = digests(made / "partitioned")
    here = {name: digest for name, digest in digests(data / "dataset").items() if name.startswith(("cells/", "checks/"))}
    assert {name: there[name] for name in here} == here


def test_a_duckdb_file_stands_outside_the_checksums(data: Path, tmp_path: Path) -> None:
    made = build_release(data, tmp_path, Options(duckdb=True)).path
    assert "duckdb" not in (made / "SHA256SUMS").read_text(encoding="utf-8")
    with duckdb.connect(str(made / "nianbao.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM cells").fetchall() == [(read_table("cells", data).num_rows,)]
