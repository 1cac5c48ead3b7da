"""The same tables from a data directory, a release, a folder of releases, and over the network; and everything that may be wrong there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from loopback_storage import s3_bucket, web_server
from sample_dataset import BUREAU, STREET, small_dataset
from small_release import write_release

from output.errors import DatasetError
from output.load import load, read_table
from output.release import build_release
from output.release.parquet import ParquetFile
from output.schema import RELEASED, SCHEMA_VERSION, TABLES
from output.unknown import UnknownWarning

STORED = [name for name, table in TABLES.items() if table not in RELEASED]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory `data` and a folder `releases`, in a folder whose name asks for trouble."""
    home = tmp_path_factory.mktemp("数据 agency=x year=1999")
    small_dataset(home / "data")
    write_release(home / "data", home / "releases")
    return home


def rows(table: pa.Table) -> list[dict[str, object]]:
    return sorted(table.to_pylist(), key=repr)


@pytest.mark.parametrize("source", ["releases", "releases/2026.11.0"])
@pytest.mark.parametrize("table", STORED)
def test_a_release_holds_what_the_data_directory_holds(home: Path, table: str, source: str) -> None:
    here, there = read_table(table, home / "data"), read_table(table, home / source)
    assert there.schema.equals(here.schema, check_metadata=True)
    assert rows(there) == rows(here)


def test_every_kind_of_address_of_a_folder_is_understood(home: Path) -> None:
    for source in ("data", "releases"):
        path = home / source
        pages = (f"{path}/index.json", f"{path.as_uri()}/index.html#/agencies?lang=en") if source == "releases" else ()
        for name in (path, str(path), path.as_uri(), f"{path}/", *pages):
            assert len(load("cells", name, agencies=STREET, years=2021)) == 200


@pytest.mark.parametrize("source", ["data", "releases"])
def test_filters_are_the_same_everywhere(home: Path, source: str) -> None:
    place = home / source
    total = load("cells", place, where={"row": "received_new", "col": ["total", "natural_person"]}, columns=["year", "agency", "value"])
    assert list(total.columns) == ["year", "agency", "value"]
    assert len(total) == 6
    assert len(load("cells", place, where={"value": None})) == 202
    assert len(load("cells", place, where=(pc.field("value") > 1) & (pc.field("year") == 2020))) == 196
    one = {"table": "s2_20_8_fees", "value": 0.0, "status": np.array(["reported"])}
    assert load("cells", place, where=one)["col"].tolist() == ["fee_amount"]
    assert len(load("reports", place, where={"signed_on": date(2022, 1, 6)}, years=(year for year in (2020, 2021)))) == 2
    assert not load("panel", place, where={"doubt": True}).empty
    panel = load("panel", place, where={"indicator": "refusal_rate"}, years=range(2019, 2022))
    assert sorted(panel["status"]) == ["blank", "no_report", "no_report", "reported", "undefined"]
    assert load("panel", place, agencies=BUREAU, where={"status": "no_report"}, columns=["year"])["year"].unique().tolist() == [2019, 2020]


CHOICES = (
    {"agencies": STREET},
    {"agencies": [STREET, BUREAU], "years": 2021, "where": {"row": ["received_new", "refused_state_secret"], "col": "total"}},
    {"agencies": BUREAU, "columns": ["value", "year"], "where": pc.field("value") > 1},
    {"columns": ["agency"], "where": {"row": "received_new", "value": [0.0, 2.0]}},
    {"columns": ["raw", "agency"], "where": {"status": "blank", "unit": [None, "件"]}},
    {"columns": ["raw"], "where": {"raw": "见附件"}},
    {"columns": [], "agencies": STREET},
    {"agencies": [], "years": [2020, 2021]},
    {"agencies": ["x-nobody"]},
    {"where": {"table": "no_such_table"}},
    {"where": {"confidence": None, "form": np.array(["fmt2019", "fmt2021"])}},
)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_rows_with_certain_codes_are_those_that_a_scan_finds(home: Path, choice: dict[str, Any]) -> None:
    there, here = (read_table("cells", home / place, **choice) for place in ("releases", "data"))
    assert there.schema.equals(here.schema, check_metadata=True)
    assert rows(there) == rows(here)


