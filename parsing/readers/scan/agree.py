"""One text of two recognitions, and how sure it is: what they say differently is not to be believed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2

from parsing.labels import find, squeeze
from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.cells import View, without_specks
from parsing.readers.scan.shapes import cut
from parsing.readers.scan.sheet import Page

# Less sure than this is a guess, though both recognitions guess alike.
_SURE = 0.9
_FIGURE = re.compile(r"[\d.,+-]+")
_PADDING = 0.3  # em, beside the text of a cell
_LOW = 0.45  # of the height of a digit: lower ones are points
# Of a digit: what its ink lacks of its width, and by how much a count by width may be out.
_BETWEEN, _HALF = 0.2, 0.5
_LONG, _ENOUGH = 3, 3


@dataclass(frozen=True, slots=True)
class Agreed:
    """The text of a cell, 0 to 1, and the doubt ("one|the other", "" where both agree)."""

    text: str
    confidence: float
    doubt: str = ""


def agree(page: Page, cell: Box, by_page: View, by_cell: View, pitch: float = 0.0) -> Agreed:
    """Settle a cell. `pitch`: of `digit_pitch`.

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
    printed = zip(by_cell.boxes, by_cell.lines, strict=True)
    unsure = figure and (confidence < _SURE or not all(_shows(page, box, line.text, pitch) for box, line in printed))
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


def digit_pitch(page: Page, views: Iterable[View]) -> float:
    """How wide a digit of this page is in heights of a digit, from the figures whose digits stand apart; 0 where too few of them do."""
    found = []
    for view in views:
        for box, line in zip(view.boxes, view.lines, strict=True):
            seen = _digits(page, box)
            if len(line.text) >= _LONG and line.text.isdigit() and seen.apart == len(line.text):
                found.append((box.x1 - box.x0) / seen.height / (len(line.text) - _BETWEEN))
    return median(found) if len(found) >= _ENOUGH else 0.0


def _shows(page: Page, box: Box, figure: str, pitch: float) -> bool:
    """Whether the ink of a printed figure shows as many digits as were read: as many parts of full height that stand apart.

    Digits that touch are counted by the width of their ink: the digits of a face are equally wide.
    """
    seen, digits = _digits(page, box), sum(map(str.isdigit, figure))
    if seen.apart == digits:
        return True
    wide = (box.x1 - box.x0) / (pitch * seen.height) + _BETWEEN if pitch and seen.height else 0.0
    return seen.apart < digits == len(figure) and abs(wide - digits) < _HALF


@dataclass(frozen=True, slots=True)
class _Digits:
    """The parts of full height that stand apart in the ink of a line, and the height of the tallest in pixels."""

    apart: int
    height: int


def _digits(page: Page, box: Box) -> _Digits:
    count, _, stats, _ = cv2.connectedComponentsWithStats(cut(page.strokes, box), connectivity=8)
    heights = [int(stats[number, cv2.CC_STAT_HEIGHT]) for number in range(1, count)]
    tallest = max(heights, default=0)
    return _Digits(sum(height > _LOW * tallest for height in heights), tallest)
