"""What a report says from its opening to its sign-off, block by block, before anything gives it a form: a page or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from crawler.demo import prose, tables
from crawler.demo.figures import DemoReport
from crawler.demo.tables import Rows


@dataclass(frozen=True, slots=True)
class Block:
    """A line of text by what it is there, or a table (`rows`)."""

    kind: Literal["paragraph", "heading", "closing", "table"]
    text: str = ""
    rows: Rows = field(default_factory=list)


def contents(report: DemoReport) -> list[Block]:
    """The six sections with their tables, and the sign-off; the title stands above and is not part of it."""
    form = report.requests_form
    parts = [
        [*map(_paragraph, prose.overview(report))],
        [Block("table", rows=rows) for rows in tables.proactive(report)],
        [_table_or_none(report, "requests", tables.requests)],
        [_table_or_none(report, "remedies", tables.remedies)],
        [*map(_paragraph, prose.improvement(report))],
        [_paragraph(prose.other(report))],
    ]
    blocks = [_paragraph(prose.opening(report))]
    for heading, part in zip(form.headings, parts, strict=True):
        blocks += [Block("heading", heading), *part]
    return [*blocks, Block("closing", report.entry["signed_by"]), Block("closing", prose.signed(report))]


def _paragraph(text: str) -> Block:
    return Block("paragraph", text)


def _table_or_none(report: DemoReport, part: str, rows: Callable[[DemoReport], Rows]) -> Block:
    return _paragraph(prose.left_out()) if report.omits(part) else Block("table", rows=rows(report))
