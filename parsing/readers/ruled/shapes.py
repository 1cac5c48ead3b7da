"""What a page shows, in one unit of length: x grows to the right, y downwards. PDF and OFD give points, a picture pixels."""

from __future__ import annotations

from dataclasses import dataclass

from parsing.document import Grid


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside, the left and upper edge included."""
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom

    def covers(self, other: Box, slack: float = 0) -> bool:
        """Whether the other box lies inside this one made larger by `slack` on every side."""
        inside_x = self.x0 - slack <= other.x0 and other.x1 <= self.x1 + slack
        return inside_x and self.top - slack <= other.top and other.bottom <= self.bottom + slack


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: `at` is its y where it is horizontal, its x where it is vertical; it runs from `start` to `end` on the other axis."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """One upright character: its advance box [x0, x1], its base line, and its size (the em)."""

    text: str
    x0: float
    x1: float
    base: float
    size: float

    @property
    def x(self) -> float:
        """The middle, across."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle of what is printed: a han character reaches from 0.88 em above its base line to 0.12 below it."""
        return self.base - 0.38 * self.size


@dataclass(slots=True)
class Line:
    """A line of prose."""

    text: str
    box: Box
    size: float


@dataclass(slots=True)
class PlacedGrid:
    """A table on its sheet: `xs` and `ys` are the edges of its columns and rows, one more than the grid has.

    `full`: the columns of its last row where a figure ends that fills its line, so that it may go on on the next sheet.
    """

    grid: Grid
    xs: list[float]
    ys: list[float]
    full: frozenset[int] = frozenset()


@dataclass(slots=True)
class Sheet:
    """One page as it is read: lines and tables from top to bottom, and how large it is."""

    blocks: list[Line | PlacedGrid]
    width: float
    height: float
