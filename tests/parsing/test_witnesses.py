"""A page and the files attached to it are one report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from parsing.records import Report
from parsing.witnesses import Attached, parse_page
from tests.parsing.test_embedded import PAGE, TITLE, TRUTH, shell

WHOLE = PAGE.encode()
FILE = "http://x.gov.cn/files/a.htm"
FIRST = next(key for key, value in TRUTH.items() if value)


def read(page: str | bytes, *files: str | bytes) -> list[Report]:
    coded = [data.encode() if isinstance(data, str) else data for data in (page, *files)]
    return parse_page(coded[0], [Attached(f"{FILE}{n or ''}", data) for n, data in enumerate(coded[1:])], url="http://x.gov.cn/1.html")


def figures(report: Report) -> dict[str, object]:
    return {cell.key: cell.value for cell in report.cells}


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems}


def changed(page: str) -> str:
    """The page with one of its figures made another."""
    old = str(TRUTH[FIRST])
    return page.replace(f">{old}<", ">7654<", 1)


def test_a_shell_and_its_file_are_the_report_of_the_file() -> None:
    (report,) = read(shell(f'<h1>{TITLE}</h1><a href="/files/a.htm.doc">点击下载</a>'), WHOLE)
    assert (report.status, report.source, figures(report)) == ("parsed", "http://x.gov.cn/1.html", TRUTH)
    assert any(problem.code == "witness" and FILE in problem.message for problem in report.problems)


def test_a_page_with_the_text_and_a_file_with_the_tables_are_one_report() -> None:
    tables = "".join(re.findall("<table.*?</table>", PAGE, re.S))
    text = re.sub("<table.*?</table>", "", PAGE, flags=re.S)
    (report,) = read(text.replace("</body>", '<a href="/files/a.htm">附表</a></body>'), f"<html><body>{tables}</body></html>")
    (whole,) = read(PAGE)
    assert (report.status, figures(report)) == ("parsed", TRUTH)
    assert (report.year, report.agency_name, [s.number for s in report.sections]) == (whole.year, whole.agency_name, [1, 2, 3, 4, 5, 6])
    assert not codes(report) & {"year_missing", "agency_missing", "section_missing"}


@pytest.mark.parametrize(
    ("name", "where"), [("某某街道办事处2020年", "year"), ("某某区财政局2021年", "agency"), ("某某街道办事处2021年", None)]
)
def test_a_silent_file_whose_name_means_another_report_is_in_doubt(name: str, where: str | None) -> None:
    """Last year's annex left under this year's page has nothing but its name to tell it."""
    listed = {"title": "某某街道办事处2021年政府信息公开工作年度报告"}
    tables = "".join(re.findall("<table.*?</table>", PAGE, re.S))
    file = Attached(FILE, f"<html><body>{tables}</body></html>".encode(), name=f"{name}政府信息公开工作年度报告.doc")
    page = shell(f'<h1>{listed["title"]}</h1><a href="/files/a.htm.doc">附表下载</a>').encode()
    (report,) = parse_page(page, [file], url="http://x.gov.cn/1.html", context=listed)
    assert report.status == ("partial" if where else "parsed")
    assert [p.where for p in report.problems if p.code == "name_conflict"] == ([where] if where else [])


def test_a_page_and_a_file_that_agree_are_parsed() -> None:
    (report,) = read(WHOLE, WHOLE)
    assert (report.status, figures(report)) == ("parsed", TRUTH)
    assert "witnesses_differ" not in codes(report)


def test_a_figure_that_differs_is_named_and_costs_the_report_its_parsed() -> None:
    (report,) = read(WHOLE, changed(PAGE))
    assert (report.status, figures(report)) == ("partial", TRUTH)
    (doubt,) = [problem for problem in report.problems if problem.code == "witnesses_differ"]
    assert "7654" in doubt.message
    assert TRUTH[doubt.where] == int(doubt.message.split(": ")[1].split(" | ")[0])


def test_the_more_complete_witness_gives_the_cells() -> None:
    torn = PAGE[: PAGE.rindex("<table")]
    (report,) = read(torn, WHOLE)
    assert (report.status, figures(report)) == ("parsed", TRUTH)
    (report,) = read(WHOLE, torn)
    assert (report.status, figures(report)) == ("parsed", TRUTH)


def test_a_file_of_another_year_is_a_report_of_its_own() -> None:
    year = TITLE[TITLE.index("20") :][:4]
    other = PAGE.replace(year, str(int(year) - 1))
    reports = read(WHOLE, other)
    assert [report.year for report in reports] == [int(year), int(year) - 1]
    assert all(figures(report) == TRUTH for report in reports)


def test_a_file_that_cannot_be_read_says_why_where_the_page_is_nothing_without_it() -> None:
    encrypted = b"PK\x03\x04 no zip at all"
    (report,) = read(shell(f'<h1>{TITLE}</h1><a href="a.zip">点击下载</a>'), encrypted)
    assert report.status == "failed"
    assert report.reason in {"unreadable", "unsupported_format", "empty"}
    (report,) = read(WHOLE, encrypted)
    assert (report.status, figures(report)) == ("parsed", TRUTH)


def test_a_file_that_is_something_else_changes_nothing() -> None:
    (report,) = read(WHOLE, "<html><body><h1>政府信息公开申请表</h1><p>姓名</p></body></html>")
    assert (report.status, figures(report)) == ("parsed", TRUTH)
    assert "witness" not in codes(report)


def test_pictures_in_a_page_are_its_report_recognised() -> None:
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "documents"
    if not folder.is_dir():
        pytest.skip("the shared documents are not here")
    pytest.importorskip("rapidocr")
    drawn = [
        Attached(f"http://x.gov.cn/{n}.jpg", (folder / f"xiaoguan-2021.scan200.p{n}.jpg").read_bytes(), picture=True) for n in (1, 2, 3)
    ]
    title = "北京市朝阳区人民政府小关街道办事处2021年政府信息公开工作年度报告"
    page = f'<html><head><title>{title}</title></head><body><h1>{title}</h1><img src="1.jpg"></body></html>'
    (report,) = parse_page(page.encode(), drawn, url="http://x.gov.cn/1.html")
    gold = json.loads((folder.parent / "reports" / "xiaoguan-2021.gold.json").read_text(encoding="utf-8"))["cells"]
    read = {cell.key: cell.value for cell in report.cells}
    assert {f"{cell['table']}.{cell['row']}.{cell['col']}": cell["value"] for cell in gold}.items() <= read.items()
    assert {cell.method for cell in report.cells} == {"ocr"}
