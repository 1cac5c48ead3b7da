"""The markup of tables: spans that are wrong, tags that are missing, nesting, hiding, and what word processors leave behind."""

from __future__ import annotations

import re

from tests.corpus.build import Box, Page, paragraphs, report_html, table
from tests.corpus.make import case

ISSUE_B = "issue B, list of grids"
QUIRKS = "reports/quirks.md item {}"
_NP = "natural_person"


@case("end-tags-of-cells-missing", "No </td> anywhere.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("</td>", ""))


@case("end-tags-of-rows-missing", "No </tr> anywhere.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("</tr>", ""))


@case("end-tags-all-missing", "Neither </td> nor </tr> anywhere.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("</td>", "").replace("</tr>", ""))


@case("table-end-tag-missing", "The </table> of section 2 is missing, so that section 3 opens inside it.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("</table>", "", 1))


@case("row-start-tag-missing", "One <tr> of section 3 is missing; its </tr> is there.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("<tr><td colspan=3>二、", "<td colspan=3>二、"))


@case("stray-cell-end-tags", "Every cell is closed twice.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("</td>", "</td></td>"))


@case("stray-paragraph-ends", "</p> stands between cells, <p> opens inside them and never ends.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: re.sub(r"(<td[^>]*>)", r"\1<p>", text).replace("</td>", "</td></p>"))


@case("cell-dropped-in-a-row", "One <td> inside a row of section 3 is not there at all.", ISSUE_B)
def _(p: Page) -> None:
    row = p.row("s3_requests.granted_full")
    del row[-4]
    p.slipped("granted_full")
    p.drop("s3_requests.granted_full.total")
    p.doubt("cell_missing", "s3_requests.granted_full.total")


@case("last-total-missing", "The last 总计 cell of a row is not there.", QUIRKS.format(3))
def _(p: Page) -> None:
    row = p.row("s3_requests.carried_out")
    p.slipped("carried_out")
    p.drop(row.pop().key)
    p.doubt("cell_missing", "s3_requests.carried_out.total")


@case("one-cell-too-many", "A row of section 3 ends with an empty ninth cell.", ISSUE_B)
def _(p: Page) -> None:
    p.row("s3_requests.granted_full").append(Box(""))


@case("empty-column-at-the-end", "Every row of section 3 ends with an empty cell.", ISSUE_B)
def _(p: Page) -> None:
    for row in p.sheet(3):
        row.append(Box(""))


@case("empty-rows-between", "Empty rows stand between the rows of section 3.", ISSUE_B)
def _(p: Page) -> None:
    sheet = p.sheet(3)
    p.box("s3_requests.results").rows += 1
    sheet.insert(sheet.index(p.row("s3_requests.results_total")), [Box("", cols=2), *(Box("") for _ in range(7))])
    sheet.insert(4, [])
    sheet.insert(3, [Box("", cols=10)])


@case("rows-of-no-height", "Word's rows of no height (<![if !supportMisalignedColumns]>) end the tables.", ISSUE_B)
def _(p: Page) -> None:
    row = "<![if !supportMisalignedColumns]><tr height=0>" + "<td width=60 style='border:none'></td>" * 10 + "</tr><![endif]>"
    p.edits.append(lambda text: text.replace("</table>", row + "</table>"))


@case("rowspan-beyond-the-table", "The label 三、本年度办理结果 spans 99 rows.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests.results").rows = 99
    p.row("s3_requests.carried_out")[0].cols = 2
    p.note("span_clamped", "s3_requests")


@case("rowspan-one-short", "（三）不予公开 spans seven rows instead of eight: the eighth slips a column to the left.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests.refused").rows = 7


@case("rowspan-one-long", "（三）不予公开 spans nine rows instead of eight and runs into the next group.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests.refused").rows = 9


@case("colspan-one-short", "The corner cell spans two columns instead of three.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests").cols = 2


@case("spans-overlap", "A label spans two columns where a group from above still stands.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests.refused_law_prohibits").cols = 2


@case(
    "spans-slip-by-a-column",
    "The header of 第（五）项 spans 1+2+1 columns, its figures 2+1+1.",
    "forms/README.md section 3; Shanghai FY2019",
    "fmt2019",
)
def _(p: Page) -> None:
    sheet = p.sheet(2)
    for table_code in ("s2_20_5_licensing", "s2_20_6_enforcement"):
        _, at = p.place(f"{table_code}..items_change")
        sheet[at][2].cols = 2
        for row in sheet[at + 1 : at + 3]:
            row[1].cols = 2


@case("spans-of-zero-and-words", 'Spans are "0", "1px" and empty where nothing is merged.', ISSUE_B)
def _(p: Page) -> None:
    for at, box in enumerate(p.figures("s3_requests")):
        box.attrs = (' colspan="0"', ' colspan=""', ' rowspan="1px"', ' colspan="1"')[at % 4]


@case("rows-in-their-own-tbody", "Each row of sections 2 and 3 stands in a <tbody> of its own, where a rowspan ends.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(lambda text: text.replace("\n<tr>", "\n<tbody><tr>").replace("</tr>", "</tr></tbody>"))


@case("thead-tbody-tfoot", "The tables use thead, tbody, tfoot and th.", ISSUE_B)
def _(p: Page) -> None:
    for row in p.sheet(3)[:3]:
        for box in row:
            box.tag = "th"
    for row in p.sheet(3)[3:]:
        row[0].tag, row[0].attrs = "th", ' scope="row"'

    def group(text: str) -> str:
        start = text.index("<table", text.index("三、收到和处理"))
        end = text.index("</table>", start)
        rows = text[start:end].split("\n")
        rows[1] = "<thead>" + rows[1]
        rows[3] += "</thead><tbody>"
        rows[-2] = "</tbody><tfoot>" + rows[-2] + "</tfoot>"
        return text[:start] + "\n".join(rows) + text[end:]

    p.edits.append(group)


@case("uppercase-and-unquoted", "Tags are upper case, attributes unquoted and doubled.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(
        lambda text: re.sub(r"<(/?)(td|tr|table|p)\b", lambda m: f"<{m[1]}{m[2].upper()}", text).replace(
            "<TD", "<TD ALIGN=center ALIGN=left"
        )
    )


@case("colgroup-and-comments", "Tables carry colgroups, and comments stand between rows and cells.", ISSUE_B)
def _(p: Page) -> None:
    columns = "<colgroup>" + "<col width=64>" * 10 + "</colgroup>"
    p.edits.append(lambda text: text.replace("border=1>", f"border=1>{columns}").replace("</tr>", "<!-- <td>9</td> --></tr><!-- row -->"))


@case("layout-table-around-everything", "The whole page is laid out by nested tables.", "portals/portals.md section 8 (VSB)")
def _(p: Page) -> None:
    menu = "<table><tr><td>首页</td><td>政务公开</td><td>办事服务</td></tr></table>"
    p.edits.append(
        lambda text: text.replace(
            "<body>", f"<body><table width=1000><tr><td>{menu}</td></tr><tr><td>左栏</td><td><table><tr><td>"
        ).replace("</body>", "</td></tr></table></td></tr></table></body>")
    )


@case("each-table-in-a-table", "Every statutory table stands in the one cell of another table.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(
        lambda text: text.replace("<table border=1>", "<table align=center><tr><td><table border=1>").replace(
            "</table>", "</table></td></tr></table>"
        )
    )


@case("section-tables-in-rows-of-one", "Headings and statutory tables are the rows of one outer table.", ISSUE_B)
def _(p: Page) -> None:
    pieces = [paragraphs(p.opening)]
    for part in p.parts.values():
        pieces += [paragraphs([part.heading, *part.paragraphs]), *map(table, part.sheets)]
    rows = "".join(f"<tr><td>{piece}</td></tr>\n" for piece in pieces)
    inside = report_html(p)
    p.edits.append(lambda text: text.replace(inside, f"<table width=900>{rows}</table>"))