def test_a_row_group_of_nothing_but_zeros_is_found_by_every_reader(tmp_path: Path) -> None:
    """Arrow 26 passes over it when it looks for 0.0 in a list of values and the statistics say from -0.0 to 0.0."""
    schema = TABLES["facts"].full_schema
    rows = [{"agency": STREET, "year": 2021, "report_id": "r", "fact": "suits", "value": 0.0, "unit": "件", "text": "无"}] * 3
    with ParquetFile(tmp_path / "facts.parquet", schema) as file:
        file.write(pa.Table.from_pylist(rows, schema))
    assert len(pd.read_parquet(tmp_path / "facts.parquet", filters=[("value", "in", [0.0])])) == 3


@pytest.mark.parametrize("source", ["data", "releases"])
def test_agencies_are_found_by_name(home: Path, source: str) -> None:
    place = home / source
    for name in ("小关街道", "小关街道办事处", "北京市朝阳区小关街道", "小关"):
        assert set(load("reports", place, agencies=name)["agency"]) == {STREET}
    assert set(load("coverage", place, agencies=["财政局", STREET])["agency"]) == {BUREAU, STREET}
    with pytest.raises(DatasetError, match="has no agency “海淀”") as unknown:
        load("reports", place, agencies="海淀")
    assert unknown.value.code == "agency_unknown"
    with pytest.raises(DatasetError, match="fits 2 agencies"):
        load("reports", place, agencies="朝阳区")


@pytest.mark.parametrize("source", ["data", "releases"])
@pytest.mark.parametrize("table", STORED)
@pytest.mark.filterwarnings("ignore::output.unknown.UnknownWarning")
def test_what_fits_nothing_gives_an_empty_frame_with_all_columns(home: Path, source: str, table: str) -> None:
    names = TABLES[table].full_schema.names
    if "agency" in names:
        frame = load(table, home / source, agencies="x-nobody")
        assert frame.empty
        assert list(frame.columns) == names
        assert frame.dtypes.astype(str).to_dict() == load(table, home / source).dtypes.astype(str).to_dict()
    if "year" in names:
        assert load(table, home / source, years=[]).empty


@pytest.mark.parametrize("source", ["data", "releases"])
def test_a_slip_of_the_pen_is_told(home: Path, source: str) -> None:
    place = home / source
    with pytest.warns(UnknownWarning, match="no agency with the id “110105-caizhenju”"):
        assert set(load("reports", place, agencies=["110105-caizhenju", STREET])["agency"]) == {STREET}
    with pytest.warns(UnknownWarning, match="no agency with the id “小关街道”"):
        assert load("reports", place, where={"agency": "小关街道"}).empty
    with pytest.warns(UnknownWarning, match="“refusals” is no indicator"):
        assert load("panel", place, where={"indicator": "refusals"}).empty
    with pytest.warns(UnknownWarning, match='where={"kind": "cell_status"}'):
        assert load("cells", place, where={"status": ["missing"]}).empty


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("source", ["data", "releases"])
def test_what_is_known_and_empty_is_no_slip(home: Path, source: str) -> None:
    place = home / source
    assert load("facts", place, agencies=STREET, where={"fact": "suits"}).empty
    assert load("panel", place, agencies=STREET, years=1999).empty
    assert not load("cells", place, agencies=[STREET], where={"status": ["reported", "blank"]}).empty
    assert load("cells", place, where={"row": "其他"}).empty


def test_what_cannot_be_asked_is_said_with_what_can(home: Path) -> None:
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("give whole numbers", {"years": 2021.5}),
        ("give whole numbers", {"where": {"revision": [1, 1.5]}}),
        ("give numbers, or None for what is missing", {"table": "cells", "where": {"value": float("nan")}}),
        ("give numbers, or None for what is missing", {"table": "cells", "where": {"value": [True]}}),
        ("give datetime.date", {"where": {"signed_on": "2022-01-06"}}),
        ("in text; 110105 is neither", {"agencies": 110105}),
        ("in text; None is neither", {"agencies": [STREET, None]}),
        ("in text; ' ' is neither", {"agencies": " "}),
        ("or an expression; 'status' is neither", {"where": "status"}),
    )
    for sentence, more in asked:
        for source in ("data", "releases"):
            with pytest.raises(DatasetError, match=sentence) as bad:
                load(source=home / source, **{"table": "reports", **more})
            assert bad.value.code == "bad_filter"
    with pytest.raises(DatasetError, match="holds lists"):
        load("agencies", home / "releases", where={"names": "小关街道"})


