"""What cells hold besides a figure: nested tables, hidden parts, several figures, form fields, pictures, marks."""

from __future__ import annotations

import re

from parsing.forms import FORMS
from tests.corpus.build import Box, Page, cell, table
from tests.corpus.golden import UNPARSED
from tests.corpus.make import case

ISSUE_B = "issue B, list of grids"
QUIRKS = "reports/quirks.md item {}"
_NP = "natural_person"


@case("figure-in-a-nested-table", "Each figure of section 2 stands in a table of its own inside its cell.", ISSUE_B)
def _(p: Page) -> None:
    for box in p.figures("s2_"):
        box.inner = f"<table width=100%><tr><td>{box.text}</td></tr></table>"


@case("hidden-row", "A template row with other figures is hidden by display:none.", ISSUE_B)
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.carried_in")
    rows = [Box("二、上年结转政府信息公开申请数量", cols=3), *(Box("77") for _ in range(7))]
    for box in rows:
        box.attrs = ' class="tpl"'
    sheet.insert(at, rows)
    p.edits.append(lambda text: text.replace('<tr><td colspan=3 class="tpl">', '<tr style="DISPLAY: none"><td colspan=3 class="tpl">'))


@case("hidden-cells", "Each row of section 3 begins with a hidden cell that holds an id.", ISSUE_B)
def _(p: Page) -> None:
    for at, row in enumerate(p.sheet(3)):
        row.insert(0, Box(str(90_000 + at), attrs=' style="display:none"'))


@case("hidden-attribute", "A hidden <table hidden> with other figures stands before section 4.", ISSUE_B)
def _(p: Page) -> None:
    hidden = table([[Box("88" if box.is_figure else box.text, "", box.rows, box.cols) for box in row] for row in p.sheet(4)], " hidden")
    p.parts[4].paragraphs = [hidden]


@case("several-figures-in-a-cell", "All outcomes of 行政复议 stand in one cell, a line each.", ISSUE_B)
def _(p: Page) -> None:
    row = p.sheet(4)[3]
    keys = [box.key for box in row[:5]]
    row[:5] = [Box("", cols=5, inner="<br>".join(box.text for box in row[:5]))]
    p.drop(*keys)
    p.doubt("row_ragged", "s4_remedies.suit_direct", "s4_remedies.suit_after_review")
    p.doubt("row_missing", "s4_remedies.review")


@case("rows-in-a-cell", "Two labels share a cell, and their figures share cells, a line each.", ISSUE_B)
def _(p: Page) -> None:
    sheet, at = p.place("s3_requests.received_new")
    for upper, lower in zip(sheet[at], sheet[at + 1], strict=True):
        upper.inner = f"{upper.text}<br>{lower.text}"
        if upper.is_figure:
            p.drop(upper.key, lower.key)
    del sheet[at + 1]
    p.doubt("row_missing", "s3_requests.received_new", "s3_requests.carried_in")


@case("figure-over-two-columns", "One figure is merged over 商业企业 and 科研机构.", ISSUE_B)
def _(p: Page) -> None:
    row = p.row("s3_requests.granted_full")
    p.drop(row[-6].key, row[-5].key)
    row[-6].cols = 2
    row.remove(row[-5])
    p.doubt("row_ragged", "s3_requests.granted_full")
    p.doubt("cell_missing", "s3_requests.granted_full.org_commercial", "s3_requests.granted_full.org_research")


@case("figure-over-two-rows", "One figure is merged over two rows of section 3.", ISSUE_B)
def _(p: Page) -> None:
    box, below = p.box(f"s3_requests.granted_full.{_NP}"), p.box(f"s3_requests.granted_partial.{_NP}")
    box.rows = 2
    p.row(below.key).remove(below)
    for key in (box.key, below.key):
        p.entries[key] = UNPARSED
        p.doubt("cell_ambiguous", key)


@case("label-over-two-rows", "One row label is merged over two rows of figures.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests.received_new").rows = 2
    below = p.row("s3_requests.carried_in")
    del below[0]
    for box in below:
        p.drop(box.key)
    for box in p.figures("s3_requests.received_new"):
        p.entries[box.key] = UNPARSED
        p.doubt("cell_ambiguous" if box.text == below[0].text else "cell_conflict", box.key)
    p.doubt("row_missing", "s3_requests.carried_in")


@case("words-paragraphs", "Word's cells: MsoNormal paragraphs, spans, empty o:p.", QUIRKS.format(8))
def _(p: Page) -> None:
    for box in p.boxes():
        box.inner = f'<p class="MsoNormal" align="center"><span lang="EN-US">{box.text}</span><span><o:p></o:p></span></p>'
    p.edits.append(lambda text: text.replace('<span lang="EN-US">', "<span>"))


@case("labels-in-many-spans", "Every label is cut into spans of one or two characters.", QUIRKS.format(8))
def _(p: Page) -> None:
    for box in p.boxes():
        if not box.is_figure:
            box.inner = "".join(f"<span>{box.text[at : at + 2]}</span>\n" for at in range(0, len(box.text), 2))


@case("labels-in-two-paragraphs", "Header names are broken over two paragraphs: 商业 / 企业.", QUIRKS.format(8))
def _(p: Page) -> None:
    for box in p.boxes():
        if not box.is_figure and 4 <= len(box.text) <= 8:
            box.inner = f"<p>{box.text[:2]}</p><p>{box.text[2:]}</p>"


