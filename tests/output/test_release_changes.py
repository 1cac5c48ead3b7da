from __future__ import annotations

import csv
import gzip
import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sample_dataset import BUREAU, STREET, entry, report, small_dataset

from output.dataset import Entry, write_partition, write_table
from output.errors import DatasetError
from output.labels import LABELS
from output.load import load, read_table
from output.release import Released, build_release
from output.release.masking import IDENTITY, MOBILE, masked
from output.schema import TABLES
from parsing.records import Check, Section


def put(data: Path, one: Entry) -> None:
    write_partition(data / "dataset", one.agency, one.year, [one])


def rows_of(made: Released, name: str) -> list[dict[str, Any]]:
    paths = sorted((made.path / "parquet").glob(f"{name}/*.parquet")) or [made.path / f"parquet/{name}.parquet"]
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def changes(made: Released) -> list[tuple[Any, ...]]:
    names = ("kind", "change", "cause", "agency", "year", "row", "col", "old_value", "new_value", "detail")
    return [tuple(row[name] for name in names) for row in rows_of(made, "changes")]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    small_dataset(tmp_path / "data")
    coverage = read_table("coverage", tmp_path / "data").to_pylist()
    told = [{**row, "reason": "not_listed"} if row["reason"] == "not_found" else row for row in coverage]
    write_table(tmp_path / "data/dataset", "coverage", told)
    return tmp_path / "data"


def release(data: Path) -> Released:
    return build_release(data, data / "releases")


def test_the_first_release_has_nothing_to_compare_with(data: Path) -> None:
    made = release(data)
    assert not list(made.path.rglob("changes.*"))
    with pytest.raises(DatasetError, match=r"no table “changes” .*nothing to compare with") as none:
        load("changes", made.path)
    assert none.value.code == "unknown_table"
    with pytest.raises(DatasetError, match="made with a release; load it from one") as here:
        load("changes", data)
    assert here.value.code == "only_released"
    assert "first release" in (made.path / "CHANGES.md").read_text(encoding="utf-8")


