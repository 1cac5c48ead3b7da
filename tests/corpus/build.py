"""Pages of our own: clean reports with made-up figures, which `make.py` damages one defect at a time.

Written without the reader: labels come from `parsing.forms`, figures from a seeded random generator, so that a golden record states what
the page was made from and never what was read.
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from parsing.forms import FORMS, Form, Line, Table
from tests.corpus.golden import ABSENT, UNPARSED, Entry, Expected, Golden

BANNER = "<!-- Test page: made-up figures, published by nobody. -->"
AGENCIES = (
    "北京市朝阳区人民政府望京街道办事处",
    "南京市江宁区水务局",
    "成都市武侯区教育局",
    "杭州市余杭区民政局",
    "合肥市包河区司法局",
    "武汉市黄陂区农业农村局",
    "广州市荔湾区人民政府昌华街道办事处",
    "苏州市吴中区交通运输局",
    "沭阳县市场监督管理局",
    "长沙市雨花区财政局",
    "济南市历下区住房和城乡建设局",
    "厦门市思明区卫生健康局",
    "西安市雁塔区审计局",
    "昆明市官渡区应急管理局",
)
_OPENING = "本机关依照信息公开条例的要求写成这份年度报告。"
_PROSE = {
    1: ("本年度各项公开工作按计划完成，栏目更新及时，制度逐步健全。", "办公室专人负责公开平台的日常维护，重要事项先审后发。"),
    5: ("栏目内容还不够丰富，答复文书的质量有待提高。下一步将加强培训，补齐短板。",),
    6: ("本年度发出收费通知0件，总金额0元，实际收取总金额0元。",),
}
NO_FEES: dict[str, list[object]] = {
    "fee_notices_issued": [0, "件"],
    "fee_notices_amount": [0, "元"],
    "fee_collected_amount": [0, "元"],
}
HEADINGS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}


@dataclass(eq=False, slots=True)
class Box:
    """One printed cell. `key`: `table.row.col` of a figure, `table.row` of a row label, the column's code of a header; `inner`: its HTML where
    that is not just the text.
    """

    text: str
    key: str = ""
    rows: int = 1
    cols: int = 1
    tag: str = "td"
    attrs: str = ""
    inner: str | None = None
    is_figure: bool = False


Row = list[Box]
Sheet = list[Row]


@dataclass(slots=True)
class Part:
    """One section of the page: heading ("" for none), paragraphs, tables."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """A page in the making and what is expected of it; defects change both sides."""

    form: str
    agency: str
    year: int
    expected: Expected
    entries: dict[str, Entry]
    parts: dict[int, Part]
    rng: random.Random
    titles: list[str]  # <title>, then <h1>
    head: str = '<meta charset="utf-8">'
    above: list[str] = field(default_factory=list)  # HTML before the report's text
    opening: list[str] = field(default_factory=lambda: [_OPENING])
    signoff: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    edits: list[Callable[[str], str]] = field(default_factory=list)
    encode: Callable[[str], bytes] = str.encode
    call: dict[str, object] = field(default_factory=dict)
    suffix: str = ".html"
    more: list[Expected] = field(default_factory=list)
    body: str | None = None  # instead of everything above

    def sheet(self, number: int) -> Sheet:
        """The first table of a section."""
        return self.parts[number].sheets[0]

    def boxes(self) -> Iterator[Box]:
        """All cells of the tables."""
        return (box for part in self.parts.values() for sheet in part.sheets for row in sheet for box in row)

    def box(self, key: str) -> Box:
        """The cell of a figure or a label. Raises StopIteration when there is none."""
        return next(box for box in self.boxes() if box.key == key)

    def row(self, key: str) -> Row:
        """The row that holds the cell of `key`."""
        return next(row for part in self.parts.values() for sheet in part.sheets for row in sheet if any(box.key == key for box in row))

    def place(self, key: str) -> tuple[Sheet, int]:
        """The table that holds the cell of `key`, and the number of its row."""
        sheets = (sheet for part in self.parts.values() for sheet in part.sheets)
        return next((sheet, at) for sheet in sheets for at, row in enumerate(sheet) if any(box.key == key for box in row))

    def figures(self, prefix: str = "") -> list[Box]:
        """The cells of figures whose key starts so."""
        return [box for box in self.boxes() if box.is_figure and box.key.startswith(prefix)]

    def show(self, key: str, text: str, entry: Entry, inner: str | None = None) -> None:
        """Print another text in a cell of figures; `entry` is what it must read as, "?" with a doubt about the cell."""
        box = self.box(key)
        box.text, box.inner = text, inner
        self.entries[key] = entry
        if entry == UNPARSED:
            self.doubt("cell_unparsed", key)

    def drop(self, *keys: str) -> None:
        """The page carries no such cells."""
        for key in keys:
            self.entries.pop(key)

    def slipped(self, row: str) -> None:
        """Nobody can tell which cell of a row of section 3 is missing: none of its figures is read."""
        self.entries |= {key: UNPARSED for key in self.entries if key.startswith(f"s3_requests.{row}.")}
        self.doubt("row_ragged", f"s3_requests.{row}")

    def doubt(self, code: str, *where: str) -> None:
        """A problem that makes the report partial."""
        self.expected.status = "partial"
        self.expected.doubts += [f"{code} {place}" for place in where]

    def note(self, code: str, *where: str) -> None:
        """A problem that leaves the report as it is."""
        self.expected.notes += [f"{code} {place}" for place in where]

    def lone(self, html_text: str, **expected: object) -> None:
        """Replace the whole page, and what is expected of it."""
        self.body, self.entries = html_text, {}
        self.expected = Expected(**{"form": "unknown", **expected})  # type: ignore[arg-type]

    def text(self) -> str:
        """The page as text."""
        whole = self.body if self.body is not None else _whole(self)
        for edit in self.edits:
            whole = edit(whole)
        return whole

    def golden(self, defect: str, source: str) -> Golden:
        """The golden record."""
        self.expected.pack(self.entries)
        if self.entries:
            self.expected.failed = sorted({*self.expected.failed, *_failed(self.expected, self.entries)})
        self.expected.doubts = sorted(set(self.expected.doubts))
        return Golden(defect, source, [self.expected, *self.more], self.call)


def new_page(slug: str, form: str = "fmt2021") -> Page:
    """A clean report of a random agency and year, the same for the same slug."""
    rng = random.Random(slug)
    agency, year = rng.choice(AGENCIES), rng.choice((2019, 2020) if form == "fmt2019" else (2021, 2022, 2023, 2024, 2025))
    entries = figures(form, rng)
    title = f"{agency}{year}年政府信息公开工作年度报告"
    expected = Expected(
        form=form, title=title, agency_name=agency, year=year, report_scope="own", sections=[1, 2, 3, 4, 5, 6], facts={**NO_FEES}
    )
    parts = {number: Part(HEADINGS[number], list(_PROSE.get(number, ()))) for number in HEADINGS}
    parts[2].sheets = [[row for sheet in blocks(FORMS[form], entries) for row in sheet]]
    parts[3].sheets, parts[4].sheets = [requests(FORMS[form], entries)], [remedies(FORMS[form], entries)]
    return Page(form, agency, year, expected, entries, parts, rng, [title, title])


def figures(form: str, rng: random.Random) -> dict[str, Entry]:
    """A figure for every cell, as small as in a street's report, and the identities hold."""
    found: dict[str, Entry] = {}
    for table in FORMS[form].tables:
        for row in table.leaf_rows:
            for col in table.leaf_cols:
                value: Entry = rng.randrange(1, 30)
                if col.money:
                    value = round(rng.uniform(1, 900), 2)
                elif col.signed:
                    value = rng.randrange(-9, 20)
                elif col.code == "decisions":
                    value = rng.randrange(100, 4000)
                found[f"{table.code}.{row.code}.{col.code}"] = value
    _balance(form, found, rng)
    return found


