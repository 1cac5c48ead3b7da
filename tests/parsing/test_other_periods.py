"""Figures of another year, or under another header, beside the form's: what stands over a column or before a row decides whose they are."""

from __future__ import annotations

import random

import pytest
from made_pages import Page, Rows, Td, clean_page, figure, random_figures, render

from parsing import parse
from parsing.records import Report

FIGURES = random_figures("fmt2021", random.Random(11))


def made() -> Page:
    return clean_page("fmt2021", FIGURES, one_table=False)


def table_with(page: Page, text: str) -> Rows:
    return next(rows for _, rows in page.tables if any(td.text == text for row in rows for td in row))


def read(page: Page) -> Report:
    (report,) = parse(render(page).encode())
    return report


def wrong(report: Report) -> dict[str, object]:
    """The cells of the form that show another value than the page has for them this year."""
    shown = {".".join(key): figure(text).value for key, text in FIGURES.items()}
    cells = (cell for cell in report.cells if not cell.table.startswith("raw_") and cell.status != "unparsed")
    return {cell.key: cell.value for cell in cells if cell.value != shown[cell.key]}


def doubts(report: Report) -> set[str]:
    return {problem.where for problem in report.problems if problem.level == "doubt"}


@pytest.mark.parametrize("band", ["上年", "2020年", "去年同期"])
def test_a_total_under_last_years_band_is_not_this_years(band: str) -> None:
    page = made()
    rows = table_with(page, "申请人情况")
    rows[0][1].colspan = 6
    rows[0].append(Td(band))
    for row in rows[3:]:
        row[-1] = figure("77777")
    report = read(page)
    assert wrong(report) == {}
    assert (report.status, doubts(report)) == ("partial", {"s3_requests..total"})


@pytest.mark.parametrize(("this", "last"), [("2021年", "2020年"), ("本年", "上年"), ("申请人情况", "上年度申请人情况")])
def test_this_years_band_is_read_beside_last_years(this: str, last: str) -> None:
    page = made()
    rows = table_with(page, "申请人情况")
    rows[0][1].text = this
    rows[0].append(Td(last, colspan=7))
    for row in rows[1:3]:
        row += [Td(td.text, td.kind, td.code, rowspan=td.rowspan, colspan=td.colspan) for td in row]
    for row in rows[3:]:
        row += [figure("77777") for _ in range(7)]
    report = read(page)
    assert (wrong(report), report.status) == ({}, "parsed")


@pytest.mark.parametrize("label", ["（上年）2.重复申请", "2.重复申请（2020年）", "2.重复申请（累计）"])
def test_a_label_with_another_period_in_brackets_is_another_label(label: str) -> None:
    page = made()
    next(td for _, rows in page.tables for row in rows for td in row if td.text == "2.重复申请").text = label
    report = read(page)
    assert (report.status, doubts(report)) == ("partial", {"s3_requests.not_processed_duplicate"})


@pytest.mark.parametrize("header", ["上年处理决定数量", "公开件数"])
def test_a_block_under_a_header_of_its_own_is_not_read_under_the_header_above(header: str) -> None:
    page = made()
    rows = table_with(page, "行政处罚")
    rows[1][1].text = header
    report = read(page)
    assert wrong(report) == {}
    assert (report.status, doubts(report)) == ("partial", {"s2_20_6_enforcement"})
    assert {(cell.row, cell.col) for cell in report.cells if cell.table == "raw_s2"} == {("行政处罚", header), ("行政强制", header)}


def test_rows_of_last_year_in_a_group_of_their_own_are_local() -> None:
    page = made()
    rows = table_with(page, "行政处罚")
    rows[1].insert(0, Td("年度"))
    for row, label in zip(rows[2:4], ("本年", "上年"), strict=True):
        row.insert(0, Td(label))
    report = read(page)
    assert (wrong(report), doubts(report)) == ({}, {"s2_20_6_enforcement.administrative_compulsion"})


def test_a_blank_row_of_this_year_is_not_filled_from_last_years() -> None:
    page = made()
    rows = table_with(page, "行政复议")
    last = [figure(td.text) for td in rows[3]]
    for td in rows[3]:
        td.text = ""
    rows[0].insert(0, Td("年度", rowspan=3))
    rows[3].insert(0, Td("2021年"))
    rows.append([Td("2020年"), *last])
    report = read(page)
    assert {(cell.value, cell.status) for cell in report.cells if cell.table == "s4_remedies"} == {(None, "blank")}
    assert report.status == "parsed"  # 2021年 and 2020年 say which row is whose
    assert {cell.raw for cell in report.cells if cell.table == "raw_s4"} == {td.text for td in last}


@pytest.mark.parametrize("past", ["上年", "去年同期"])
def test_this_year_and_last_under_each_column_and_behind_each_label(past: str) -> None:
    page = made()
    rows = table_with(page, "申请人情况")
    rows[0][0].rowspan = 4
    heads = [*rows[1], *rows[2]]
    for td in heads:
        td.colspan *= 2
    rows[0][1].colspan *= 2
    rows.insert(3, [Td(text) for _ in range(7) for text in ("本年", past)])
    for row in rows[4:]:
        row[-7:] = [td for own in row[-7:] for td in (own, figure("77777"))]
    assert (wrong(read(page)), read(page).status) == ({}, "parsed")
    page = made()
    rows = table_with(page, "申请人情况")
    rows[0].insert(1, Td("年度", rowspan=3))
    for place in range(len(rows) - 1, 2, -1):
        rows[place].insert(-7, Td("本年"))
        for td in rows[place][:-8]:
            td.rowspan *= 2
        rows.insert(place + 1, [Td(past), *(figure("77777") for _ in range(7))])
    assert (wrong(read(page)), read(page).status) == ({}, "parsed")


@pytest.mark.parametrize(("review", "direct"), [(4, 5), (5, 4), (5, 6)])
def test_blocks_of_section_4_that_do_not_cover_their_outcomes_are_not_read(review: int, direct: int) -> None:
    page = made()
    rows = table_with(page, "行政复议")
    rows[0][0].colspan, rows[0][1].colspan = review, 15 - review
    rows[1][0].colspan, rows[1][1].colspan = direct, 15 - review - direct
    report = read(page)
    assert wrong(report) == {}
    assert report.status == "partial"


@pytest.mark.parametrize("annex", ["附件：2020年度数据", "附：上年度数据", "附表 2020年情况"])
def test_the_only_table_of_its_kind_in_an_annex_of_last_year_is_not_this_years(annex: str) -> None:
    page = made()
    heading, last = page.tables.pop()
    text = render(page).replace("</body>", "")
    behind = clean_page("fmt2021", random_figures("fmt2021", random.Random(12)), one_table=False)
    behind.title, behind.tables = annex, [(heading, behind.tables[-1][1])]
    (report,) = parse((text + render(behind)).encode())
    assert report.year == 2021
    assert any(td.text == "行政复议" for row in last for td in row)
    assert report.status == "partial"
    assert "s4_remedies" in doubts(report)


def test_a_table_under_its_own_year_is_no_doubt() -> None:
    page = made()
    page.tables = [(f"附：2021年{number}", rows) if number else (heading, rows) for number, (heading, rows) in enumerate(page.tables)]
    report = read(page)
    assert (report.status, wrong(report)) == ("parsed", {})
