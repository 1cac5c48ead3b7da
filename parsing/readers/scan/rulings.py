"""The ruling lines of an upright page, told from the strokes of characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from parsing.readers.ruled.shapes import Box, Rule
from parsing.readers.scan.shapes import Mask

_Piece = tuple[int, int, int, int]  # left, top, width, height

# In heights of a character. A stroke is no longer than its character, a line of a table is; the strokes of stacked characters make up more.
_PIECE, _GAP, _ACROSS, _DOWN = 0.9, 0.5, 2.5, 1.15
_SURELY = 12.0
_STACKED = 2.6
_BESIDE = 0.35
_TOUCHING = 5  # pixels
# Of a line between two crossings so much is ink; with text close beside it, more.
_DRAWN, _DRAWN_IN_TEXT = 0.7, 0.92
_UNBROKEN = 0.97
_MARGIN = 0.4
_STEP = 4.0


@dataclass(frozen=True, slots=True)
class Rulings:
    """The horizontal and the vertical lines of a page, and the pixels that they take."""

    across: list[Rule]
    down: list[Rule]
    pixels: Mask


def find_rules(ink: Mask, texts: Sequence[Box], em: float) -> Rulings:
    """The ruling lines among the ink of a page.

    `texts`: where lines of text stand. `em`: the height of a character in pixels. What is no longer than a few characters may be strokes:
    it counts only where it ends at a line on both sides and stands free.
    """
    turned = np.ascontiguousarray(ink.T)
    level, upright = _lines(ink, em, _ACROSS), _lines(turned, em, _DOWN)
    sure_level, sure_upright = _sure(level, ink, em), _sure(upright, turned, em)
    level = sure_level | _between(level & ~sure_level, sure_upright.T, ink, em)
    upright = sure_upright | _between(upright & ~sure_upright, level.T, turned, em)
    across, down = _rules(level), _rules(upright)
    down = [rule for rule in down if not _through_text(rule, texts, em)]
    across, down = _drawn(across, down, ink, em), _drawn(down, across, turned, em)
    return Rulings(across, down, _near(across, level, em) | np.ascontiguousarray(_near(down, upright, em).T))


def _near(rules: Sequence[Rule], mask: Mask, em: float) -> Mask:
    """What of a mask of level lines belongs to these rules, a pixel wider on both sides: the edge of a line is half ink."""
    reach = np.zeros_like(mask)
    for rule in rules:
        ends = (round(rule.start), round(rule.at)), (round(rule.end), round(rule.at))
        cv2.line(reach, *ends, 255, 2 * max(3, round(_BESIDE * em)) + 1)
    return cv2.dilate(mask, np.ones((3, 3), np.uint8)) & reach


def _through_text(rule: Rule, texts: Sequence[Box], em: float) -> bool:
    """Whether half of a vertical line lies inside lines of text: it is the strokes that stand below each other in them."""
    inside = (text for text in texts if text.x0 + _MARGIN * em < rule.at < text.x1 - _MARGIN * em)
    covered = sum(max(0.0, min(text.bottom, rule.end) - max(text.top, rule.start)) for text in inside)
    return 2 * covered > rule.end - rule.start


def _lines(ink: Mask, em: float, least: float) -> Mask:
    # A line that is not quite level climbs from one row of pixels to the next.
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _run(_PIECE * em))
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, _run(_GAP * em))
    long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _run(least * em))
    return cv2.erode(long, np.ones((2, 1), np.uint8))


def _run(length: float) -> Mask:
    return np.ones((1, max(3, round(length))), np.uint8)


def _sure(mask: Mask, ink: Mask, em: float) -> Mask:
    """The level pieces too long for strokes; of those that stacked characters could make up, the ones that stand free."""
    return _kept(mask, lambda piece: piece[2] >= _SURELY * em or (piece[2] >= _STACKED * em and _free(piece, ink, em)))


def _between(mask: Mask, crossing: Mask, ink: Mask, em: float) -> Mask:
    """The level pieces that end at a line of `crossing` on both sides and stand free, or are drawn without a gap.

    The strokes of characters below each other leave gaps between them; a line that text begins close beside has none.
    """

    def ends(piece: _Piece) -> bool:
        left, top, width, height = piece
        rows = slice(max(0, top - 2), top + height + 2)
        places = (left, left + width)
        return all(crossing[rows, max(0, x - _TOUCHING) : x + _TOUCHING].any() for x in places) and (
            _free(piece, ink, em) or _whole(piece, ink)
        )

    return _kept(mask, ends)


def _kept(mask: Mask, wanted: Callable[[_Piece], bool]) -> Mask:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    kept = np.array([False, *(wanted((int(x), int(y), int(w), int(h))) for x, y, w, h, _ in stats[1:])])
    return kept[labels].astype(np.uint8) * 255


def _free(piece: _Piece, ink: Mask, em: float) -> bool:
    """Whether little ink stands close above and below a level piece: text has strokes on both sides."""
    left, top, width, height = piece
    near, far = max(2, round(0.12 * em)), max(4, round(0.3 * em))
    inner = slice(left + _TOUCHING, left + width - _TOUCHING)
    strips = ink[max(0, top - far) : max(0, top - near), inner], ink[top + height + near : top + height + far, inner]
    return all(not strip.size or strip.any(axis=0).mean() < _BESIDE for strip in strips)


def _whole(piece: _Piece, ink: Mask) -> bool:
    left, top, width, height = piece
    return float(ink[max(0, top - 1) : top + height + 1, left : left + width].any(axis=0).mean()) >= _UNBROKEN


def _rules(mask: Mask) -> list[Rule]:
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    pieces = ((float(centres[i][1]), int(stats[i, 0]), int(stats[i, 2])) for i in range(1, count))
    return [Rule(middle, left, left + width) for middle, left, width in pieces]


def _drawn(rules: Iterable[Rule], crossing: list[Rule], ink: Mask, em: float) -> list[Rule]:
    """The level rules without the stretches, from crossing to crossing, in which there is too little ink for a line."""
    kept = []
    for rule in rules:
        inner = sorted(cross.at for cross in crossing if rule.start < cross.at < rule.end and cross.start - em < rule.at < cross.end + em)
        for start, end in pairwise([rule.start, *inner, rule.end]):
            alone = _free((round(start), round(rule.at) - 1, round(end - start), 3), ink, em)
            if end - start >= 1 and _share(ink, rule.at, start, end, em) >= (_DRAWN if alone else _DRAWN_IN_TEXT):
                kept.append(Rule(rule.at, start, end))
    return kept


def _share(ink: Mask, across: float, start: float, end: float, em: float) -> float:
    """The share of the way from `start` to `end` that a line near `across` is drawn, looking step by step where it runs."""
    beside = max(3, round(_BESIDE * em))
    first, last = round(start), max(round(end), round(start) + 1)
    strip = ink[max(0, round(across) - beside) : round(across) + beside + 1, first:last] > 0
    band = strip[:-2] | strip[1:-1] | strip[2:]
    if not band.size:
        return 0.0
    steps = np.array_split(band, max(1, round((last - first) / (_STEP * em))), axis=1)
    return sum(float(step.sum(axis=1).max()) for step in steps) / (last - first)
