"""How the statutory tables are arranged: split, merged, repeated, transposed, with rows and columns that are not the form's."""

from __future__ import annotations

from parsing.forms import FORMS
from tests.corpus.build import Box, Page, Sheet, blocks
from tests.corpus.make import case

_CUT = 3 + 14  # three header rows, then fourteen rows of figures
_S3 = FORMS["fmt2021"].table("s3_requests")
_COLS = [col.code for col in _S3.leaf_cols]
QUIRKS, FORMS_7, ISSUE_B = "reports/quirks.md item {}", "forms/README.md section 7", "issue B, list of grids"


@case("s2-a-table-each-block", "Section 2 is four tables, one a block.", "forms/README.md section 2")
def _(p: Page) -> None:
    p.parts[2].sheets = blocks(FORMS["fmt2021"], p.entries)


@case("s2-2019-a-table-each-block", "Section 2 in the form of 2019 is five tables.", "forms/README.md section 3", "fmt2019")
def _(p: Page) -> None:
    p.parts[2].sheets = blocks(FORMS["fmt2019"], p.entries)


@case("s2-captions-are-paragraphs", "The captions 第二十条第（…）项 are paragraphs between the tables.", FORMS_7)
def _(p: Page) -> None:
    tables = blocks(FORMS["fmt2021"], p.entries)
    p.parts[2].sheets = [sheet[1:] for sheet in tables]
    p.parts[2].paragraphs = ["第二十条第（一）、（五）、（六）、（八）项"]


@case("s2-no-captions", "Section 2 prints no captions at all.", FORMS_7)
def _(p: Page) -> None:
    p.parts[2].sheets = [[row for sheet in blocks(FORMS["fmt2021"], p.entries) for row in sheet[1:]]]


@case("s2-caption-on-the-page-before", "A page break parts the caption 第（六）项 from its header row.", QUIRKS.format(6))
def _(p: Page) -> None:
    sheet = p.sheet(2)
    _, at = p.place("s2_20_6_enforcement")
    p.parts[2].sheets = [sheet[: at + 1], sheet[at + 1 :]]


@case("s2-header-on-the-page-before", "A page break parts the header row of 第（一）项 from its figures.", QUIRKS.format(6))
def _(p: Page) -> None:
    p.parts[2].sheets = [p.sheet(2)[:2], p.sheet(2)[2:]]


@case("all-sections-in-one-table", "Sections 2, 3 and 4 and their headings are one table.", ISSUE_B)
def _(p: Page) -> None:
    joined = [
        *p.sheet(2),
        [Box("三、收到和处理政府信息公开申请情况", cols=10)],
        *p.sheet(3),
        [Box("四、行政复议、行政诉讼情况", cols=15)],
        *p.sheet(4),
    ]
    p.parts[2].sheets, p.parts[3].sheets, p.parts[4].sheets = [joined], [], []


@case("s3-s4-in-one-table", "Sections 3 and 4 are one table.", ISSUE_B)
def _(p: Page) -> None:
    p.parts[3].sheets, p.parts[4].sheets = [[*p.sheet(3), *p.sheet(4)]], []


def _split(p: Page, at: int) -> tuple[Sheet, Sheet]:
    first, second = p.sheet(3)[:at], p.sheet(3)[at:]
    return first, second


def _reopen(p: Page, at: int, group: str, results: str = "") -> tuple[Sheet, Sheet]:
    """Cut section 3 before row `at` inside 不予公开: both spanning labels are cut and printed again (or left blank) in the second piece."""
    first, second = _split(p, at)
    outer, inner = p.box("s3_requests.results"), p.box("s3_requests.refused")
    start = next(n for n, row in enumerate(first) if outer in row)
    start_inner = next(n for n, row in enumerate(first) if inner in row)
    second[0][:0] = [Box(results, rows=outer.rows - (at - start)), Box(group, rows=inner.rows - (at - start_inner))]
    outer.rows, inner.rows = at - start, at - start_inner
    return first, second


_BREAK = 3 + 4 + 5  # inside 不予公开


@case("s3-page-break-no-header", "Section 3 is cut by a page break; the second piece has no header.", QUIRKS.format(6))
def _(p: Page) -> None:
    p.parts[3].sheets = [*_reopen(p, _BREAK, "（三）不予公开", "三、本年度办理结果")]


@case("s3-page-break-repeated-header", "Section 3 is cut by a page break and its header is printed again.", QUIRKS.format(6))
def _(p: Page) -> None:
    head = p.sheet(3)[:3]
    first, second = _reopen(p, _BREAK, "（三）不予公开", "三、本年度办理结果")
    p.parts[3].sheets = [first, [*head, *second]]


@case("s3-page-break-blank-group", "The second piece of section 3 has its group cells blank.", QUIRKS.format(6))
def _(p: Page) -> None:
    p.parts[3].sheets = [*_reopen(p, _BREAK, "")]


@case("s3-page-break-group-name-cut", "The page break cuts the group's name: （三）不予 | 公开.", QUIRKS.format(6))
def _(p: Page) -> None:
    p.parts[3].sheets = [*_reopen(p, _BREAK, "公开")]
    p.box("s3_requests.refused").text = "（三）不予"