def _balance(form: str, found: dict[str, Entry], rng: random.Random) -> None:
    requests_table, remedies_table = FORMS[form].table("s3_requests"), FORMS[form].table("s4_remedies")
    outcomes = [row.code for row in requests_table.leaf_rows if row.parent and row.code != "results_total"]
    columns = [col.code for col in requests_table.leaf_cols]
    for col in columns[:-1]:
        key = {row: f"s3_requests.{row}.{col}" for row in (*outcomes, "results_total", "carried_out", "carried_in", "received_new")}
        for row in outcomes:
            found[key[row]] = rng.randrange(0, 25) if col == columns[0] else rng.choice((0, 0, 1, 2, 3, 5))
        found[key["results_total"]] = total = sum(found[key[row]] for row in outcomes)
        found[key["carried_out"]] = out = rng.randrange(0, 9)
        found[key["carried_in"]] = min(rng.randrange(0, 9), total + out)
        found[key["received_new"]] = total + out - found[key["carried_in"]]
    for line in requests_table.leaf_rows:
        found[f"s3_requests.{line.code}.{columns[-1]}"] = sum(found[f"s3_requests.{line.code}.{col}"] for col in columns[:-1])
    for line in remedies_table.leaf_rows:
        parts = [f"s4_remedies.{line.code}.{col.code}" for col in remedies_table.leaf_cols[:-1]]
        found[f"s4_remedies.{line.code}.total"] = sum(found[part] for part in parts)


def _failed(expected: Expected, entries: dict[str, Entry]) -> Iterator[str]:
    for form in FORMS.values():
        for identity in form.identities:
            if expected.forms.get(identity.table, expected.form) != form.code:
                continue
            table = form.table(identity.table)
            for line in table.leaf_cols if identity.scope == "col" else table.leaf_rows:
                sides = [_sum(identity.table, side, line.code, identity.scope, entries) for side in (identity.left, identity.right)]
                if None not in sides and sides[0] != sides[1]:
                    yield f"{identity.code} {line.code}"


def _sum(table: str, codes: tuple[str, ...], line: str, scope: str, entries: dict[str, Entry]) -> float | None:
    keys = [f"{table}.{code}.{line}" if scope == "col" else f"{table}.{line}.{code}" for code in codes]
    values = [entries.get(key, ABSENT) for key in keys]
    return sum(values) if all(isinstance(value, int | float) for value in values) else None


