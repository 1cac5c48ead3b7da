"""Plain text to a `Document`: prose, and tables as text extractors (Tika) dump them, a cell a line.

A line that starts with a tab opens a cell; a further line belongs to it; a blank line ends the row; three of them, or prose, end the table
(`../shared/reports/xiaoguan-2021.txt`, the text of a Word file).
"""

from __future__ import annotations

import re

from parsing.document import Document, Paragraph
from parsing.errors import TooLargeError
from parsing.readers.spans import infer_grid

_BLANKS_THAT_END = 3
# The longest report seen has 900 lines.
MAX_LINES = 200_000
# Word's bookmarks come through as text (seen in the 小关街道 FY2021 dump).
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]\s?")


def read_plain(text: str) -> Document:
    """Read text. Raises `TooLargeError` beyond `MAX_LINES` lines. Spans that the dump does not show are inferred (`spans.infer_grid`)."""
    document = Document(format="text")
    rows: list[list[str]] = []
    blanks = 0
    if (lines := text.count("\n")) > MAX_LINES:
        raise TooLargeError(f"{lines} lines, at most {MAX_LINES} are read")
    for line in _BOOKMARK.sub("", text.replace("\x00", "")).splitlines():
        if line.startswith("\t"):
            if blanks or not rows:
                rows.append([])
            rows[-1].append(line.strip())
            blanks = 0
        elif not line.strip():
            blanks += 1
            if rows and blanks >= _BLANKS_THAT_END:
                _end_table(rows, document)
        elif rows and not blanks:
            rows[-1][-1] = f"{rows[-1][-1]}\n{line.strip()}".strip()
        else:
            _end_table(rows, document)
            blanks = 0
            document.blocks.append(Paragraph(line.strip()))
    _end_table(rows, document)
    return document


def _end_table(rows: list[list[str]], document: Document) -> None:
    if not rows:
        return
    if all(len(row) == 1 for row in rows):  # prose indented by tabs
        document.blocks += [Paragraph(row[0]) for row in rows if row[0]]
    else:
        document.blocks.append(infer_grid([list(row) for row in rows]))
    rows.clear()
