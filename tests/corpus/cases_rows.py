"""Rows and columns that are not the form's, missing, doubled or in another order; section 4 in its arrangements."""

from __future__ import annotations

from parsing.forms import FORMS
from tests.corpus.build import Box, Page, Row, Sheet, blocks
from tests.corpus.golden import UNPARSED
from tests.corpus.make import case

_CUT = 3 + 14  # three header rows, then fourteen rows of figures
_S3 = FORMS["fmt2021"].table("s3_requests")
_COLS = [col.code for col in _S3.leaf_cols]
QUIRKS, FORMS_7, ISSUE_B = "reports/quirks.md item {}", "forms/README.md section 7", "issue B, list of grids"


def _insert(sheet: Sheet, at: int, texts: list[str], header_rows: int = 1) -> None:
    """Insert a column before the cell number `at` from the right, `texts` from top to bottom after a header cell over `header_rows` rows."""
    sheet[0].insert(len(sheet[0]) - at, Box(texts[0], rows=header_rows))
    for row, text in zip(sheet[header_rows:], texts[1:], strict=True):
        row.insert(len(row) - at, Box(text))


@case("caption-row-on-top", "A row 单位：件 stands on top of section 3.", ISSUE_B)
def _(p: Page) -> None:
    p.sheet(3).insert(0, [Box("单位：件", cols=10)])


