"""The day a page says it was published, which is neither the fiscal year nor the day of an update or a printout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsing.document import Document, Grid
from parsing.narrative.numerals import DATE, iso_date
from parsing.narrative.text import Line, fold

# Best first; 日期 and 时间 alone only where nothing stands before them (更新时间, 打印时间 do not count).
_LABELS = tuple(
    re.compile(rf"{label}[:\]】|]*({DATE})")
    for label in (r"发布(?:时间|日期)", r"(?:公开|公布|发文|发稿|上网|公文生成)(?:时间|日期)", r"(?<![\u4e00-\u9fff])(?:时间|日期)")
)
_APART = re.compile(r"(?<=\d)\s+(?=\d)|\s+(?=发布|日期|时间)")
_OPENING_LINES = 40
_MAX_LINE = 300
_MAX_CARD = 80


def published_on(document: Document, lines: Sequence[Line]) -> str | None:
    """YYYY-MM-DD from the meta tag PubDate, else from a labelled line or index card near the top; None if absent or impossible."""
    if day := iso_date(_fold(document.meta.get("PubDate", ""))):
        return day
    texts = [*_cards(document), *(_fold(line.printed[:_MAX_LINE]) for line in _edges(lines))]
    for label in _LABELS:
        for text in texts:
            if found := label.search(text):
                return iso_date(found[1])
    return None


def _fold(text: str) -> str:
    # Folding must not glue the hour to the day (`2015-03-30 10:35`), nor one label to the value before it.
    return fold(_APART.sub("|", text))


def _edges(lines: Sequence[Line]) -> Sequence[Line]:
    return lines if len(lines) <= 2 * _OPENING_LINES else [*lines[:_OPENING_LINES], *lines[-_OPENING_LINES:]]


def _cards(document: Document) -> Iterator[str]:
    # The index card of Jiangsu, Fujian, Tibet …: a small table of labels and values above the report.
    for grid in document.grids[:2]:
        if isinstance(grid, Grid) and len(grid.cells) <= _MAX_CARD:
            texts = [_fold(cell.text[:_MAX_LINE]) for cell in grid.cells]
            yield from texts
            yield from (label + value for label, value in pairwise(texts))
