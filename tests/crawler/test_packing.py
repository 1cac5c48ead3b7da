"""Reports in the ledger: packed and unpacked they are the same, and those of older ledgers are read, too."""

from __future__ import annotations

import json
import zlib

import pytest

from crawler.packing import compress, pack, unpack
from parsing.records import Cell, Check, Fact, Problem, Report, Section

WHOLE = Report(
    source="http://a.test/1.html",
    status="partial",
    title="街道办事处2021年政府信息公开工作年度报告",
    year=2021,
    sections=[Section(1, "一、总体情况", "第一段。\n第二段。")],
    cells=[
        Cell("s3_requests", "received_new", "total", 2, "2", "件", "fmt2021", "reported"),
        Cell("s3_requests", "carried_in", "total", None, "", "件", "fmt2021", "blank"),
        Cell("s2_proactive", "fees", "amount", 0.5, "0.5", "万元", "fmt2021", "reported", "ocr", 0.75),
    ],
    facts=[Fact("fee_notices_issued", 0, "件", "未发出收费通知。")],
    checks=[Check("I1", "total", "unknown", None, 10**30)],
    problems=[Problem("cell_missing", "doubt", "The page does not carry this cell.", "s3_requests.received_new.total")],
)


@pytest.mark.parametrize("report", [WHOLE, Report(source="x", status="failed", reason="image_only")], ids=["whole", "empty"])
def test_a_report_comes_back_as_it_was(report: Report) -> None:
    again = unpack(compress(pack(report)))
    assert again == report
    assert [type(cell.value) for cell in again.cells] == [type(cell.value) for cell in report.cells]
    assert pack(again) == pack(report)


def test_the_object_of_an_older_ledger_is_read() -> None:
    assert unpack(zlib.compress(json.dumps(WHOLE.to_dict(), ensure_ascii=False).encode(), 6)) == WHOLE
