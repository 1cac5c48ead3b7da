"""Figures that may be another year's, or another column's, by what stands around the table and in the row."""

from __future__ import annotations

from tests.corpus.build import Box, Page, Sheet
from tests.corpus.golden import UNPARSED
from tests.corpus.make import case

ISSUE_B = "issue B, list of grids; attack of 2026-11-27"
FORM = "forms/README.md section 2"


def _again(p: Page, section: int, number: int = 77) -> Sheet:
    """The table of a section with other figures."""
    return [[Box(str(number) if box.is_figure else box.text, "", box.rows, box.cols) for box in row] for row in p.sheet(section)]


def _blank(p: Page, *prefixes: str) -> None:
    for prefix in prefixes:
        for box in p.figures(prefix):
            p.show(box.key, "", None)


@case("other-beside-the-organisations", "A column 其他 stands beside 法人或其他组织, whose own 其他 is printed too.", FORM)
def _(p: Page) -> None:
    head = p.sheet(3)
    head[0][1].cols = 8
    head[1].insert(1, Box("其他", rows=2))
    for row in head[3:]:
        row.insert(-6, Box("77"))
    p.expected.raw.append(["raw_s3", "一、本年新收政府信息公开申请数量", "其他", 77])
    p.note("column_unknown", "raw_s3")


@case("organisations-band-too-narrow", "法人或其他组织 covers four columns; 其他 slips behind 总计, its figures do not.", FORM)
def _(p: Page) -> None:
    p.sheet(3)[1][1].cols = 4
    for box in p.figures("s3_requests"):
        p.entries[box.key] = UNPARSED
        if box.key.endswith(".org_other"):
            p.drop(box.key)
    p.doubt("label_ambiguous", "s3_requests")
    p.doubt("column_missing", "s3_requests..org_other")


@case("section-4-blank-last-year-behind", "Section 4 is blank, and last year's follows under a caption.", ISSUE_B)
def _(p: Page) -> None:
    again = _again(p, 4)
    _blank(p, "s4_remedies")
    p.parts[4].sheets.append([[Box("上年度情况", cols=15)], *again])


@case("section-4-blank-another-behind", "Section 4 is blank, and printed again with figures and no word why.", ISSUE_B)
def _(p: Page) -> None:
    again = _again(p, 4)
    for box in p.figures("s4_remedies"):
        p.show(box.key, "", UNPARSED)
    p.expected.doubts.clear()
    p.doubt("cell_conflict", *(box.key for box in p.figures("s4_remedies")))
    p.parts[4].sheets.append(again)


@case("section-4-two-rows-first-blank", "Section 4 has two rows without labels, the first of them blank.", ISSUE_B)
def _(p: Page) -> None:
    row = [Box(box.text) for box in p.sheet(4)[3]]
    for box in p.figures("s4_remedies"):
        p.show(box.key, "", UNPARSED)
    p.expected.doubts.clear()
    p.doubt("cell_conflict", *(box.key for box in p.figures("s4_remedies")))
    p.sheet(4).append(row)


@case("section-4-of-two-years", "Section 4 is printed for two years, each under a paragraph that names it.", ISSUE_B)
def _(p: Page) -> None:
    last = [[Box("三、 2019年", cols=15)], *_again(p, 4)]
    p.parts[4].sheets = [last[1:], p.sheet(4)]
    p.edits.append(lambda text: text.replace("诉讼情况</p>\n", "诉讼情况</p>\n<p>2019年度</p>\n", 1))
    p.edits.append(lambda text: text[: (at := text.rindex("<table"))] + "<p>2024年度</p>\n" + text[at:])


@case("unit-cell-pushes-a-row", "One row has a cell 件 before its figures; the last, blank, stands out beyond the header.", ISSUE_B)
def _(p: Page) -> None:
    p.row("s3_requests.granted_full").insert(-7, Box("件"))
    p.box("s3_requests.granted_full.total").text = ""
    p.slipped("granted_full")


@case("figure-down-from-a-slipped-row", "A row lacks a cell, and a figure of it reaches into the row below.", ISSUE_B)
def _(p: Page) -> None:
    upper, lower = p.row("s3_requests.granted_full"), p.row("s3_requests.granted_partial")
    upper[-3].rows = 2
    del upper[-5], lower[-3]
    p.slipped("granted_full")
    p.slipped("granted_partial")
    p.drop("s3_requests.granted_full.total")
    p.doubt("cell_missing", "s3_requests.granted_full.total")


@case("block-of-section-4-too-wide", "行政诉讼 covers one column too many, and a blank cell stands in the row.", ISSUE_B)
def _(p: Page) -> None:
    rows = p.sheet(4)
    rows[0][1].cols = 11
    rows[3].insert(7, Box(""))
    for box in p.figures("s4_remedies"):
        p.entries[box.key] = UNPARSED
    p.doubt("label_ambiguous", "s4_remedies")


@case("organisations-band-lost", "The cell 法人或其他组织 is lost, so that 总计 stands beside 自然人.", ISSUE_B)
def _(p: Page) -> None:
    del p.sheet(3)[1][1]
    for box in p.figures("s3_requests"):
        p.entries[box.key] = UNPARSED
    p.doubt("label_ambiguous", "s3_requests")


@case("header-cell-lost-in-section-4", "结果维持 of 行政复议 is lost, and all labels behind it have moved.", ISSUE_B)
def _(p: Page) -> None:
    del p.sheet(4)[2][0]
    for box in p.figures("s4_remedies"):
        p.entries[box.key] = UNPARSED
    p.drop("s4_remedies.suit_after_review.upheld")
    p.doubt("label_ambiguous", "s4_remedies")
    p.doubt("cell_missing", "s4_remedies.suit_after_review.upheld")


@case("figure-doubled-before-a-remark", "A figure of one row is printed twice; its empty remark stands out beyond the header.", ISSUE_B)
def _(p: Page) -> None:
    p.sheet(3)[0].append(Box("备注", rows=3))
    for row in p.sheet(3)[3:]:
        row.append(Box(""))
    row = p.row("s3_requests.granted_full")
    row.insert(-4, Box(row[-4].text))
    p.slipped("granted_full")
