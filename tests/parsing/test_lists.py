"""The indicator tables of 2014-2018 and before: rows by their labels, in the row they belong to."""

from __future__ import annotations

import pytest

from nianbao import parse
from parsing.forms import LIST_FORMS
from parsing.records import Report

TITLE = "<title>某区教育局2015年政府信息公开工作年度报告</title>"


def page(rows: list[list[str]], header: list[str]) -> Report:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [header, *rows])
    return parse(f"<html>{TITLE}<body><table>{lines}</table></body></html>".encode())[0]


def whole(form: str) -> list[list[str]]:
    rows = LIST_FORMS[form].tables[0].rows
    return [[row.zh, row.unit or "——", "" if row.heading else str(place)] for place, row in enumerate(rows)]


def codes(report: Report, level: str = "doubt") -> dict[str, str]:
    return {problem.code: problem.where for problem in report.problems if problem.level == level}


HEADER = ["统计指标", "单位", "统计数"]


@pytest.mark.parametrize("form", LIST_FORMS)
def test_every_row_is_read_under_its_code(form: str) -> None:
    report = page(whole(form), HEADER)
    rows = LIST_FORMS[form].tables[0].rows
    assert {cell.row: cell.value for cell in report.cells} == {row.code: place for place, row in enumerate(rows) if not row.heading}
    assert (report.status, report.form) == ("parsed", form)
    assert "form_unverified" in codes(report, "note")


def test_the_same_label_is_told_by_the_row_above() -> None:
    # 被依法纠错数 stands under the reviews and under the suits.
    report = page(whole("stat2014"), HEADER)
    values = {cell.row: cell.value for cell in report.cells}
    assert values["review_corrected"] != values["suit_corrected"]


def test_rows_that_are_not_printed_are_not_missing() -> None:
    rows = [row for row in whole("stat2014") if "微信" not in row[0]]
    report = page(rows, HEADER)
    assert (report.status, len(report.cells)) == ("parsed", 56)


def test_a_cumulative_column_is_not_the_year() -> None:
    # The Fujian family prints 2009年度 | 历年累计.
    rows = [[label, unit, "999", value] for label, unit, value in whole("stat2014")]
    report = page(rows, ["统计指标", "单位", "历年累计", "2015年度"])
    assert 999 not in {cell.value for cell in report.cells}
    assert len(report.cells) == 58


def test_several_columns_of_figures_give_no_value() -> None:
    # The Anhui variant prints 区政府 | 区直单位 | 乡镇街道; two that could both be the figure are read as neither.
    rows = [[label, unit, value, "7"] for label, unit, value in whole("stat2014")]
    report = page(rows, ["统计指标", "单位", "统计数", "数量"])
    assert report.status == "partial"
    assert {cell.value for cell in report.cells} == {None}


def test_running_numbers_and_remarks_are_no_figures() -> None:
    rows = [[str(n), label, unit, value, "无"] for n, (label, unit, value) in enumerate(whole("stat2014"), 500)]
    report = page(rows, ["序号", "统计指标", "单位", "统计数", "备注"])
    assert (report.status, len(report.cells)) == ("parsed", 58)
    assert all(cell.value is not None and cell.value < 500 for cell in report.cells)


def test_a_local_row_is_kept_under_its_label() -> None:
    report = page([*whole("stat2014"), ["十、机构领导人事信息公开数", "条", "31"]], HEADER)
    local = [cell for cell in report.cells if cell.table == "raw_stat2014"]
    assert [(cell.row, cell.value) for cell in local] == [("十、机构领导人事信息公开数", 31)]
    assert report.status == "parsed"


def test_a_damaged_label_is_a_doubt() -> None:
    rows = [["（二）设置政府信息公开查阅数" if row[0].startswith("（二）设置") else row[0], *row[1:]] for row in whole("stat2014")]
    report = page(rows, HEADER)
    assert (report.status, codes(report)) == ("partial", {"label_ambiguous": "stat2014"})


def test_a_row_twice_with_other_figures_is_unparsed() -> None:
    report = page([*whole("stat2014"), ["六、举报投诉数量", "件", "12345"]], HEADER)
    cell = next(cell for cell in report.cells if cell.row == "complaints")
    assert (cell.value, cell.status, report.status) == (None, "unparsed", "partial")


def test_the_printed_unit_wins() -> None:
    rows = [[label, "元" if "专项经费" in label else unit, value] for label, unit, value in whole("stat2014")]
    report = page(rows, HEADER)
    cell = next(cell for cell in report.cells if cell.row == "special_funds")
    assert (cell.unit, report.status) == ("元", "parsed")
    assert "unit_printed" in codes(report, "note")


def test_a_few_alike_words_are_no_such_form() -> None:
    report = page([["收到申请数", "件", "3"], ["举报投诉数量", "件", "1"]], HEADER)
    assert report.form == "unknown"
    assert report.cells == []


def test_a_list_printed_two_up_loses_no_half() -> None:
    rows = whole("stat2014")
    half = (len(rows) + 1) // 2
    right = [*rows[half:], ["", "", ""]][:half]
    report = page([[*one, *other] for one, other in zip(rows[:half], right, strict=True)], HEADER * 2)
    lines = LIST_FORMS["stat2014"].tables[0].rows
    assert {cell.row: cell.value for cell in report.cells} == {row.code: place for place, row in enumerate(lines) if not row.heading}
    assert report.status == "parsed"


def test_a_row_that_lacks_its_unit_or_has_a_cell_too_many_gives_no_figure() -> None:
    rows = whole("stat2014")
    place = next(place for place, row in enumerate(rows) if row[0] == "六、举报投诉数量" or row[0].endswith("举报投诉数量"))
    label, unit, _ = rows[place]
    for odd in ([label, "17"], [label, unit, "5", "17"]):
        report = page([*rows[:place], odd, *rows[place + 1 :]], HEADER)
        cell = next((cell for cell in report.cells if cell.row == "complaints"), None)
        assert cell is None or (cell.value, cell.status) == (None, "unparsed")
        assert report.status == "partial"


def test_a_second_list_under_other_years_is_not_this_years() -> None:
    rows = whole("stat2014")
    again = [[label, unit, value and "999"] for label, unit, value in rows]
    report = page([*rows, ["统计指标", "单位", "历年累计"], *again], HEADER)
    assert 999 not in {cell.value for cell in report.cells}
    assert (report.status, len(report.cells)) == ("parsed", 58)
    report = page([*rows[:30], ["统计指标", "单位", "区直单位"], *rows[30:]], HEADER)
    assert (report.status, codes(report)) == ("partial", {"label_ambiguous": "stat2014"})
