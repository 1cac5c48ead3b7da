"""Reports with figures of our own, and a small dataset made of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from output.codes import code_rows
from output.dataset import Entry, write_partition, write_table
from parsing.forms import FORMS
from parsing.records import Cell, Check, Fact, Problem, Report, Section

STREET = "110105010-xiaoguanjiedao"
BUREAU = "110105-caizhengju"


def form_cells(code: str, value: int | None = 0) -> list[Cell]:
    status = "blank" if value is None else "reported"
    raw = "" if value is None else str(value)
    return [
        Cell(table.code, row.code, col.code, value, raw, table.unit(row, col), code, status)
        for table in FORMS[code].tables
        for row in table.leaf_rows
        for col in table.leaf_cols
    ]


def report(year: int = 2021, form: str = "fmt2021", value: int | None = 0) -> Report:
    return Report(
        source="page.html",
        sha256="0f" * 32,
        format="html",
        status="parsed",
        title=f"小关街道办事处{year}年政府信息公开工作年度报告",
        agency_name="小关街道办事处",
        year=year,
        form=form,
        report_scope="own",
        signed_by="小关街道办事处",
        signed_on=f"{year + 1}-01-06",
        sections=[Section(1, "一、总体情况", "第一段。\n第二段。"), Section(6, "六、其他需要报告的事项", "")],
        cells=form_cells(form, value),
        facts=[Fact("fee_notices_issued", 0, "件", "未发出收费通知。")],
        checks=[Check("I1", "total", "pass", 0, 0)],
    )


def entry(made: Report, agency: str = STREET, revision: int = 1) -> Entry:
    assert made.year is not None
    return Entry(
        report=made,
        report_id=f"{agency}.{made.year}.{made.report_scope}.r{revision}",
        agency=agency,
        year=made.year,
        url=f"http://www.example.test/{agency}/{made.year}.html",
        fetched_at=datetime(made.year + 1, 1, 7, 3, 4, 5, 678, tzinfo=UTC),
        revision=revision,
    )


def troubled_report() -> Report:
    """FY2020 in the 2019 form: a contradiction, a blank, a cell that is no figure, a missing cell, a row of its own."""
    made = report(2020, "fmt2019", 2)
    made.status = "partial"
    by_key = {cell.key: cell for cell in made.cells}
    blank, odd = by_key["s3_requests.granted_full.org_other"], by_key["s3_requests.granted_full.natural_person"]
    blank.value, blank.raw, blank.status = None, "", "blank"
    odd.value, odd.raw, odd.status = None, "见附件", "unparsed"
    made.cells.remove(by_key["s4_remedies.review.pending"])
    made.cells.append(Cell("raw_s2", "其他主动公开文件", "本年新制作数量", 7, "7", "件", "fmt2019", "reported"))
    made.checks = [Check("I3", "received_new", "fail", 2, 12), Check("I1", "org_other", "unknown", None, 4)]
    made.problems = [
        Problem("cell_unparsed", "doubt", "The cell holds something that is not one figure: 见附件", odd.key),
        Problem("cell_missing", "doubt", "The page does not carry this cell of the form.", "s4_remedies.review.pending"),
        Problem("row_unknown", "note", "A row that is not of the form is kept.", "raw_s2.其他主动公开文件"),
    ]
    return made


def small_dataset(data: Path) -> Path:
    """Two agencies, FY2020 and FY2021, and the registers; returns the dataset directory."""
    root = data / "dataset"
    for made, agency in ((report(), STREET), (troubled_report(), STREET), (report(2021, value=None), BUREAU)):
        one = entry(made, agency)
        write_partition(root, agency, one.year, [one])
    agencies = [
        {
            "agency": STREET,
            "name": "北京市朝阳区小关街道",
            "kind": "subdistrict",
            "names": ["小关街道", "小关街道办事处"],
            "valid_from": "2000-01-01",
        },
        {"agency": BUREAU, "name": "北京市朝阳区财政局", "kind": "department", "names": ["朝阳区财政局"]},
    ]
    coverage = [
        {"agency": STREET, "year": 2021, "outcome": "parsed", "report_id": f"{STREET}.2021.own.r1"},
        {"agency": STREET, "year": 2020, "outcome": "partial", "report_id": f"{STREET}.2020.own.r1"},
        {"agency": BUREAU, "year": 2021, "outcome": "parsed", "report_id": f"{BUREAU}.2021.own.r1"},
        {"agency": BUREAU, "year": 2020, "outcome": "overdue", "reason": "not_found", "detail": "HTTP 404"},
        {"agency": BUREAU, "year": 2019, "outcome": "failed", "reason": "image_only"},
    ]
    for name, rows in (("agencies", agencies), ("coverage", coverage), ("codes", code_rows()), ("revisions", [])):
        write_table(root, name, rows)
    return root
