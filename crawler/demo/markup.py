"""Two ways in which editors bring tables and paragraphs to a page: clean HTML, and text pasted from Word."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from crawler.demo.contents import Block
from crawler.demo.tables import Printed, Rows


class Clean:
    """What an editor of the publishing system writes: plain paragraphs, `<br />` inside labels, `&nbsp;` in blank cells."""

    def heading(self, text: str) -> str:
        """A section heading."""
        return f"<p><strong>{escape(text)}</strong></p>"

    def paragraph(self, text: str) -> str:
        """A paragraph of prose, indented by two ideographic spaces."""
        return f"<p>　　{escape(text)}</p>"

    def closing(self, text: str) -> str:
        """A line of the sign-off."""
        return f'<p style="text-align: right;">{escape(text)}</p>'

    def table(self, rows: Rows) -> str:
        """A table with spans."""
        return _table('<table align="center" border="1" cellspacing="0"><tbody>', rows, self._cell, "</tbody></table>")

    def _cell(self, cell: Printed) -> str:
        if cell.text is None:
            return "&nbsp;"
        return f'<p align="center">{escape(cell.text).replace(chr(10), "<br />")}</p>'


class Word:
    """What a paste from Word leaves: Mso classes, labels torn into spans, `<o:p>`, one paragraph a line."""

    def heading(self, text: str) -> str:
        """A section heading whose numeral Word kept apart."""
        numeral, rest = text[:2], text[2:]
        marks = f'<!--[if !supportLists]--><span style="font-family:黑体">{escape(numeral)}</span><!--[endif]-->'
        return f'<p class="MsoListParagraph" style="text-indent:32.0pt">{marks}<span style="font-family:黑体">{escape(rest)}</span></p>'

    def paragraph(self, text: str) -> str:
        """A paragraph of prose, torn into two runs."""
        return f'<p class="MsoNormal" style="text-indent:32.0pt">{_runs(text, 9)}<span lang="EN-US"><o:p></o:p></span></p>'

    def closing(self, text: str) -> str:
        """A line of the sign-off."""
        return f'<p class="MsoNormal" align="right" style="text-align:right">{_runs(text, 2)}<span lang="EN-US"><o:p></o:p></span></p>'

    def table(self, rows: Rows) -> str:
        """A table with spans."""
        start = '<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse">'
        return _table(start, rows, self._cell, "</table>")

    def _cell(self, cell: Printed) -> str:
        if cell.text is None:
            return '<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>'
        if cell.figure:
            return f'<p class="MsoNormal" align="center"><span lang="EN-US"> {escape(cell.text)}<o:p></o:p></span></p>'
        return "".join(
            f'<p class="MsoNormal" align="center">{_runs(line, 1 if len(line) == 4 else 3)}</p>' for line in cell.text.split("\n")
        )


DRESSES: dict[str, Clean | Word] = {"clean": Clean(), "word": Word()}


def dressed(block: Block, dress: Clean | Word) -> str:
    """A block of a report as markup."""
    if block.kind == "table":
        return dress.table(block.rows)
    return {"paragraph": dress.paragraph, "heading": dress.heading, "closing": dress.closing}[block.kind](block.text)


def _runs(text: str, at: int) -> str:
    parts = [part for part in (text[:at], text[at:]) if part]
    return "".join(f'<span style="font-family:仿宋">{escape(part)}</span>' for part in parts)


def _table(start: str, rows: Rows, inside: Callable[[Printed], str], end: str) -> str:
    lines = ["<tr>" + "".join(f"<td{_spans(cell)}>{inside(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return "\n".join([start, *lines, end])


def _spans(cell: Printed) -> str:
    names = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
    return "".join(f' {name}="{size}"' for name, size in names if size > 1)
