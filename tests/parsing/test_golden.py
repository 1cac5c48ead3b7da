"""The real reports beside the project, exact to the last cell; skipped where they are absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsing import parse
from parsing.records import Report

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
REPORTS = SHARED / "reports"
pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="no ../shared with real reports")

XIAOGUAN = ("reports/xiaoguan-2021.txt", "documents/xiaoguan-2021.html", "documents/xiaoguan-2021.doc")
XIAOGUAN += tuple(f"documents/xiaoguan-2021.{ending}" for ending in ("docx", "odt", "rtf"))


def read(path: str) -> Report:
    (report,) = parse((SHARED / path).read_bytes())
    return report


def gold(name: str) -> dict[str, Any]:
    return dict(json.loads((REPORTS / f"{name}.gold.json").read_text(encoding="utf-8")))


def cells(report: Report) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    return {(c.table, c.row, c.col): (c.value, c.raw, c.unit, c.status, c.form) for c in report.cells if not c.table.startswith("raw_")}


def golden_cells(name: str) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    return {(c["table"], c["row"], c["col"]): tuple(c[k] for k in ("value", "raw", "unit", "status", "form")) for c in gold(name)["cells"]}


@pytest.mark.parametrize("path", XIAOGUAN)
def test_xiaoguan_is_exact(path: str) -> None:
    report = read(path)
    assert report.status == "parsed"
    assert len(report.cells) == 200
    assert cells(report) == golden_cells("xiaoguan-2021")
    assert not [problem for problem in report.problems if problem.level == "doubt"]
    assert {check.status for check in report.checks if check.check in ("I1", "I2", "I3", "I4")} == {"pass"}


@pytest.mark.parametrize("path", XIAOGUAN)
def test_xiaoguan_says_who_when_and_what(path: str) -> None:
    report, truth = read(path), gold("xiaoguan-2021")
    assert (report.agency_name, report.year, report.form, report.report_scope) == (
        truth["agency_name"],
        truth["year"],
        truth["form"],
        truth["report_scope"],
    )
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert (report.signed_by, report.signed_on) == ("小关街道办事处", "2022-01-06")
    fees = [fact for fact in report.facts if fact.fact.startswith("fee_")]
    assert {fact.fact: fact.value for fact in fees} == {"fee_notices_issued": 0, "fee_notices_amount": 0, "fee_collected_amount": 0}
    assert all(fact.text for fact in fees)


def test_shanghai_is_exact_and_its_contradictions_are_checks() -> None:
    report = read("reports/shanghai-go-2019.html")
    assert report.status == "parsed"
    found = cells(report)
    truth = {(c["table"], c["row"], c["col"]): (c["value"], c["unit"]) for c in gold("shanghai-go-2019")["cells"]}
    assert {key: (value, unit) for key, (value, _, unit, *_) in found.items()} == truth
    assert len(found) == 198
    assert any(value is None for value, *_ in found.values())
    assert {check.status for check in report.checks if check.check == "I3"} <= {"pass", "fail", "unknown"}
    assert "unknown" in {check.status for check in report.checks if check.check == "I3"}