@case("labels-broken-by-br", "Labels are broken by <br> in the middle of words.", "forms/README.md section 7")
def _(p: Page) -> None:
    for box in p.boxes():
        if not box.is_figure and len(box.text) > 5:
            box.inner = f"{box.text[:5]}<br/>{box.text[5:]}"


@case("ruby-over-labels", "Header names carry ruby annotations.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests..org_research").inner = "<ruby>科研<rp>(</rp><rt>keyan</rt><rp>)</rp></ruby>机构"


@case("footnote-mark-on-a-label", "A label carries a raised footnote mark.", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests.refused_state_secret").inner = "1.属于国家秘密<sup>①</sup>"


@case("footnote-mark-on-a-header", "The header 总计 carries a raised [1].", ISSUE_B)
def _(p: Page) -> None:
    p.box("s3_requests..total").inner = "总计<sup>[1]</sup>"


@case("figure-in-a-form-field", "A figure stands in the value of a form field.", ISSUE_B)
def _(p: Page) -> None:
    box = p.box(f"s3_requests.received_new.{_NP}")
    box.inner = f'<input type="text" size="4" value="{box.text}">'


@case("figure-in-a-select", "A figure stands in a drop-down list.", ISSUE_B)
def _(p: Page) -> None:
    key = f"s3_requests.received_new.{_NP}"
    box = p.box(key)
    p.show(key, box.text, UNPARSED, inner=f"<select><option>0</option><option selected>{box.text}</option></select>")


@case("figure-is-a-picture", "A figure is a picture.", ISSUE_B)
def _(p: Page) -> None:
    key = f"s3_requests.received_new.{_NP}"
    p.show(key, "", UNPARSED, inner='<img src="image/001.gif" alt="">')


@case("figure-by-entities", "Figures and labels are written as character references.", ISSUE_B)
def _(p: Page) -> None:
    for box in p.boxes():
        box.inner = "".join(f"&#{ord(char)};" if at % 2 else f"&#x{ord(char):x};" for at, char in enumerate(box.text))


@case("invisible-characters", "Zero-width spaces, soft hyphens and no-break spaces stand in labels and figures.", ISSUE_B)
def _(p: Page) -> None:
    for box in p.boxes():
        box.inner = f"&nbsp;\u200b{box.text[:1]}&shy;{box.text[1:]}\ufeff&nbsp;"


@case("struck-out-figure", "A figure is struck out and another stands beside it.", ISSUE_B)
def _(p: Page) -> None:
    p.show(f"s3_requests.received_new.{_NP}", "5", UNPARSED, inner="<s>5</s>3")


@case("raised-footnote-beside-a-figure", "A figure carries a raised 1.", ISSUE_B)
def _(p: Page) -> None:
    p.show(f"s3_requests.received_new.{_NP}", "3", UNPARSED, inner="3<sup>1</sup>")


@case("css-table-of-divs", "The tables are divs laid out by style sheets.", ISSUE_B)
def _(p: Page) -> None:
    divs = {"table border=1": "div class=t", "/table": "/div", "tr": "div class=r", "/tr": "/div", "/td": "/div"}

    def turn(text: str) -> str:
        for old, new in divs.items():
            text = text.replace(f"<{old}>", f"<{new}>")
        return re.sub(r"<td[^>]*>", "<div class=c>", text)

    p.edits.append(turn)
    p.entries, p.expected.form = {}, "unknown"
    p.expected.status, p.expected.reason = "failed", "no_table"


@case("tables-in-pre", "The tables are drawn with characters in <pre>.", ISSUE_B)
def _(p: Page) -> None:
    for part in p.parts.values():
        drawn = ["│".join(box.text for box in row) for sheet in part.sheets for row in sheet]
        part.paragraphs += [f"<pre>{chr(10).join(drawn)}</pre>"] if drawn else []
        part.sheets = []
    p.entries, p.expected.form = {}, "unknown"
    p.expected.status, p.expected.reason = "failed", "no_table"


@case("cell-in-the-wrong-row", "A stray <td> after </tr> opens a row of its own.", ISSUE_B)
def _(p: Page) -> None:
    box = p.row("s3_requests.carried_out")[-1]
    printed = cell(box)
    p.slipped("carried_out")
    p.drop(box.key)
    p.doubt("cell_missing", box.key)
    p.edits.append(lambda text: text.replace(f"{printed}</tr>\n</table>", f"</tr>{printed}\n</table>", 1))


@case("figure-outside-its-cell", "A figure stands between two cells, so that a browser throws it out of the table.", ISSUE_B)
def _(p: Page) -> None:
    key = f"s3_requests.received_new.{_NP}"
    box = p.box(key)
    box.inner = "</td>" + box.text + "<td>"
    p.slipped("received_new")


@case("page-cut-inside-the-table", "The page ends inside section 3.", "issue B; portals/portals.md section 6")
def _(p: Page) -> None:
    p.edits.append(lambda text: text[: text.index("（四）无法提供")])
    rows = [line.code for line in FORMS["fmt2021"].table("s3_requests").leaf_rows]
    lost = [f"s3_requests.{row}" for row in rows[rows.index("unavailable_not_held") :]]
    p.drop(*[key for key in p.entries if key.rpartition(".")[0] in lost or key.startswith("s4")])
    p.expected.sections, p.expected.facts = [1, 2, 3], {}
    p.doubt("row_missing", *lost)
    p.doubt("table_missing", "s4_remedies")
    p.doubt("markup_broken", "page")