@pytest.mark.parametrize(
    "index",
    [
        {"schema_version": "x", "tables": {}},
        {"schema_version": None, "tables": {}},
        {"tables": []},
        {"tables": {"codes": {}}},
        {"tables": {"codes": {"files": [{}]}}},
        {"tables": {"codes": {"files": ["parquet/codes.parquet"]}}},
        {"versions": 5, "latest": "1"},
        {"versions": [{"version": "1"}], "latest": "1"},
        {"versions": [{"version": "1", "path": "1"}]},
        [],
    ],
    ids=str,
)
def test_an_index_that_is_none_is_said(tmp_path: Path, index: object) -> None:
    (tmp_path / "index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(DatasetError, match="The index of") as bad:
        load("codes", tmp_path)
    assert bad.value.code == "bad_index"


def test_half_an_address_is_completed_in_words() -> None:
    for text, whole in (("s3:/bucket/releases", "s3://bucket/releases"), ("https:/host.test/releases", "https://host.test/releases")):
        with pytest.raises(DatasetError, match=f"write {whole}") as half:
            load("cells", text)
        assert half.value.code == "bad_address"


def test_a_path_that_leads_into_a_dataset_is_led_back(home: Path) -> None:
    for path, back in (("data/dataset", "data"), ("data/dataset/cells", "data"), ("releases/2026.11.0/parquet", "releases/2026.11.0")):
        with pytest.raises(DatasetError) as inside:
            load("cells", home / path)
        assert inside.value.sentence.endswith(f"name {home / back}.")
    with pytest.raises(DatasetError, match=r"name .*releases, or one of its versions \(2026\.11\.0\)\."):
        load("cells", home / "releases/2019.1.0")


def test_a_bit_that_flips_is_found_wherever_it_stands(home: Path, tmp_path: Path) -> None:
    made = build_release(shutil.copytree(home / "data", tmp_path / "data"), tmp_path / "data/releases").path
    path = made / "parquet/cells/cells-2021.parquet"
    whole, draw = path.read_bytes(), Random(1)
    right = {name: read_table("cells", made, **choice) for name, choice in (("scan", {}), ("picked", {"agencies": STREET}))}
    for _ in range(150):
        place = draw.randrange(4, len(whole) - 8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << draw.randrange(8)]) + whole[place + 1 :])
        for name, choice in (("scan", {}), ("picked", {"agencies": STREET})):
            with suppress(DatasetError):
                assert read_table("cells", made, **choice).equals(right[name]), place


def test_a_table_comes_as_asked(home: Path) -> None:
    frame = load("cells", home / "data", agencies=BUREAU)
    assert str(frame["agency"].dtype) == "str"
    assert frame["value"].dtype == "float64"
    arrow = load("cells", home / "data", agencies=BUREAU, as_="arrow")
    assert arrow.schema.field("value").metadata[b"label_zh"].decode() == "数值"
    relation = load("panel", home / "releases", where={"indicator": "received_new"}, as_="duckdb")
    assert relation.filter("value = 2").project("agency, year, value").fetchall() == [(STREET, 2020, 2.0)]
    with pytest.raises(DatasetError, match="pandas, arrow, duckdb"):
        load("cells", home / "data", as_="polars")  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("module", "asked"), [("duckdb", "as_='duckdb'"), ("s3fs", "'s3://bucket/x'"), ("fsspec", "'https://example.test/x'")]
)
def test_what_is_not_installed_is_named(home: Path, module: str, asked: str) -> None:
    arguments = f"'cells', {asked}" if "//" in asked else f"'cells', {str(home / 'data')!r}, {asked}"
    code = f"import sys; sys.modules[{module!r}] = None\nimport nianbao\ntry: nianbao.load({arguments})\nexcept Exception as e: print(e.code, e)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("extra_missing ")
    assert "pip install" in done.stdout