def test_the_changes_are_a_table_of_the_release_like_every_other(data: Path) -> None:
    release(data)
    put(data, entry(report(value=9)))
    made = release(data)
    frame = load("changes", made.path, agencies=STREET, where={"kind": "cell"})
    assert len(frame) == 200
    assert read_table("changes", made.path).schema.equals(TABLES["changes"].full_schema, check_metadata=True)
    with gzip.open(made.path / "csv/changes.csv.gz", "rt", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == made.about.rows["changes"] == 201
    for name in ("index.json", "datapackage.json", "croissant.json"):
        assert "parquet/changes.parquet" in (made.path / name).read_text(encoding="utf-8"), name
    assert not release(data).new


def test_every_code_of_the_changes_is_in_codes(data: Path) -> None:
    release(data)
    put(data, entry(report(value=9)))
    rows = rows_of(release(data), "changes")
    for column, kind in (("kind", "change_kind"), ("change", "change"), ("cause", "change_cause")):
        assert {row[column] for row in rows} <= LABELS[kind].keys()


def test_another_reading_of_the_same_bytes_is_a_reading(data: Path) -> None:
    release(data)
    made = report()
    made.cells[30].value, made.cells[30].raw = 7, "7"
    put(data, entry(made))
    cell = made.cells[30]
    assert changes(again := release(data)) == [
        ("report", "MOD", "reading", STREET, 2021, None, None, None, None, "cells"),
        ("cell", "MOD", "reading", STREET, 2021, cell.row, cell.col, 0.0, 7.0, "value, raw"),
    ]
    assert json.loads((again.path / "index.json").read_text(encoding="utf-8"))["previous"] == "2022.1.0"
    assert "| cell | MOD | reading | 1 |" in (again.path / "CHANGES.md").read_text(encoding="utf-8")


def test_a_corrected_report_is_a_change_at_the_source(data: Path) -> None:
    release(data)
    made = report()
    made.sha256 = "ab" * 32
    made.cells[30].value, made.cells[30].raw, made.cells[30].status = None, "", "blank"
    put(data, entry(made, revision=2))
    (data / "accepted_losses.csv").write_text(f"what,agency,year,reason\ncoverage,{STREET},2021,test\n", encoding="utf-8")
    coverage = [{**row, "report_id": row["report_id"] and row["report_id"].replace("2021.own.r1", "2021.own.r2") if row["agency"] == STREET else row["report_id"]}
                for row in read_table("coverage", data).to_pylist()]  # fmt: skip
    write_table(data / "dataset", "coverage", coverage)
    found = changes(release(data))
    assert [row[:5] for row in found] == [("report", "MOD", "source", STREET, 2021), ("cell", "MOD", "source", STREET, 2021)]
    assert "sha256" in found[0][-1]
    assert found[1][-3:] == (0.0, None, "value, raw, status")


def test_reports_and_cells_that_came_are_added(data: Path) -> None:
    release(data)
    put(data, entry(report(2022), BUREAU))
    coverage = [
        *read_table("coverage", data).to_pylist(),
        {"agency": BUREAU, "year": 2022, "outcome": "parsed", "report_id": f"{BUREAU}.2022.own.r1"},
    ]
    write_table(data / "dataset", "coverage", coverage)
    again = report()
    again.cells.append(replace(again.cells[0], table="raw_s2", row="备注", col="数量", value=3, raw="3"))
    put(data, entry(again))
    made = release(data)
    assert made.version == "2023.1.0"
    assert [row[:7] for row in changes(made)] == [
        ("report", "MOD", "reading", STREET, 2021, None, None),
        ("cell", "ADD", "reading", STREET, 2021, "备注", "数量"),
        ("report", "ADD", "source", BUREAU, 2022, None, None),
    ]


def test_what_only_the_crawl_knows_is_no_change_of_a_report(data: Path) -> None:
    release(data)
    put(data, replace(entry(report()), last_seen=date(2022, 5, 1)))
    made = release(data)
    assert made.new
    assert changes(made) == []
    assert "No report and no cell changed." in (made.path / "CHANGES.md").read_text(encoding="utf-8")


def test_withheld_agency_years_are_left_out_with_their_reason(data: Path) -> None:
    release(data)
    (data / "withheld.csv").write_bytes(
        "\ufeffagency,year,reason\r\n".encode() + f'{STREET},2021,"At the agency\'s request, 2026-05"\r\n'.encode()
    )
    made = release(data)
    assert (STREET, 2021) not in {
        (row["agency"], row["year"]) for name in ("reports", "cells", "checks", "facts") for row in rows_of(made, name)
    }
    assert (STREET, 2020) in {(row["agency"], row["year"]) for row in rows_of(made, "cells")}
    (row,) = [row for row in rows_of(made, "coverage") if (row["agency"], row["year"]) == (STREET, 2021)]
    assert (row["outcome"], row["reason"], row["detail"]) == ("withheld", "by_decision", "At the agency's request, 2026-05")
    assert (row["url"], row["report_id"]) == (None, None)
    panel = [row for row in rows_of(made, "panel") if (row["agency"], row["year"]) == (STREET, 2021)]
    assert {(row["value"], row["status"], row["reason"]) for row in panel} == {(None, "no_report", "by_decision")}
    assert changes(made) == [("report", "DEL", "withheld", STREET, 2021, None, None, None, None, "At the agency's request, 2026-05")]
    assert read_table("reports", data, agencies=STREET, years=2021).num_rows == 1


@pytest.mark.parametrize(
    "text",
    [
        "agency;year;reason\n",
        "agency,year,reason\nx-a,21,why\n",
        "agency,year,reason\nx-a,2021,\n",
        "agency,year,reason\nx-a,2021,why,more\n",
        "\xff",
    ],
)
def test_a_withheld_line_that_cannot_be_meant_stops_everything(data: Path, text: str) -> None:
    (data / "withheld.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(DatasetError, match=r"withheld\.csv") as stopped:
        release(data)
    assert stopped.value.code == "bad_decisions"
    assert not list((data / "releases").glob("2*"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人手机13812345678。", f"联系人手机{MOBILE}。"),
        ("138-1234-5678或139 1234 5678", f"{MOBILE}或{MOBILE}"),
        ("+8613812345678、8613812345678", f"{MOBILE}、{MOBILE}"),
        ("１３８１２３４５６７８", MOBILE),
        ("身份证11010519491231002X，", f"身份证{IDENTITY}，"),
        ("身份证１１０１０５１９４９１２３１００２ｘ", f"身份证{IDENTITY}"),
        ("身份证110105194912310021", "身份证110105194912310021"),  # the checksum is wrong: no identity number
        ("电话010-64841234、01064841234、64841234、12345", "电话010-64841234、01064841234、64841234、12345"),
        ("统一社会信用代码11110105000069148K", "统一社会信用代码11110105000069148K"),
        ("涉及金额13812345678元，占地13812345678.5平方米", "涉及金额13812345678元，占地13812345678.5平方米"),
        ("文号京政发〔2021〕13812号", "文号京政发〔2021〕13812号"),
        ("编号213812345678901", "编号213812345678901"),
        ("2021年受理138件，2022年1234件，2023年5678件", "2021年受理138件，2022年1234件，2023年5678件"),
    ],
)  # fmt: skip
def test_personal_numbers_are_masked_and_no_others(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_a_release_masks_texts_and_leaves_figures(data: Path) -> None:
    made = report()
    made.sections = [Section(1, "一、总体情况", "王某，13812345678；办公室010-64841234。")]
    made.facts[0].text = "咨询13812345678，未发出收费通知。"
    made.cells[0].value, made.cells[0].raw = 13812345678, "13812345678"
    made.cells[1].value, made.cells[1].raw, made.cells[1].status = None, "见13812345678", "unparsed"
    put(data, entry(made))
    out = release(data)
    (row,) = [row for row in rows_of(out, "reports") if (row["agency"], row["year"]) == (STREET, 2021)]
    assert row["section_1"] == f"王某，{MOBILE}；办公室010-64841234。"
    assert f"咨询{MOBILE}，未发出收费通知。" in {row["text"] for row in rows_of(out, "facts")}
    raws = {row["raw"] for row in rows_of(out, "cells")}
    assert {"13812345678", f"见{MOBILE}"} <= raws
    assert "见13812345678" not in raws
    index = json.loads((out.path / "index.json").read_text(encoding="utf-8"))
    assert index["masked"] == {"cells": 1, "facts": 1, "reports": 1}
    assert b"\xe8\xa7\x8113812345678" not in b"".join(path.read_bytes() for path in out.path.rglob("*") if path.is_file())


def test_rows_are_compared_where_blocks_of_agencies_shift(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release made in blocks of one size is compared with one made in another: the change is found all the same."""
    monkeypatch.setattr("output.blocks.AGENCIES_A_BLOCK", 1)
    release(data)
    monkeypatch.setattr("output.blocks.AGENCIES_A_BLOCK", 2)
    made = report()
    made.cells[0].value, made.cells[0].raw = 9, "9"
    put(data, entry(made))
    assert [row[:2] for row in changes(release(data))] == [("report", "MOD"), ("cell", "MOD")]


def test_no_check_tells_a_withheld_figure(data: Path) -> None:
    """I6 of the next year and I12 of a government's bodies would give the other side of the comparison."""
    government = "110105-chaoyangqu"
    own, whole, later = report(), report(), report(2022)
    own.checks = [Check("I1", "total", "pass", 0, 0), Check("I12", "received_new", "fail", 5, 3)]
    whole.report_scope = "aggregate"
    later.checks = [Check("I2", "total", "pass", 0, 0), Check("I6", "total", "fail", 9, 8)]
    agencies = [
        *read_table("agencies", data).to_pylist(),
        {"agency": government, "name": "朝阳区政府", "kind": "government", "place": "110105"},
    ]
    coverage = read_table("coverage", data).to_pylist()
    for made, agency in ((own, STREET), (whole, government), (later, government)):
        put(data, one := entry(made, agency))
        coverage = [row for row in coverage if row["report_id"] != one.report_id]
        coverage.append({"agency": agency, "year": one.year, "outcome": "parsed", "report_id": one.report_id})
    write_table(data / "dataset", "agencies", agencies)
    write_table(data / "dataset", "coverage", coverage)
    (data / "withheld.csv").write_text(f"agency,year,reason\n{government},2021,why\n", encoding="utf-8")
    made = release(data)
    found = {(row["agency"], row["year"], row["check"]) for row in rows_of(made, "checks")}
    assert {(STREET, 2021, "I1"), (government, 2022, "I2")} <= found
    assert not {(STREET, 2021, "I12"), (government, 2022, "I6")} & found
    assert {row["soft_checks_failed"] for row in rows_of(made, "reports")} == {0}
    assert {row["soft_checks_failed"] for row in read_table("reports", data, years=2022).to_pylist()} == {1}


def test_a_check_beside_a_report_that_is_withheld_later_is_no_change_of_its_own(data: Path) -> None:
    second = report(2021)
    second.checks = [Check("I1", "total", "pass", 0, 0), Check("I6", "total", "fail", 9, 8), Check("I9", "total", "fail", 1, 2)]
    put(data, entry(second))
    put(data, entry(report(), BUREAU))
    release(data)
    (data / "withheld.csv").write_text(f"agency,year,reason\n{STREET},2020,why\n", encoding="utf-8")
    made = release(data)
    assert [row[:5] for row in changes(made)] == [("report", "DEL", "withheld", STREET, 2020)]
    (row,) = [row for row in rows_of(made, "reports") if row["agency"] == STREET]
    assert row["soft_checks_failed"] == 1


def test_a_release_of_an_older_schema_is_compared_by_the_columns_it_has(data: Path) -> None:
    made = release(data)
    for name in ("reports", "cells"):
        for path in sorted((made.path / "parquet" / name).glob("*.parquet")):
            pq.write_table(pq.read_table(path).drop_columns(["format" if name == "reports" else "confidence"]), path)
    index = json.loads((made.path / "index.json").read_text(encoding="utf-8"))
    for table in index["tables"].values():
        for file in table["files"]:
            file["sha256"] = hashlib.sha256((made.path / file["path"]).read_bytes()).hexdigest()
    (made.path / "index.json").write_text(json.dumps(index), encoding="utf-8")
    one = report()
    one.cells[0].value, one.cells[0].raw = 4, "4"
    put(data, entry(one))
    assert [row[:3] for row in changes(release(data))] == [("report", "MOD", "reading"), ("cell", "MOD", "reading")]
