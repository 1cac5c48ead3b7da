"""A painted page as ink: turned upright, and what nobody sees is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from parsing.readers.ruled.page import Ink
from parsing.readers.ruled.painted import Painted, RawGlyph
from parsing.readers.ruled.radicals import whole_characters
from parsing.readers.ruled.shapes import Box, Glyph, Rule
from parsing.readers.ruled.text import OBJECT, is_figure_part

# A page is a picture when pictures cover this share of it and it has fewer characters than a stamp, a page number and a scanner's mark.
_PICTURE_SHARE, _FEW = 0.5, 100
# A picture inside a page of text that may be a table: shares of the page's area and width.
_LARGE_AREA, _LARGE_WIDTH = 0.06, 0.4


@dataclass(slots=True)
class PageShown:
    """A page: its ink, and what it has beside it."""

    ink: Ink
    is_picture: bool
    has_ink: bool
    large_pictures: int

    @property
    def has_text(self) -> bool:
        """Whether it has a text of its own."""
        return bool(self.ink.glyphs) and not self.is_picture


def show(painted: Painted, crop: Box) -> PageShown:
    """What is seen of a page inside of `crop` (y upwards). A character that something was painted over leaves a mark in its place."""
    glyphs = [glyph for glyph in painted.glyphs if crop.holds(*glyph.middle)]
    turn = _Turn(Counter(glyph.direction for glyph in glyphs), crop)
    ink = Ink(turn.width, turn.height)
    for glyph in glyphs:
        if glyph.white and painted.is_blank_under(glyph):
            continue
        if painted.is_covered(glyph):
            ink.marks.append(turn.box(Box(*glyph.middle, *glyph.middle)))
        else:
            ink.glyphs.append(turn.glyph(glyph))
    for rule in painted.rules:
        turn.rule(rule, ink)
    ink.marks += [turn.box(box) for box in painted.drawings]
    pictures = [turn.box(picture) for picture in painted.pictures]
    ink.marks += pictures
    area = max(1.0, ink.width * ink.height)
    share = sum(_area(picture) for picture in pictures) / area
    printed = sum(not glyph.text.isspace() for glyph in ink.glyphs)
    large = [box for box in pictures if _area(box) > _LARGE_AREA * area and box.x1 - box.x0 > _LARGE_WIDTH * ink.width]
    if not printed:
        ink.glyphs.clear()
    has_ink = bool(pictures or painted.drawings or painted.glyphs)
    return PageShown(ink, (share >= _PICTURE_SHARE and printed < _FEW) or (has_ink and not printed), has_ink, len(large))


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


class _Turn:
    """Turns a sheet so that most of its text stands upright; gives y downwards, from the corner of what is shown."""

    def __init__(self, directions: Counter[tuple[int, int]], crop: Box) -> None:
        self._direction = directions.most_common(1)[0][0] if directions else (1, 0)
        self._crop = crop
        wide, high = crop.x1 - crop.x0, crop.bottom - crop.top
        self.width, self.height = (wide, high) if self._direction[0] else (high, wide)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the sheet (y upwards)."""
        crop = self._crop
        return {
            (1, 0): (x - crop.x0, crop.bottom - y),
            (-1, 0): (crop.x1 - x, y - crop.top),
            (0, 1): (y - crop.top, x - crop.x0),
            (0, -1): (crop.bottom - y, crop.x1 - x),
        }[self._direction]

    def box(self, box: Box) -> Box:
        """A rectangle of the sheet."""
        (x0, y0), (x1, y1) = self.point(box.x0, box.top), self.point(box.x1, box.bottom)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def glyph(self, glyph: RawGlyph) -> Glyph:
        """A character; a figure that lies on its side among upright ones is none that could be put in order."""
        text = whole_characters(glyph.text)
        if glyph.direction == self._direction:
            (x0, base), (x1, _) = self.point(*glyph.start), self.point(*glyph.end)
            return Glyph(text, min(x0, x1), max(x0, x1), base, glyph.size)
        x, y = self.point(*glyph.middle)
        half = glyph.size / 2
        return Glyph(OBJECT if is_figure_part(text) else text, x - half, x + half, y + 0.38 * glyph.size, glyph.size)

    def rule(self, rule: tuple[float, float, float, float], ink: Ink) -> None:
        """Add a level or upright line to the ink."""
        (x0, y0), (x1, y1) = self.point(*rule[:2]), self.point(*rule[2:])
        if abs(x1 - x0) >= abs(y1 - y0):
            ink.horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        else:
            ink.vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
