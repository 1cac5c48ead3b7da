"""Several reports on one page are several reports; whatever only looks like a second one is not."""

from __future__ import annotations

import random

import pytest
from made_pages import clean_page, random_figures, render

from parsing import parse
from parsing.records import Report

GOVERNMENT = "甲市乙区人民政府2022年政府信息公开工作年度报告"
BUREAU = "甲市乙区教育局2022年政府信息公开工作年度报告"


def body(seed: int, title: str, form: str = "fmt2021") -> str:
    page = clean_page(form, random_figures(form, random.Random(seed)))
    page.title = title
    text = render(page)
    return text[text.index("<h1>") : text.index("</body>")]


def read(*parts: str, head: str = "") -> list[Report]:
    return parse(f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{''.join(parts)}</body></html>".encode())


def alone(seed: int, title: str, form: str = "fmt2021") -> dict[str, object]:
    return {cell.key: cell.value for cell in read(body(seed, title, form))[0].cells}


def figures(report: Report) -> dict[str, object]:
    return {cell.key: cell.value for cell in report.cells}


def test_a_government_and_its_bureau() -> None:
    reports = read(body(1, GOVERNMENT), body(2, BUREAU), head="<title>甲市乙区信息公开年报</title>")
    assert [(r.status, r.agency_name, r.year, r.title) for r in reports] == [
        ("parsed", "甲市乙区人民政府", 2022, GOVERNMENT),
        ("parsed", "甲市乙区教育局", 2022, BUREAU),
    ]
    assert [figures(r) for r in reports] == [alone(1, GOVERNMENT), alone(2, BUREAU)]
    assert [[s.number for s in r.sections] for r in reports] == [[1, 2, 3, 4, 5, 6]] * 2


def test_two_years_in_two_forms() -> None:
    older = "甲市乙区教育局2020年政府信息公开工作年度报告"
    reports = read(body(1, BUREAU), body(2, older, "fmt2019"))
    assert [(r.status, r.year, r.form, len(r.cells)) for r in reports] == [
        ("parsed", 2022, "fmt2021", 200),
        ("parsed", 2020, "fmt2019", 198),
    ]


def test_three_reports_behind_a_contents_list() -> None:
    titles = [GOVERNMENT, BUREAU, "甲市乙区丙街道办事处2022年政府信息公开工作年度报告"]
    contents = "<ul>" + "".join(f"<li><a href='#{n}'>{title}</a></li>" for n, title in enumerate(titles)) + "</ul>"
    reports = read(contents, *(body(n, title) for n, title in enumerate(titles)))
    assert [r.title for r in reports] == titles
    assert [figures(r) for r in reports] == [alone(n, title) for n, title in enumerate(titles)]


def test_the_agency_on_a_line_of_its_own() -> None:
    second = body(2, BUREAU).replace(f"<h1>{BUREAU}</h1>", "<p>甲市乙区教育局</p><p>2022年政府信息公开工作年度报告</p>")
    assert [r.agency_name for r in read(body(1, GOVERNMENT), second)] == ["甲市乙区人民政府", "甲市乙区教育局"]


@pytest.mark.parametrize(
    "around",
    [
        ("<p>首页 &gt; 甲市乙区教育局2021年政府信息公开工作年度报告</p>", ""),
        ("", "<p>上一篇：甲市乙区教育局2021年政府信息公开工作年度报告</p><p>下一篇：甲市乙区民政局2022年政府信息公开工作年度报告</p>"),
        ("<ul><li>甲市乙区民政局2022年政府信息公开工作年度报告</li><li>甲市乙区教育局2022年政府信息公开工作年度报告</li></ul>", ""),
        ("", "<ul><li>甲市乙区民政局2022年政府信息公开工作年度报告</li></ul><table><tr><td>索引号</td><td>1</td></tr></table>"),
    ],
    ids=["breadcrumb", "neighbours", "contents", "related"],
)
def test_titles_without_tables_of_their_own_do_not_split(around: tuple[str, str]) -> None:
    before, behind = around
    reports = read(before, body(1, BUREAU), behind)
    assert [(r.status, r.title) for r in reports] == [("parsed", BUREAU)]
    assert figures(reports[0]) == alone(1, BUREAU)


def test_another_title_between_the_tables_of_one_report_does_not_split() -> None:
    whole = body(1, BUREAU)
    cut = whole.index("<p>三、")
    link = "<p>甲市乙区民政局2022年政府信息公开工作年度报告</p>"
    assert [figures(r) for r in read(whole[:cut], link, whole[cut:])] == [alone(1, BUREAU)]


def test_the_same_title_printed_again_is_one_report_in_conflict() -> None:
    short = "教育局2022年政府信息公开工作年度报告"
    for title in (BUREAU, short, "2022年政府信息公开工作年度报告"):
        reports = read(body(1, BUREAU), body(2, title))
        assert len(reports) == 1
        assert reports[0].status == "partial"
        assert "cell_conflict" in {problem.code for problem in reports[0].problems}


def test_each_report_of_a_broken_page_is_read_twice() -> None:
    second = body(2, BUREAU).replace("</td>", "", 3).replace("</tr>", "</tr></td>", 1)
    reports = read(body(1, GOVERNMENT), second)
    assert [figures(r) for r in reports] == [alone(1, GOVERNMENT), alone(2, BUREAU)]
