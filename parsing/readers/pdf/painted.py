"""What a page of a PDF paints, in the order in which it does, so that what lies under something else can be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from pdfminer.utils import Matrix

from parsing.readers.ruled.shapes import Box

Point = tuple[float, float]


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

    ctm: Matrix
    glyphs: list[RawGlyph] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    order: int = 0

    def step(self) -> int:
        """The next place in the order of painting."""
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
