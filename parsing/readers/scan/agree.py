"""One text of two recognitions, and how sure it is: what they say differently is not to be believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from parsing.figures import read_figure
from parsing.labels import find, squeeze
from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.cells import View, without_specks
from parsing.readers.scan.digits import Face, shows, shows_nothing
from parsing.readers.scan.shapes import cut
from parsing.readers.scan.sheet import Page

# Less sure than this the ink must show each digit beyond doubt, though both recognitions say the same; and less than that is a guess.
SURE, _GUESSED = 0.9, 0.5
_FIGURE = re.compile(r"[\d.,+-]+")
_PADDING = 0.3  # em, beside the text of a cell
# em: ink nearer to the edge of its cell, or of what was scanned, may go on beyond it.
_EDGE, _BRINK = 0.06, 0.3


@dataclass(frozen=True, slots=True)
class Agreed:
    """The text of a cell, 0 to 1, and the doubt ("one|the other", "" where both agree)."""

    text: str
    confidence: float
    doubt: str = ""


def agree(page: Page, cell: Box, by_page: View, by_cell: View, face: Face) -> Agreed:
    """Settle a cell. `face`: of `digits.learn`.

    Both recognitions must say the same of it. A blank cell must show no ink of any colour, and the ink of a figure must be that figure's.
    What is neither a word nor a figure nor a stroke that stands for none is dirt, or a ruling line that is out of place.
    Where labels differ, the one that is a label of some form stands; where both are, neither.
    """
    one, other = _text(by_page, cell, page.em), _text(by_cell, cell, page.em)
    confidence = min(by_page.confidence, by_cell.confidence)
    if squeeze(one) != squeeze(other):
        return Agreed(_better(one, other, by_page, by_cell), confidence, f"{_flat(one)}|{_flat(other)}")
    text = max(one, other, key=lambda found: found.count("\n") + found.count(" "))
    if not text:
        return Agreed("", confidence, "|?" if _has_ink(page, cell) else "")
    dirt = not any(map(str.isalnum, text))
    unsure = not _proved(page, cell, by_cell, confidence, face) if is_figure(text) else dirt
    return Agreed(text, confidence, f"{_flat(text)}|?" if unsure else "")


def is_figure(text: str) -> bool:
    """Whether a text reads as a figure, or as a blank."""
    return read_figure(text, money=True, signed=True).status != "unparsed"


def _proved(page: Page, cell: Box, view: View, confidence: float, face: Face) -> bool:
    """Whether the ink of a cell bears out what was read there, and lies wholly in it."""
    printed = list(zip(view.boxes, view.lines, strict=True))
    if confidence < _GUESSED or not all(_lies_inside(page, box, cell) for box, _ in printed):
        return False
    sure = confidence >= SURE
    return all(
        (sure and line.text == "无") or shows_nothing(page, box, line.text) or shows(page, box, line.text, face, sure=sure)
        for box, line in printed
    )


def _lies_inside(page: Page, box: Box, cell: Box) -> bool:
    edge, brink = _EDGE * page.em, _BRINK * page.em
    around = Box(box.x0 - brink, box.top - brink, box.x1 + brink, box.bottom + brink)
    height, width = page.sheet.shape
    whole = Box(0, 0, width, height).covers(around) and bool(cut(page.sheet, around).all())
    return whole and cell.x0 + edge <= box.x0 and box.x1 <= cell.x1 - edge


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
