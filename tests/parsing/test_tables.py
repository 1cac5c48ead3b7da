"""Tables to cells: where a figure belongs, what is missing and how narrowly that is named, and what is kept beside the form."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

import pytest
from edits import cells_of
from made_pages import Page, Rows, Td, clean_page, figure, random_figures, render
from shown import lay_out

from parsing import parse
from parsing.forms import FORMS
from parsing.records import Cell, Report

SECTION_3, SECTION_4 = "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"
Change = Callable[[Page], None]


def made(form: str = "fmt2021", *, one_table: bool = True) -> Page:
    return clean_page(form, random_figures(form, random.Random(7)), one_table=one_table)


def read(page: Page, markup: str = "plain") -> Report:
    (report,) = parse(render(page, markup).encode())
    return report


def values(report: Report) -> dict[str, int | float | None]:
    return {cell.key: cell.value for cell in report.cells if not cell.table.startswith("raw_")}


def raw(report: Report) -> list[Cell]:
    return [cell for cell in report.cells if cell.table.startswith("raw_")]


def doubts(report: Report) -> set[tuple[str, str]]:
    return {(problem.code, problem.where) for problem in report.problems if problem.level == "doubt"}


def notes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems if problem.level == "note"}


def table(page: Page, heading: str) -> Rows:
    return next(rows for name, rows in page.tables if name == heading)


def row_of(page: Page, code: str) -> list[Td]:
    return next(row for _, rows in page.tables for row in rows for td in row if td.code == code and td.kind == "row")


def figures_of(page: Page, code: str) -> list[Td]:
    return [td for td in row_of(page, code) if td.kind == "figure"]


@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
@pytest.mark.parametrize("one_table", [True, False])
@pytest.mark.parametrize("markup", ["plain", "word"])
def test_a_clean_page_is_whole(form: str, one_table: bool, markup: str) -> None:
    expected = random_figures(form, random.Random(7))
    report = read(made(form, one_table=one_table), markup)
    assert (report.status, report.form, report.problems) == ("parsed", form, [])
    assert [(c.table, c.row, c.col) for c in report.cells] == FORMS[form].keys()
    assert {cell.key: (cell.value, cell.raw) for cell in report.cells} == {
        ".".join(key): (figure(text).value, text) for key, text in expected.items()
    }


def test_forms_are_told_table_by_table() -> None:
    texts = {**random_figures("fmt2019", random.Random(2)), **random_figures("fmt2021", random.Random(1))}
    report = read(clean_page("fmt2021", texts, s3_form="fmt2019"))
    assert (report.status, report.form) == ("parsed", "mixed")
    assert {cell.table[:2]: cell.form for cell in report.cells} == {"s2": "fmt2021", "s3": "fmt2019", "s4": "fmt2019"}
    assert len(report.cells) == 10 + 161 + 15


def drop_table(page: Page) -> None:
    page.tables = [(name, rows) for name, rows in page.tables if name != SECTION_4]


def drop_row(page: Page) -> None:
    rows = table(page, SECTION_3)
    rows.remove(next(row for row in rows for td in row if td.code == "s3_requests.carried_in"))


def drop_column(page: Page) -> None:
    rows = table(page, SECTION_3)
    for row in rows[3:]:
        row.pop()
    rows[1].pop()
    rows[0][1].colspan = 6


def odd_cell(page: Page) -> None:
    figures_of(page, "s3_requests.carried_out")[2].text = "3①"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (drop_table, {("table_missing", "s4_remedies")}),
        (drop_row, {("row_missing", "s3_requests.carried_in")}),
        (drop_column, {("column_missing", "s3_requests..total")}),
        (odd_cell, {("cell_unparsed", "s3_requests.carried_out.org_research")}),
    ],
)
def test_what_is_missing_is_named_as_narrowly_as_is_known(change: Change, expected: set[tuple[str, str]]) -> None:
    page = made()
    change(page)
    report = read(page)
    assert report.status == "partial"
    assert doubts(report) == expected
    clean = values(read(made()))
    assert all(value == clean[key] for key, value in values(report).items() if value is not None)


def test_a_missing_last_cell_names_its_row_and_itself() -> None:
    page = made()
    row_of(page, "s3_requests.granted_full").pop()
    report = read(page)
    assert report.status == "partial"
    assert doubts(report) >= {("cell_missing", "s3_requests.granted_full.total")}
    assert {where for _, where in doubts(report)} <= {"s3_requests.granted_full", "s3_requests.granted_full.total"}


def test_an_extra_cell_in_one_row_doubts_that_row_alone() -> None:
    page = made()
    row_of(page, "s3_requests.granted_full").append(figure("3"))
    report = read(page)
    assert report.status == "partial"
    assert {where for _, where in doubts(report)} == {"s3_requests.granted_full"}


@pytest.mark.parametrize("heading", ["", "nn"])
@pytest.mark.parametrize(("before", "behind"), [("", "4"), ("4", "")])
def test_a_figure_beside_a_blank_that_no_heading_covers_doubts_the_blank(heading: str, before: str, behind: str) -> None:
    """In a scan the arc of a stamp was taken for a ruling line: of 行政处罚 0 the row was left with a blank, and a figure beside it."""
    page = made()
    heads, penalties = table(page, page.tables[0][0])[8:10]
    heads[1:] = [heads[1], Td(heading), Td("")] if behind else [Td(heading), heads[1], Td("")]
    heads[1].colspan = heads[2].colspan = 1
    penalties[1:] = [figure(before), figure(behind), figure("")]
    row_of(page, "s2_20_6_enforcement.administrative_compulsion")[1:] = [figure("7"), figure("7"), figure("7")]
    cells = {cell.key: cell for cell in read(page).cells}
    assert cells["s2_20_6_enforcement.administrative_penalty.decisions"].status == "unparsed"
    assert cells["s2_20_6_enforcement.administrative_compulsion.decisions"].value == 7


def filled_up(rows: Rows) -> None:
    """A blank at the end of every row that is shorter than the longest one: so LibreOffice and Word save a table."""
    places = lay_out(rows)
    ends = [max(col + td.colspan for top, col, td in places if top <= number < top + td.rowspan) for number in range(len(rows))]
    for row, end in zip(rows, ends, strict=True):
        row += [Td("") for _ in range(max(ends) - end)]


def test_a_cell_too_many_in_a_table_that_was_filled_up_doubts_its_row_alone() -> None:
    page = made(one_table=False)
    rows = table(page, SECTION_3)
    whole = values(read(page))
    row = row_of(page, "s3_requests.granted_full")
    row.insert(next(place for place, td in enumerate(row) if td.kind == "figure"), Td("12"))
    filled_up(rows)
    report = read(page)
    assert ("row_ragged", "s3_requests.granted_full") in doubts(report)
    assert {key for key, value in values(report).items() if value != whole[key]} == {
        key for key, value in whole.items() if key.startswith("s3_requests.granted_full.") and value is not None
    }


def test_a_heading_that_is_lost_from_a_block_that_was_filled_up_doubts_its_rows() -> None:
    page = made()
    heads = next(row for row in table(page, page.tables[0][0]) if any("制发" in td.text for td in row))
    del heads[2]
    heads.append(Td(""))
    for row, texts in (("rules", "123"), ("normative_documents", "456")):
        for td, text in zip(figures_of(page, f"s2_20_1_documents.{row}"), texts, strict=True):
            td.text = text
    read_there = {cell.value for cell in read(page).cells if cell.table == "s2_20_1_documents"}
    assert read_there == {None}


def test_a_blank_behind_the_first_heading_doubts_rows_that_end_in_a_blank() -> None:
    """8 stood under nothing, 14 under 本年制发件数; of pages by layouts.py that LibreOffice had filled up (seed 5070)."""
    page = made()
    rows = table(page, page.tables[0][0])
    at = next(place for place, row in enumerate(rows) if any("制发" in td.text for td in row))
    rows[at].insert(1, Td(""))
    for row, texts in zip(rows[at + 1 : at + 3], ("8 14 0", "3 3 3"), strict=True):
        row[1:] = [*map(figure, texts.split()), figure("")]
    assert {cell.value for cell in read(page).cells if cell.table == "s2_20_1_documents"} == {None}


def test_a_blank_before_the_first_heading_doubts_what_stands_under_the_pushed_ones() -> None:
    page = made()
    rows = table(page, page.tables[0][0])
    at = next(place for place, row in enumerate(rows) if any("行政事业性收费" in td.text for td in row))
    rows[at - 1][1].colspan = 1
    rows[at][1].colspan = 1
    rows[at - 1].insert(0, Td(""))
    rows[at].append(figure(""))
    cells = {cell.key: cell for cell in read(page).cells}
    assert cells["s2_20_8_fees.administrative_fees.fee_amount"].status == "unparsed"


@pytest.mark.parametrize(
    ("texts", "moved"),
    [("0000055", False), ("000005 ", True), ("200035 ", True), ("500000 ", False), ("200001 ", False), ("000005-", False)],
)
def test_a_blank_total_beside_what_may_be_it_doubts_its_row(texts: str, moved: bool) -> None:
    page = made()
    for td, text in zip(figures_of(page, "s3_requests.received_new"), texts, strict=True):
        td.text = text
    assert doubts(read(page)) == ({("total_moved", "s3_requests.received_new")} if moved else set())


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "/", "-", "—", "无"])
def test_blank_is_null_and_raw_keeps_what_is_printed(text: str) -> None:
    page = made()
    figures_of(page, "s3_requests.received_new")[0].text = text
    report = read(page)
    cell = next(cell for cell in report.cells if cell.key == "s3_requests.received_new.natural_person")
    assert report.status == "parsed"
    assert (cell.value, cell.status, cell.raw) == (None, "blank", text.strip("\u00a0 "))
    checks = {(check.check, check.scope): check.status for check in report.checks}
    assert checks["I1", "natural_person"] == checks["I3", "received_new"] == "unknown"


def test_a_failed_identity_leaves_the_report_parsed() -> None:
    report = read(made())
    assert report.status == "parsed"
    assert {check.status for check in report.checks if check.check == "I3"} == {"fail"}


def test_equal_tables_twice_are_a_note_and_different_ones_a_doubt() -> None:
    page = made()
    page.tables.append(copy.deepcopy(page.tables[1]))
    twice = read(page)
    assert (twice.status, len(twice.cells), "table_repeated" in notes(twice)) == ("parsed", 200, True)
    td = [td for row in page.tables[-1][1] for td in row if td.kind == "figure"][9]
    td.text = "98765"
    other = read(page)
    assert other.status == "partial"
    assert doubts(other) == {("cell_conflict", "s3_requests.carried_in.org_research")}
    assert values(other)["s3_requests.carried_in.org_research"] is None


def test_local_rows_and_columns_are_kept_under_their_printed_labels() -> None:
    page = made()
    block = page.tables[0][1]
    block.insert(4, [Td("其他主动公开文件"), figure("7"), figure("8"), figure("9")])
    rows = table(page, SECTION_3)
    rows[0][1].colspan = 8
    rows[1].append(Td("备注", rowspan=2))
    for row in rows[3:]:
        row.append(Td("属实"))
    report = read(page)
    assert report.status == "parsed"
    assert notes(report) == {"row_unknown", "column_unknown"}
    kept = {(cell.table, cell.row, cell.col): (cell.value, cell.raw) for cell in raw(report)}
    assert kept["raw_s2", "其他主动公开文件", "本年废止件数"] == (8, "8")
    assert kept["raw_s3", "（一）予以公开", "备注"] == (None, "属实")
    assert values(report) == values(read(made()))


@pytest.mark.parametrize("label", ["序号", "单位"])
def test_running_numbers_and_units_between_labels_and_figures(label: str) -> None:
    page = made()
    rows = table(page, SECTION_3)
    rows[0].insert(1, Td(label, rowspan=3))
    for number, row in enumerate(rows[3:], 1):
        row.insert(len(row) - 7, Td(str(number) if label == "序号" else "件"))
    report = read(page)
    assert report.status == "parsed"
    assert values(report) == values(read(made()))


def test_figures_under_a_strange_header_left_of_the_form_are_kept() -> None:
    page = made()
    rows = table(page, SECTION_3)
    rows[0].insert(1, Td("上年自然人数", rowspan=3))
    for row in rows[3:]:
        row.insert(len(row) - 7, figure("4711"))
    report = read(page)
    assert values(report) == values(read(made()))
    assert {(cell.col, cell.value) for cell in raw(report)} == {("上年自然人数", 4711)}


@pytest.mark.parametrize(
    ("header", "text", "value", "unit"),
    [
        ("本年收费金额（单位：万元）", "3.5", 3.5, "万元"),
        ("本年收费金额（单位：元）", "184719", 184719, "元"),
        ("本年收费金额（元）", "184719.5", 184719.5, "元"),
        ("本年收费金额/元", "184719", 184719, "元"),
        ("本年收费金额：千元", "12", 12, "千元"),
        ("本年收费金额（万元，保留四位小数）", "59237.2449", 59237.2449, "万元"),
        ("本年收费金额（单位：万元）", "251000元", 251000, "元"),
        ("本年收费金额", "3.5万元", 3.5, "万元"),
        ("本年收费金额", "7", 7, "万元"),
    ],
)
def test_money_is_in_the_unit_printed(header: str, text: str, value: float, unit: str) -> None:
    page = made()
    rows = page.tables[0][1]
    next(td for row in rows for td in row if td.code == "fee_amount").text = header
    figures_of(page, "s2_20_8_fees.administrative_fees")[0].text = text
    report = read(page)
    cell = next(cell for cell in report.cells if cell.table == "s2_20_8_fees")
    assert (cell.value, cell.raw, cell.unit) == (value, text, unit)
    assert report.status == "parsed"
    assert ("unit_printed" in notes(report)) == (unit != "万元")


def test_a_caption_states_the_unit_and_two_units_leave_a_choice() -> None:
    page = made()
    rows = page.tables[0][1]
    next(td for row in rows for td in row if td.code == "fee_amount").text = "本年收费金额"
    rows.insert(0, [Td("单位：件、元", colspan=4)])
    cell = next(cell for cell in read(page).cells if cell.table == "s2_20_8_fees")
    assert (cell.unit, cell.status) == ("元", "reported")
    next(td for row in rows for td in row if td.code == "fee_amount").text = "本年收费金额（万元）"
    assert next(cell.unit for cell in read(page).cells if cell.table == "s2_20_8_fees") == "万元"
    row_of(page, "s2_20_8_fees.administrative_fees")[0].text = "行政事业性收费（元）"
    report = read(page)
    assert doubts(report) == {("cell_ambiguous", "s2_20_8_fees.administrative_fees.fee_amount")}


@pytest.mark.parametrize(
    "label",
    [
        *("去年新收政府信息公开申请数量", "1-6月新收政府信息公开申请数量", "其中：新收政府信息公开申请数量"),
        *("不予新收政府信息公开申请数量", "累计新收政府信息公开申请数量", "小计", ""),
    ],
)
def test_a_label_of_another_meaning_is_not_taken_for_a_damaged_one(label: str) -> None:
    page = made()
    row_of(page, "s3_requests.received_new")[0].text = label
    report = read(page)
    assert report.status == "partial"
    assert ("row_missing", "s3_requests.received_new") in doubts(report)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("refused_law_prohibits", "2.其他法律行政止公开"),
        ("refused_state_secret", "1属于国家秘密"),
        ("received_new", "一本年新收政府信息公开申请数量"),
        ("not_processed_excessive_repeat", "4.无正当理由大量反复 申请"),
        ("results_total", "（七）总 计"),
        ("refused_three_securities_one_stability", "3．危及＂三安全一稳定＂"),
    ],
)
def test_damaged_labels_seen_on_real_pages(code: str, label: str) -> None:
    page = made()
    next(td for td in row_of(page, f"s3_requests.{code}") if td.kind == "row").text = label
    report = read(page)
    assert report.status == "parsed"
    assert values(report) == values(read(made()))


def test_one_label_for_several_rows_is_no_label_of_either() -> None:
    page = made("fmt2019")
    rows = table(page, SECTION_3)
    at = next(n for n, row in enumerate(rows) for td in row if td.code == "s3_requests.other")
    rows[at][0].rowspan = 2
    rows[at][0].colspan = 2
    rows.insert(at + 1, [figure("1") for _ in range(7)])
    next(td for row in rows for td in row if td.code == "results").rowspan += 1
    report = read(page)
    assert report.status == "partial"
    assert {value for key, value in values(report).items() if key.startswith("s3_requests.other.")} == {None}


def test_a_block_that_lost_its_columns_is_not_taken_for_the_other_form() -> None:
    page = made("fmt2019", one_table=False)
    block = next(rows for _, rows in page.tables if cells_of(rows, "row")[0][0][0].code == "s2_20_6_enforcement.administrative_penalty")
    for row in block[1:]:
        del row[1:3]
    report = read(page)
    assert report.form == "fmt2019"
    assert {("column_missing", f"s2_20_6_enforcement..{col}") for col in ("items_prev_year", "items_change")} <= doubts(report)


def test_a_running_number_in_a_header_row_leaves_it_a_header() -> None:
    page = made("fmt2019")
    rows = page.tables[0][1]
    header = [row for row in rows if any(td.code == "items_change" for td in row)][1]
    next(td for td in header if td.code == "items_change").text = "12"
    report = read(page)
    assert report.status == "partial"
    assert ("column_missing", "s2_20_6_enforcement..items_change") in doubts(report)