def _figure(table: Table, row: Line, col: Line, entries: dict[str, Entry], cols: int = 1) -> Box:
    key = f"{table.code}.{row.code}.{col.code}"
    value = entries[key]
    return Box(f"+{value}" if col.signed and value > 0 else str(value), key, cols=cols, is_figure=True)


def blocks(form: Form, entries: dict[str, Entry]) -> list[Sheet]:
    """Section 2, a table for each block."""
    return [_block(table, entries) for table in form.tables if table.section == 2]


def _block(table: Table, entries: dict[str, Entry]) -> Sheet:
    widths = {1: [3], 2: [2, 1], 3: [1, 1, 1]}[len(table.leaf_cols)]
    header = [Box("信息内容"), *(Box(col.zh, f"{table.code}..{col.code}", cols=w) for col, w in zip(table.leaf_cols, widths, strict=True))]
    rows = [
        [
            Box(row.zh, f"{table.code}.{row.code}"),
            *(_figure(table, row, col, entries, w) for col, w in zip(table.leaf_cols, widths, strict=True)),
        ]
        for row in table.leaf_rows
    ]
    return [[Box(table.zh, table.code, cols=4)], header, *rows]


def requests(form: Form, entries: dict[str, Entry]) -> Sheet:
    """Section 3: three columns of labels, seven of figures."""
    table = form.table("s3_requests")
    first, *inner, last = table.leaf_cols
    corner = Box("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "s3_requests", 3, 3)
    sheet: Sheet = [
        [corner, Box("申请人情况", cols=7)],
        [Box(first.zh, f"s3_requests..{first.code}", 2), Box("法人或其他组织", cols=5), Box(last.zh, f"s3_requests..{last.code}", 2)],
        [Box(col.zh, f"s3_requests..{col.code}") for col in inner],
    ]
    results = [row for row in table.leaf_rows if row.parent]
    groups = {key: list(lines) for key, lines in groupby(results, key=lambda row: row.parent)}
    for row in table.leaf_rows:
        deep = row.parent not in ("", "results")
        labels = [Box(row.zh, f"s3_requests.{row.code}", cols=1 if deep else 2 if row.parent else 3)]
        if deep and row is groups[row.parent][0]:
            group = next(line for line in table.rows if line.code == row.parent)
            labels.insert(0, Box(group.zh, f"s3_requests.{group.code}", len(groups[row.parent])))
        if row is results[0]:
            labels.insert(0, Box("三、本年度办理结果", "s3_requests.results", len(results)))
        sheet.append([*labels, *(_figure(table, row, col, entries) for col in table.leaf_cols)])
    return sheet


def remedies(form: Form, entries: dict[str, Entry]) -> Sheet:
    """Section 4: one row of fifteen figures."""
    table = form.table("s4_remedies")
    zh = {row.code: row.zh for row in table.rows}
    return [
        [Box(zh["review"], "s4_remedies.review", 2, 5), Box(zh["suit"], "s4_remedies.suit", cols=10)],
        [Box(zh[code], f"s4_remedies.{code}", cols=5) for code in ("suit_direct", "suit_after_review")],
        [Box(col.zh, f"s4_remedies.{row.code}..{col.code}") for row in table.leaf_rows for col in table.leaf_cols],
        [_figure(table, row, col, entries) for row in table.leaf_rows for col in table.leaf_cols],
    ]


def cell(box: Box) -> str:
    """A cell as HTML."""
    spans = "".join(f" {name}={n}" for name, n in (("rowspan", box.rows), ("colspan", box.cols)) if n != 1)
    return f"<{box.tag}{spans}{box.attrs}>{html.escape(box.text, quote=False) if box.inner is None else box.inner}</{box.tag}>"


def table(sheet: Sheet, attrs: str = " border=1") -> str:
    """A table as HTML."""
    return f"<table{attrs}>" + "".join(f"\n<tr>{''.join(map(cell, row))}</tr>" for row in sheet) + "\n</table>"


def paragraphs(texts: list[str]) -> str:
    """Paragraphs as HTML; what starts with `<` is HTML already."""
    return "\n".join(text if text.startswith("<") else f"<p>{html.escape(text, quote=False)}</p>" for text in texts if text)


def report_html(page: Page) -> str:
    """The report's own text: headings, paragraphs, tables, sign-off."""
    pieces = [paragraphs(page.opening)]
    for part in page.parts.values():
        pieces += [paragraphs([part.heading, *part.paragraphs]), *map(table, part.sheets)]
    return "\n".join([piece for piece in pieces if piece] + [paragraphs(page.signoff)])


def _whole(page: Page) -> str:
    head_title, headline = page.titles
    top = [f"<title>{head_title}</title>" if head_title else "", "</head><body>", BANNER, *page.above]
    text = [f"<h1>{headline}</h1>" if headline else "", f'<div id="zoom">\n{report_html(page)}\n</div>', *page.below]
    return "\n".join(["<!DOCTYPE html>", f"<html><head>{page.head}", *filter(None, [*top, *text]), "</body></html>\n"])
