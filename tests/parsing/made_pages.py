"""Clean report pages from a form and a dict of figures, written without the reader: only labels and spans come from `parsing.forms`."""

from __future__ import annotations

import html
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Literal

from parsing.forms import FORMS, Form, Line, Table

Key = tuple[str, str, str]
Kind = Literal["row", "group", "col", "band", "figure", "other"]
ODD = "odd"  # the value of a text that is no single figure


@dataclass(eq=False, slots=True)
class Td:
    """One printed cell and what it is known to be: `code` of its label (`table.row` for rows), `value` of its figure (None blank, ODD)."""

    text: str
    kind: Kind = "other"
    code: str = ""
    value: int | float | str | None = None
    rowspan: int = 1
    colspan: int = 1
    tag: str = "td"
    damaged: bool = False


Row = list[Td]
Rows = list[Row]


@dataclass(slots=True)
class Page:
    title: str
    tables: list[tuple[str, Rows]] = field(default_factory=list)  # heading, rows


def random_figures(form: str, rng: random.Random) -> dict[Key, str]:
    """A text for every cell of a form, most of them small numbers that differ from one another."""
    figures = {}
    for table in FORMS[form].tables:
        for row in table.leaf_rows:
            for col in table.leaf_cols:
                money = f"{rng.randrange(10**6)}.{rng.randrange(1, 10**4):04d}"
                change = f"{rng.choice('+-')}{rng.randrange(1, 99)}"
                figures[table.code, row.code, col.code] = money if col.money else change if col.signed else _number(rng)
    return figures


def _number(rng: random.Random) -> str:
    return str(rng.choice([0, rng.randrange(1, 10), rng.randrange(10, 1000), rng.randrange(1000, 10**7)]))


def figure(text: str) -> Td:
    plain = text.strip().lstrip("+")
    return Td(text, "figure", value=None if not plain else float(plain) if "." in plain else int(plain))


def clean_page(form: str, figures: dict[Key, str], *, one_table: bool = True, s3_form: str = "") -> Page:
    """The page of a whole report. `one_table`: section 2's blocks stand in one table. `s3_form`: sections 3 and 4 in another form."""
    page = Page(f"某某街道办事处{FORMS[form].first_year}年政府信息公开工作年度报告")
    blocks = [_block(table, figures) for table in FORMS[form].tables if table.section == 2]
    heading = "二、主动公开政府信息情况"
    if one_table:
        page.tables.append((heading, [row for block in blocks for row in block]))
    else:
        page.tables += [(heading if not place else "", block) for place, block in enumerate(blocks)]
    other = FORMS[s3_form or form]
    page.tables.append(("三、收到和处理政府信息公开申请情况", _requests(other, figures)))
    page.tables.append(("四、政府信息公开行政复议、行政诉讼情况", _remedies(other, figures)))
    return page


def _row_label(table: Table, row: Line, **spans: int) -> Td:
    return Td(row.zh, "row", f"{table.code}.{row.code}", **spans)


def _block(table: Table, figures: dict[Key, str]) -> Rows:
    """A block of section 2 over a grid of four columns."""
    widths = {1: [3], 2: [2, 1], 3: [1, 1, 1]}[len(table.leaf_cols)]
    header = [Td("信息内容"), *(Td(c.zh, "col", c.code, colspan=w) for c, w in zip(table.leaf_cols, widths, strict=True))]
    rows = [[Td(table.zh, colspan=4)], header]
    for row in table.leaf_rows:
        cells = [figure(figures[table.code, row.code, col.code]) for col in table.leaf_cols]
        for cell, width in zip(cells, widths, strict=True):
            cell.colspan = width
        rows.append([_row_label(table, row), *cells])
    return rows


def _requests(form: Form, figures: dict[Key, str]) -> Rows:
    table = form.table("s3_requests")
    corner = Td("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", rowspan=3, colspan=3)
    first, last = table.leaf_cols[0], table.leaf_cols[-1]
    rows: Rows = [
        [corner, Td("申请人情况", colspan=7)],
        [Td(first.zh, "col", first.code, rowspan=2), Td("法人或其他组织", colspan=5), Td(last.zh, "col", last.code, rowspan=2)],
        [Td(col.zh, "col", col.code) for col in table.leaf_cols[1:-1]],
    ]
    results = [row for row in table.leaf_rows if row.parent]
    groups = [(key, list(lines)) for key, lines in groupby(results, key=lambda row: row.parent)]
    for row in table.leaf_rows:
        labels = [_row_label(table, row, colspan=1 if row.parent not in ("", "results") else 2 if row.parent else 3)]
        parent, lines = next((g for g in groups if row in g[1]), ("", []))
        if parent not in ("", "results") and row is lines[0]:
            heading = next(line for line in table.rows if line.code == parent)
            labels.insert(0, Td(heading.zh, "group", heading.code, rowspan=len(lines)))
        if results and row is results[0]:
            labels.insert(0, Td("三、本年度办理结果", "group", "results", rowspan=len(results)))
        rows.append([*labels, *(figure(figures[table.code, row.code, col.code]) for col in table.leaf_cols)])
    return rows


def _remedies(form: Form, figures: dict[Key, str]) -> Rows:
    table = form.table("s4_remedies")
    bands = {row.code: row.zh for row in table.rows}
    rows: Rows = [
        [Td(bands["review"], "band", "review", rowspan=2, colspan=5), Td(bands["suit"], "other", colspan=10)],
        [Td(bands[code], "band", code, colspan=5) for code in ("suit_direct", "suit_after_review")],
        [Td(col.zh, "col", col.code) for _ in table.leaf_rows for col in table.leaf_cols],
        [figure(figures[table.code, row.code, col.code]) for row in table.leaf_rows for col in table.leaf_cols],
    ]
    return rows


PLAIN = "{}"
WORD = '<p class="MsoNormal" style="text-align:center"><span style="font-family:宋体">{}</span><span lang="EN-US"><o:p></o:p></span></p>'


def _inner(text: str, markup: str) -> str:
    if markup == "plain":
        return html.escape(text)
    cut = len(text) // 2  # Word cuts a label anywhere
    return WORD.format("</span><span>".join(html.escape(part) for part in (text[:cut], text[cut:]) if part) or "&nbsp;")


def _cell(td: Td, number: int, markup: str) -> str:
    spans = "".join(f' {name}="{n}"' for name, n in (("rowspan", td.rowspan), ("colspan", td.colspan)) if n != 1)
    return f'<{td.tag} id="c{number}"{spans}>{_inner(td.text, markup)}</{td.tag}>'


def render_rows(rows: Rows, markup: str = "plain", numbers: Iterator[int] | None = None) -> str:
    """A table; each cell has the id `c<number>`, counted over the page."""
    numbers = numbers or count()
    lines = ("<tr>" + "".join(_cell(td, next(numbers), markup) for td in row) + "</tr>" for row in rows)
    return "<table border=1>" + "\n".join(lines) + "</table>"


def render(page: Page, markup: str = "plain") -> str:
    """The page as HTML. `markup`: plain, or word (spans inside paragraphs, labels cut in two)."""
    numbers = count()
    body = [f"<h1>{page.title}</h1>", "<p>本报告依据条例编制。</p>", "<p>一、总体情况</p><p>全年工作平稳。</p>"]
    for heading, rows in page.tables:
        body += [f"<p>{heading}</p>" if heading else "", render_rows(rows, markup, numbers)]
    body.append("<p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>无。</p>")
    return "<!DOCTYPE html><html><head><meta charset=utf-8></head><body>" + "\n".join(body) + "</body></html>"
