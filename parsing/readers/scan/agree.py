"""One text of two recognitions, and how sure it is: what they say differently is not to be believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import cv2

from parsing.labels import find, squeeze
from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.cells import View, without_specks
from parsing.readers.scan.shapes import cut
from parsing.readers.scan.sheet import Page

# Less sure than this is a guess, though both recognitions guess alike.
_SURE = 0.6
_FIGURE = re.compile(r"[\d.,+-]+")
_PADDING = 0.3  # em, beside the text of a cell
_LOW = 0.45  # of the height of a digit: lower ones are points


@dataclass(frozen=True, slots=True)
class Agreed:
    """The text of a cell, 0 to 1, and the doubt ("one|the other", "" where both agree)."""

    text: str
    confidence: float
    doubt: str = ""


def agree(page: Page, cell: Box, by_page: View, by_cell: View) -> Agreed:
    """Settle a cell.

    Both recognitions must say the same of it. A blank cell must show no ink of any colour, and of a figure as many digits must be seen
    apart as are read. Where labels differ, the one that is a label of some form stands; where both are, neither.
    """
    one, other = _text(by_page, cell, page.em), _text(by_cell, cell, page.em)
    confidence = min(by_page.confidence, by_cell.confidence)
    if squeeze(one) != squeeze(other):
        return Agreed(_better(one, other, by_page, by_cell), confidence, f"{_flat(one)}|{_flat(other)}")
    text = max(one, other, key=lambda found: found.count("\n") + found.count(" "))
    if not text:
        return Agreed("", confidence, "|?" if _has_ink(page, cell) else "")
    figure = _FIGURE.fullmatch(text) is not None
    unsure = figure and (confidence < _SURE or _digits_seen(page, by_cell) != sum(map(str.isdigit, text)))
    return Agreed(text, confidence, f"{_flat(text)}|?" if unsure else "")


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _text(view: View, cell: Box, em: float) -> str:
    """The lines of a cell put together: a figure goes on in the next line only where its own line has no room for another digit."""
    pieces = [line.text for line in view.lines[:1]]
    for (before, after), (box, _) in zip(pairwise(view.lines), pairwise(view.boxes), strict=True):
        figures = _FIGURE.fullmatch(before.text) and _FIGURE.fullmatch(after.text)
        digit = (box.x1 - box.x0) / max(1, len(before.text))
        room = cell.x1 - cell.x0 - (box.x1 - box.x0) - 2 * _PADDING * em
        pieces.append(after.text if figures and room < digit else f"\n{after.text}")
    return "".join(pieces)


def _better(one: str, other: str, by_page: View, by_cell: View) -> str:
    known = [text for text in (one, other) if find(text)]
    if len(known) == 1:
        return known[0]
    if known and find(one) != find(other):
        return f"{one}|{other}"
    return one if one and by_page.confidence >= by_cell.confidence else other or one


def _has_ink(page: Page, cell: Box) -> bool:
    return bool(without_specks(cut(page.any_ink, cell), page.em).any())


def _digits_seen(page: Page, view: View) -> int:
    """How many characters of full height stand apart in the ink of a figure."""
    seen = 0
    for box in view.boxes:
        count, _, stats, _ = cv2.connectedComponentsWithStats(cut(page.strokes, box), connectivity=8)
        heights = [int(stats[number, cv2.CC_STAT_HEIGHT]) for number in range(1, count)]
        seen += sum(height > _LOW * max(heights) for height in heights)
    return seen
