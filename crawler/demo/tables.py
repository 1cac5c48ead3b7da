"""From the figures of one report to its printed tables: rows of cells with spans, no markup yet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from crawler.demo.figures import Block, DemoReport, Form


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed cell; text None is a blank cell, a line feed breaks the line. `figure` tells figures from labels."""

    text: str | None
    colspan: int = 1
    rowspan: int = 1
    figure: bool = False


Rows = list[list[Printed]]
# Number of figures in a row of section 2 -> their spans in the header row and in the rows below. Published pages of FY2019 have
# rows whose spans do not agree with those of their header, though the cells stand in the same order: that is "shifted".
SPANS: dict[str, dict[int, tuple[tuple[int, ...], tuple[int, ...]]]] = {
    "even": {1: ((3,), (3,)), 2: ((1, 2), (1, 2)), 3: ((1, 1, 1), (1, 1, 1))},
    "shifted": {1: ((4,), (4,)), 2: ((2, 2), (2, 2)), 3: ((1, 2, 1), (2, 1, 1))},
}


def proactive(report: DemoReport) -> list[Rows]:
    """Section 2: one table, or one for each block where the report says `proactive = "blocks"`."""
    blocks = [_block(report, block) for block in report.proactive_form.proactive]
    return blocks if report.entry["proactive"] == "blocks" else [[row for rows in blocks for row in rows]]


def _block(report: DemoReport, block: Block) -> Rows:
    header, below = SPANS[report.entry.get("spans", "even")][len(block.columns)]
    labels = [Printed(label, span) for (_, label), span in zip(block.columns, header, strict=True)]
    rows: Rows = [[Printed(block.title, 1 + sum(header))], [Printed("信息内容"), *labels]]
    for row, label in block.rows:
        texts = [report.cells[f"{block.table}.{row}.{col}"] for col, _ in block.columns]
        rows.append([Printed(label), *(Printed(text, span, figure=True) for text, span in zip(texts, below, strict=True))])
    return rows


def requests(report: DemoReport) -> Rows:
    """Section 3: three header rows, then the label area of three columns and seven figures a row."""
    form = report.requests_form
    rows = _request_header(form)
    for outer, lines in groupby(form.requests, key=lambda line: line[1]):
        group = list(lines)
        for n, (row, _, inner, label) in enumerate(group):
            cells = [Printed(outer, rowspan=len(group))] if outer and n == 0 else []
            cells += _labels(group, n, outer, inner, label)
            rows.append(cells + [Printed(report.cells[f"s3_requests.{row}.{col}"], figure=True) for col, _ in form.columns])
    return rows


def _request_header(form: Form) -> Rows:
    labels = [Printed(label) for _, label in form.columns]
    person, total = labels[0].text, labels[-1].text
    return [
        [Printed(form.corner, colspan=3, rowspan=3), Printed("申请人情况", colspan=7)],
        [Printed(person, rowspan=2), Printed("法人或其他组织", colspan=5), Printed(total, rowspan=2)],
        labels[1:-1],
    ]


def _labels(group: list[tuple[str, str, str, str]], n: int, outer: str, inner: str, label: str) -> list[Printed]:
    if not outer:
        return [Printed(label, colspan=3)]
    if not inner:
        return [Printed(label, colspan=2)]
    if n and group[n - 1][2] == inner:
        return [Printed(label)]
    return [Printed(inner, rowspan=sum(line[2] == inner for line in group)), Printed(label)]


def remedies(report: DemoReport) -> Rows:
    """Section 4: 行政复议 and the two kinds of suit side by side, one row of fifteen figures."""
    form = report.requests_form
    (_, review), *suits = form.blocks
    results = [Printed(label) for _, label in form.results]
    tall = [Printed(cell.text, rowspan=2) for cell in results]
    figures = [Printed(report.cells[f"s4_remedies.{block}.{col}"], figure=True) for block, _ in form.blocks for col, _ in form.results]
    return [
        [Printed(review, colspan=5), Printed("行政诉讼", colspan=10)],
        tall + [Printed(label, colspan=5) for _, label in suits],
        results * len(suits),
        figures,
    ]