def test_wrong_questions_are_answered_in_a_sentence(home: Path) -> None:
    data = home / "data"
    cases = {
        "unknown_column": {"columns": ["value", "colour"]},
        "unknown_filter": {"where": {"colour": "red"}},
        "bad_filter": {"where": {"value": "many"}},
    }
    for code, asked in cases.items():
        with pytest.raises(DatasetError) as error:
            load("cells", data, **asked)  # type: ignore[call-overload]
        assert error.value.code == code
    for expression in (pc.field("colour") == "red", pc.field("value") == "many"):
        with pytest.raises(DatasetError, match="cannot be asked") as error:
            load("cells", data, where=expression)
        assert error.value.code == "bad_filter"
    with pytest.raises(DatasetError, match="cannot be compared"):
        load("cells", data, years="latest")  # type: ignore[call-overload]
    with pytest.raises(DatasetError, match="no dataset"):
        load("cells", home / "nowhere")
    with pytest.raises(DatasetError, match="cannot be opened"):
        load("cells", "gopher://old.test/x")


def changed(release: Path, **more: object) -> None:
    index = json.loads((release / "index.json").read_text(encoding="utf-8"))
    (release / "index.json").write_text(json.dumps(index | more), encoding="utf-8")


def test_a_release_that_is_not_in_order_is_refused(tmp_path: Path) -> None:
    small_dataset(tmp_path / "data")
    release = write_release(tmp_path / "data", tmp_path / "releases")
    (release / "parquet/cells/cells-2020.parquet").write_bytes(b"PAR1 torn")
    assert len(load("cells", release, years=2021)) == 400
    with pytest.raises(DatasetError, match="cells-2020") as torn:
        load("cells", release)
    assert torn.value.code == "file_unreadable"
    (release / "parquet/cells/cells-2020.parquet").unlink()
    with pytest.raises(DatasetError, match="cells-2020") as lost:
        load("cells", release)
    assert lost.value.code == "file_missing"
    changed(release, schema_version=SCHEMA_VERSION + 1)
    with pytest.raises(DatasetError, match="install a newer nianbao"):
        load("codes", tmp_path / "releases")
    changed(release, schema_version=1)
    with pytest.raises(DatasetError, match=r"install nianbao 0.1.0 or take a later release"):
        load("codes", release)


@pytest.mark.parametrize("path", ["../../data/dataset/codes.parquet", "/etc/passwd", "C:\\x", "a/../../b", ""])
def test_an_index_leads_nowhere_else(tmp_path: Path, path: str) -> None:
    small_dataset(tmp_path / "data")
    release = write_release(tmp_path / "data", tmp_path / "releases")
    changed(release, tables={"codes": {"files": [{"path": path}]}})
    with pytest.raises(DatasetError, match="not inside it"):
        load("codes", release)
    (tmp_path / "releases/index.json").write_text(
        json.dumps({"latest": "1", "versions": [{"version": "1", "path": path}]}), encoding="utf-8"
    )
    with pytest.raises(DatasetError, match="not inside it"):
        load("codes", tmp_path / "releases")


def test_an_index_that_is_none_is_refused(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", '{"tables": 3}', '{"versions": [], "latest": null}'):
        (tmp_path / "index.json").write_text(text, encoding="utf-8")
        with pytest.raises(DatasetError, match=r"index|no release"):
            load("codes", tmp_path)


def test_a_release_is_read_over_http_and_only_what_is_asked_for(home: Path) -> None:
    with web_server(home / "releases") as (address, asked):
        frame = load("panel", address, years=2020, where={"indicator": "received_new"}, columns=["agency", "value"])
        assert frame.dropna().to_numpy().tolist() == [[STREET, 2.0]]
        assert {path for path in asked if "panel" in path} == {"/2026.11.0/parquet/panel/panel-2020.parquet"}
        with pytest.raises(DatasetError, match="no dataset"):
            load("panel", f"{address}/nothing")
    with pytest.raises(DatasetError, match="check the address"):
        load("panel", address)


def test_data_and_releases_are_read_from_an_s3_server(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec

    with s3_bucket(tmp_path, monkeypatch):
        store = fsspec.filesystem("s3", skip_instance_cache=True)
        for part in ("data", "releases"):
            store.put(str(home / part), f"bucket/{part}", recursive=True)
        for part in ("data", "releases"):
            found = load("cells", f"s3://bucket/{part}", agencies="小关街道", years=2021)
            pd.testing.assert_frame_equal(found, load("cells", home / part, agencies=STREET, years=2021))
        assert load("panel_wide", "s3://bucket/data")["received_new"].dropna().tolist() == [2.0, 0.0]
        with pytest.raises(DatasetError, match="no dataset"):
            load("cells", "s3://bucket/nothing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        with pytest.raises(DatasetError, match="credentials"):
            load("cells", "s3://bucket/data")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