@case("caption-element", "The tables carry <caption> elements.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("<table border=1>", "<table border=1><caption>附表 12</caption>"))


@case("note-row-at-the-end", "The last row of section 4 is a note over the whole width.", QUIRKS.format(5))
def _(p: Page) -> None:
    p.sheet(4).append([Box("注：行政复议和行政诉讼的件数包括上年度结转的3件。", cols=15)])


@case("subtotal-column", "A column 小计 follows the organisations.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(3)
    sheet[0][1].cols, sheet[1][1].cols = 8, 6
    sheet[2].append(Box("小计"))
    for row in sheet[3:]:
        row.insert(-1, Box(str(sum(p.entries[box.key] for box in row[-6:-1]))))
    row = p.row("s3_requests.received_new")
    p.expected.raw.append(["raw_s3", "一、本年新收政府信息公开申请数量", "小计", int(row[-2].text)])


@case("subtotal-rows", "A row 小计 closes each group of section 3.", "forms/README.md section 2 (templates that invent them)")
def _(p: Page) -> None:
    sheet = p.sheet(3)
    for group in ("refused", "unavailable", "not_processed", "other"):
        head = p.box(f"s3_requests.{group}")
        _, start = p.place(head.key)
        rows = sheet[start : start + head.rows]
        sums = [Box(str(sum(p.entries[row[-7 + n].key] for row in rows))) for n in range(7)]
        sheet.insert(start + head.rows, [Box("小计"), *sums])
        head.rows += 1
        p.box("s3_requests.results").rows += 1


@case("local-row-in-section-2", "Wuhan's row 其他主动公开文件 stands below 规范性文件.", FORMS_7, "fmt2019")
def _(p: Page) -> None:
    sheet, at = p.place("s2_20_1_documents.normative_documents")
    sheet.insert(at + 1, [Box("其他主动公开文件"), Box("71"), Box("71"), Box("340")])
    p.expected.raw.append(["raw_s2", "其他主动公开文件", "对外公开总数量", 340])


@case("local-row-in-a-group", "A local row 9.其他 stands in the group 不予公开.", ISSUE_B)
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.refused_administrative_query")
    sheet.insert(at + 1, [Box("9.其他"), *(Box(text) for text in "4000004")])
    p.box("s3_requests.refused").rows += 1
    p.box("s3_requests.results").rows += 1


@case("remarks-column", "A column 备注 ends section 3.", ISSUE_B)
def _(p: Page) -> None:
    _insert(p.sheet(3), 0, ["备注", *["" for _ in range(24)], "见第五部分"], 3)


@case("running-numbers-column", "A column 序号 opens section 3.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(3)
    sheet[0].insert(0, Box("序号", rows=3))
    for number, row in enumerate(sheet[3:], 1):
        row.insert(0, Box(str(number)))


@case("running-numbers-in-section-2", "A column 序号 opens section 2.", ISSUE_B)
def _(p: Page) -> None:
    for number, row in enumerate(p.sheet(2)):
        row.insert(0, Box("序号" if row[0].text == "信息内容" else str(number)))


@case("unit-column", "A column 单位 follows the labels of section 3.", ISSUE_B)
def _(p: Page) -> None:
    _insert(p.sheet(3), 0, ["单位", *["件"] * 25], 3)
    for row in p.sheet(3)[3:]:
        row.insert(-8, row.pop())
    p.sheet(3)[0].insert(1, p.sheet(3)[0].pop())


@case("last-years-column", "Section 2 prints last year's figures in a column beside this year's.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(2)
    for at in range(sheet.index(p.row("s2_20_5_licensing")), len(sheet)):
        row = sheet[at]
        if row[0].text == "信息内容":
            row[-1].cols = 2
            row.insert(1, Box("上年数"))
        elif row[-1].is_figure:
            row[-1].cols = 2
            row.insert(1, Box(str(7 + at)))


@case("last-years-column-by-its-year", "Section 2 heads last year's column with its year.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(2)
    for at in range(sheet.index(p.row("s2_20_5_licensing")), len(sheet)):
        row = sheet[at]
        if row[0].text == "信息内容":
            row[-1].cols = 2
            row.append(Box(f"{p.year - 1}年"))
        elif row[-1].is_figure:
            row[-1].cols = 2
            row.append(Box(str(7 + at)))


@case("s3-columns-permuted", "总计 is the first column of section 3, and two organisations are swapped.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(3)
    sheet[1].insert(0, sheet[1].pop())
    sheet[2][1], sheet[2][3] = sheet[2][3], sheet[2][1]
    for row in sheet[3:]:
        row.insert(-6, row.pop())
        row[-4], row[-2] = row[-2], row[-4]


@case("s2-columns-permuted", "现行有效件数 comes before 本年制发件数.", ISSUE_B)
def _(p: Page) -> None:
    for row in p.sheet(2)[1:4]:
        row.insert(1, row.pop())


@case("s4-columns-permuted", "总计 comes first in every block of section 4.", ISSUE_B)
def _(p: Page) -> None:
    for at in (2, 3):
        row = p.sheet(4)[at]
        p.sheet(4)[at] = [box for n in (0, 5, 10) for box in (row[n + 4], *row[n : n + 4])]


@case("s4-blocks-permuted", "行政诉讼 stands before 行政复议.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(4)
    sheet[0].reverse()
    for at in (2, 3):
        sheet[at] = sheet[at][5:] + sheet[at][:5]


@case("s3-rows-permuted", "The rows inside 不予公开 are in another order.", ISSUE_B)
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.refused_state_secret")
    group, first = sheet[at][0], sheet[at][1:]
    rows = [first, *sheet[at + 1 : at + 8]]
    sheet[at : at + 8] = [[group, *rows[7]], *rows[1:7], rows[0]]


@case("s4-a-row-each-block", "Section 4 has a row for each of its three blocks.", ISSUE_B)
def _(p: Page) -> None:
    values = p.sheet(4)[3]
    head = [Box(""), *(Box(col.zh) for col in FORMS["fmt2021"].table("s4_remedies").leaf_cols)]
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    p.parts[4].sheets = [[head, *([Box(name), *values[5 * n : 5 * n + 5]] for n, name in enumerate(names))]]


@case("s4-a-row-each-block-under-suits", "Section 4 has three rows, the last two under 行政诉讼.", ISSUE_B)
def _(p: Page) -> None:
    values = p.sheet(4)[3]
    head = [Box("类别", cols=2), *(Box(col.zh) for col in FORMS["fmt2021"].table("s4_remedies").leaf_cols)]
    rows: Sheet = [[Box("行政复议", cols=2), *values[:5]], [Box("行政诉讼", rows=2), Box("未经复议直接起诉"), *values[5:10]]]
    p.parts[4].sheets = [[head, *rows, [Box("复议后起诉"), *values[10:]]]]


@case("s4-transposed", "Section 4 is transposed: a row for each outcome.", ISSUE_B)
def _(p: Page) -> None:
    values = p.sheet(4)[3]
    rows: Sheet = [
        [Box("", rows=2), Box("行政复议", rows=2), Box("行政诉讼", cols=2)],
        [Box("未经复议直接起诉"), Box("复议后起诉")],
    ]
    for n, col in enumerate(FORMS["fmt2021"].table("s4_remedies").leaf_cols):
        rows.append([Box(col.zh), values[n], values[5 + n], values[10 + n]])
    p.parts[4].sheets = [rows]


@case("s4-reviews-and-suits-apart", "Reviews and suits of section 4 are two tables.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(4)
    review = [[Box("行政复议", cols=5)], sheet[2][:5], sheet[3][:5]]
    suits = [[Box("行政诉讼", cols=10)], sheet[1], sheet[2][5:], sheet[3][5:]]
    p.parts[4].sheets = [review, suits]


@case("s4-three-tables", "Section 4 is three tables, one a block.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(4)
    names = ("行政复议", "行政诉讼—未经复议直接起诉", "行政诉讼—复议后起诉")
    p.parts[4].sheets = [[[Box(name, cols=5)], sheet[2][5 * n : 5 * n + 5], sheet[3][5 * n : 5 * n + 5]] for n, name in enumerate(names)]


@case("s4-no-blocks-named", "Section 4 prints the outcomes three times and no names of blocks.", ISSUE_B)
def _(p: Page) -> None:
    del p.sheet(4)[:2]
    p.drop(*(box.key for box in p.figures("s4_remedies")))
    p.doubt("table_missing", "s4_remedies")
    p.doubt("label_ambiguous", "s4_remedies")


@case("s2-no-header", "Section 2's 第（一）项 has lost its header row.", ISSUE_B)
def _(p: Page) -> None:
    del p.sheet(2)[1]
    p.drop(*(box.key for box in p.figures("s2_20_1")))
    p.doubt("table_missing", "s2_20_1_documents")


@case("s3-no-header", "Section 3 has lost its header.", ISSUE_B)
def _(p: Page) -> None:
    del p.sheet(3)[:3]
    p.drop(*(box.key for box in p.figures("s3_requests")))
    p.doubt("table_missing", "s3_requests")


@case("s3-row-missing", "The row 3.其他 of section 3 is not printed.", ISSUE_B)
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.other_misc")
    p.drop(*(box.key for box in sheet[at] if box.is_figure))
    del sheet[at]
    p.box("s3_requests.other").rows -= 1
    p.box("s3_requests.results").rows -= 1
    p.doubt("row_missing", "s3_requests.other_misc")


@case("s3-column-missing", "The column 法律服务机构 is not printed.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(3)
    sheet[0][1].cols, sheet[1][1].cols = 6, 4
    sheet[2].remove(p.box("s3_requests..org_legal_service"))
    for row in sheet[3:]:
        p.drop(row.pop(-3).key)
    p.doubt("column_missing", "s3_requests..org_legal_service")


@case("s4-missing", "Section 4 is prose instead of a table.", "portals/portals.md section 0; issue B")
def _(p: Page) -> None:
    p.drop(*(box.key for box in p.figures("s4_remedies")))
    p.parts[4].sheets = []
    p.parts[4].paragraphs = ["本年度没有因信息公开引起的复议和诉讼。"]
    p.expected.facts |= {"reviews": [0, "件"], "suits": [0, "件"]}
    p.doubt("table_missing", "s4_remedies")


@case("row-twice-equal", "A row of section 3 is printed twice alike.", ISSUE_B)
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.carried_in")
    sheet.insert(at + 1, [Box(box.text, cols=box.cols) for box in sheet[at]])
    p.note("table_repeated", "s3_requests")


@case("row-twice-different", "A row of section 3 is printed twice with different figures.", ISSUE_B)
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.carried_in")
    again = [Box(box.text, cols=box.cols) for box in sheet[at]]
    again[1].text = str(int(again[1].text) + 1)
    sheet.insert(at + 1, again)
    key = "s3_requests.carried_in.natural_person"
    p.entries[key] = UNPARSED
    p.doubt("cell_conflict", key)
    p.note("table_repeated", "s3_requests")


@case("label-on-two-rows", "The label 一、本年新收… stands on the row of 二、上年结转… as well.", QUIRKS.format(7))
def _(p: Page) -> None:
    p.box("s3_requests.carried_in").text = "二、本年新收政府信息公开申请数量"
    for col in _COLS:
        new, old = f"s3_requests.received_new.{col}", f"s3_requests.carried_in.{col}"
        if p.entries[new] != p.entries[old]:
            p.entries[new] = UNPARSED
            p.doubt("cell_conflict", new)
        p.drop(old)
    p.doubt("row_missing", "s3_requests.carried_in")


@case("table-twice-equal", "Section 4 is printed twice alike.", ISSUE_B)
def _(p: Page) -> None:
    p.parts[4].sheets *= 2
    p.note("table_repeated", "s4_remedies")


@case("table-twice-different", "Section 4 is printed twice, one figure differs.", ISSUE_B)
def _(p: Page) -> None:
    again: Sheet = [[Box(b.text, "", b.rows, b.cols) for b in row] for row in p.sheet(4)]
    again[3][0].text = str(int(again[3][0].text) + 1)
    p.parts[4].sheets.append(again)
    p.entries["s4_remedies.review.upheld"] = UNPARSED
    p.doubt("cell_conflict", "s4_remedies.review.upheld")
    p.note("table_repeated", "s4_remedies")


@case("blank-template-below", "An empty template of section 4 follows the filled table.", ISSUE_B)
def _(p: Page) -> None:
    p.parts[4].sheets.append([[Box("" if b.is_figure else b.text, "", b.rows, b.cols) for b in row] for row in p.sheet(4)])


@case("blocks-side-by-side", "第（五）项 and 第（六）项 stand side by side in the same rows.", ISSUE_B)
def _(p: Page) -> None:
    first, fifth, sixth, eighth = blocks(FORMS["fmt2021"], p.entries)
    head: Row = [Box("信息内容"), Box("本年处理决定数量"), Box("信息内容"), Box("本年处理决定数量")]
    for sheet in (fifth, sixth):
        for row in sheet[2:]:
            row[1].cols = 1
    beside: Sheet = [head, [*fifth[2], *sixth[2]], [Box(""), Box(""), *sixth[3]]]
    p.parts[2].sheets = [first, beside, eighth]