@case("s3-page-break-header-row-only-once-more", "Only the lowest header row is printed again after the page break.", QUIRKS.format(6))
def _(p: Page) -> None:
    first, second = _reopen(p, _BREAK, "（三）不予公开", "三、本年度办理结果")
    again = [Box("", cols=3), *(Box(col.zh) for col in _S3.leaf_cols)]
    p.parts[3].sheets = [first, [again, *second]]


@case("s3-in-three-pieces", "Section 3 is three tables, the later ones without header.", QUIRKS.format(6))
def _(p: Page) -> None:
    first, second = _reopen(p, _BREAK, "（三）不予公开", "三、本年度办理结果")
    total = next(n for n, row in enumerate(second) if any(box.key == "s3_requests.results_total" for box in row))
    second[0][0].rows = total
    second[total].insert(0, Box(""))
    p.parts[3].sheets = [first, second[:total], second[total:]]


@case("s3-page-break-paragraph-between", "A page number stands between the two pieces of section 3.", QUIRKS.format(6))
def _(p: Page) -> None:
    p.parts[3].sheets = [*_reopen(p, _BREAK, "（三）不予公开", "三、本年度办理结果")]
    p.edits.append(lambda text: text.replace("</table>\n<table", "</table>\n<p>— 3 —</p>\n<table"))


@case("s3-header-repeated-inside", "The header of section 3 is printed again in the middle of its one table.", ISSUE_B)
def _(p: Page) -> None:
    head = [[Box(box.text, "", box.rows, box.cols) for box in row] for row in p.sheet(3)[:3]]
    first, second = _reopen(p, _BREAK, "（三）不予公开", "三、本年度办理结果")
    p.parts[3].sheets = [[*first, *head, *second]]


@case("s3-columns-in-two-tables", "Section 3 is cut in two by columns, the labels printed in both tables.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(3)
    left: Sheet = [[Box("申请人情况", cols=3), Box("自然人"), Box("商业企业"), Box("科研机构")]]
    right: Sheet = [[Box("申请人情况", cols=3), Box("社会公益组织"), Box("法律服务机构"), Box("其他"), Box("总计")]]
    for row in sheet[3:]:
        labels, values = [box for box in row if not box.is_figure], row[-7:]
        left.append([*labels, *values[:3]])
        right.append([*(Box(b.text, "", b.rows, b.cols) for b in labels), *values[3:]])
    p.parts[3].sheets = [left, right]


@case("s3-one-header-row", "The header of section 3 is one row of seven names.", ISSUE_B)
def _(p: Page) -> None:
    p.parts[3].sheets = [[[Box("", cols=3), *(Box(col.zh) for col in _S3.leaf_cols)], *p.sheet(3)[3:]]]


@case("s3-two-header-rows", "The header of section 3 lacks the row 申请人情况.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests").rows = 2
    sheet = p.sheet(3)
    sheet[1].insert(0, sheet[0][0])
    del sheet[0]


@case("s3-header-in-four-rows", "The header of section 3 has an empty fourth row.", ISSUE_B)
def _(p: Page) -> None:
    for key in ("s3_requests", "s3_requests..natural_person", "s3_requests..total"):
        p.box(key).rows += 1
    p.sheet(3).insert(3, [Box("") for _ in range(5)])


@case("s3-group-repeated-each-row", "Group cells are not merged but printed again in every row.", ISSUE_B)
def _(p: Page) -> None:
    _unmerge(p, again=True)


@case("s3-group-blank-continuation", "Group cells are not merged: blank cells continue them.", ISSUE_B)
def _(p: Page) -> None:
    _unmerge(p, again=False)


def _unmerge(p: Page, *, again: bool) -> None:
    sheet = p.sheet(3)
    for at, row in list(enumerate(sheet)):
        for place, box in enumerate(row):
            if box.rows > 1 and at >= 3:
                for below in sheet[at + 1 : at + box.rows]:
                    below.insert(place, Box(box.text if again else "", cols=box.cols))
                box.rows = 1


@case("s3-labels-in-one-column", "All labels of section 3 stand in one column; groups are rows with blank figures.", ISSUE_B)
def _(p: Page) -> None:
    rows: Sheet = [[Box("项目"), *(Box(col.zh) for col in _S3.leaf_cols)]]
    for line in _S3.rows:
        values = p.row(f"s3_requests.{line.code}")[-7:] if not line.heading else [Box("") for _ in range(7)]
        rows.append([Box(line.zh, "" if line.heading else f"s3_requests.{line.code}"), *values])
    p.parts[3].sheets = [rows]


@case("s3-groups-are-full-rows", "The groups of section 3 are rows over the whole width.", ISSUE_B)
def _(p: Page) -> None:
    rows: Sheet = [[Box("项目"), *(Box(col.zh) for col in _S3.leaf_cols)]]
    for line in _S3.rows:
        rows.append([Box(line.zh, cols=8)] if line.heading else [Box(line.zh), *p.row(f"s3_requests.{line.code}")[-7:]])
    p.parts[3].sheets = [rows]


@case("s3-no-results-column", "The label 三、本年度办理结果 is missing.", ISSUE_B)
def _(p: Page) -> None:
    row = p.row("s3_requests.results")
    row.remove(p.box("s3_requests.results"))
    p.box("s3_requests").cols = 2
    for key in ("received_new", "carried_in", "carried_out"):
        p.box(f"s3_requests.{key}").cols = 2
