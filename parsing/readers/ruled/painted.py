"""What a page of PDF or OFD paints, in the order in which it does, so that what lies under something else can be told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from parsing.readers.ruled.shapes import Box

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

# Points: a filled rectangle as thin as this is a line; a line may lean by this much; no page is larger than this (ISO 32000, annex C).
_THIN, _LEANING, _SHEET = 3.0, 0.75, 14_400
_SKEW = math.radians(8)


@dataclass(frozen=True, slots=True)
class RawGlyph:
    """A character as painted, y upwards: where its base line starts and ends, the middle of its body, which way its text runs."""

    text: str
    start: Point
    end: Point
    middle: Point
    size: float
    direction: tuple[int, int]
    order: int
    white: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """An opaque area: a filled rectangle or a picture."""

    box: Box
    order: int
    white: bool


@dataclass(slots=True)
class Painted:
    """Everything a page paints, y upwards. `rules`: level and upright lines as x0, y0, x1, y1; `drawings`: boxes of other shapes."""

    glyphs: list[RawGlyph] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    order: int = 0

    def text(self, text: str, matrix: Matrix, body: tuple[float, float, float], em: float, *, white: bool) -> None:
        """Paint a character: `body` is its left, base line and right, `em` its size, in the space that `matrix` puts on the page.

        One that leans is left out (a water mark).
        """
        left, base, right = body
        start, end, middle = (put(matrix, x, y) for x, y in ((left, base), (right, base), ((left + right) / 2, base + 0.38 * em)))
        direction, size = _direction(matrix), abs(em) * math.hypot(matrix[2], matrix[3])
        if direction and text and 0 < size < _SHEET and all(abs(x) < 2 * _SHEET for x in (*start, *end)):
            self.glyphs.append(RawGlyph(text, start, end, middle, size, direction, self._step(), white))

    def stroke(self, points: Sequence[Point]) -> None:
        """Paint a line from corner to corner."""
        for (x0, y0), (x1, y1) in pairwise(points):
            if min(abs(x1 - x0), abs(y1 - y0)) <= _LEANING < max(abs(x1 - x0), abs(y1 - y0)):
                self.rules.append((x0, y0, x1, y1))

    def fill(self, points: Sequence[Point], *, curved: bool, white: bool, opaque: bool) -> None:
        """Paint an area: a thin one is a line, a rectangle hides what is below it, any other is a drawing."""
        box = bounds(points)
        wide, high = box.x1 - box.x0, box.bottom - box.top
        if min(wide, high) <= _THIN:  # whatever its ends are like: borders are drawn with slanted ones
            if not white and max(wide, high) > _THIN:
                x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
                self.rules.append((box.x0, y, box.x1, y) if wide >= high else (x, box.top, x, box.bottom))
        elif curved or not _is_rectangle(points):
            self.drawings += [] if white else [box]
        elif opaque:
            self.covers.append(Cover(box, self._step(), white))

    def picture(self, box: Box, *, opaque: bool) -> None:
        """Paint a picture."""
        self.pictures.append(box)
        if opaque:
            self.covers.append(Cover(box, self._step(), white=False))

    def _step(self) -> int:
        self.order += 1
        return self.order

    def is_covered(self, glyph: RawGlyph) -> bool:
        """Whether something opaque was painted over a character later on."""
        for cover in reversed(self.covers):
            if cover.order < glyph.order:
                return False
            if cover.box.holds(*glyph.middle):
                return True
        return False

    def is_blank_under(self, glyph: RawGlyph) -> bool:
        """Whether a character stands on bare or white ground."""
        under = (cover for cover in reversed(self.covers) if cover.order < glyph.order and cover.box.holds(*glyph.middle))
        return next((cover.white for cover in under), True)


def put(matrix: Matrix, x: float, y: float) -> Point:
    """The point that a matrix moves (x, y) to."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds(points: Sequence[Point]) -> Box:
    """The smallest upright rectangle around the points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _direction(matrix: Matrix) -> tuple[int, int] | None:
    """Which way the text runs, as one of four; None where it leans."""
    angle = math.atan2(matrix[1], matrix[0])
    quarter = round(angle / (math.pi / 2))
    return ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter % 4] if abs(angle - quarter * math.pi / 2) <= _SKEW else None


def _is_rectangle(points: Sequence[Point]) -> bool:
    straight = all(min(abs(x1 - x0), abs(y1 - y0)) <= _LEANING for (x0, y0), (x1, y1) in pairwise(points))
    return straight and len(points) <= 6
