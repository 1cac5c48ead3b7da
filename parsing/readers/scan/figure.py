"""The ink of a printed figure, taken apart: its parts of full height, the marks among them, and how each part looks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.shapes import Mask, cut
from parsing.readers.scan.sheet import Page

# What a cell prints, and the unit behind it.
_PRINTED = re.compile(r"([+-]?\d[\d.,]*)(\D*)")
# Of the height of the tallest part: lower ones are points, commas and signs; and a mark has so many pixels at the least.
_LOW, _LEAST_MARK = 0.62, 3
_SIDE, _ASPECT = 20, 0.9


@dataclass(frozen=True, slots=True)
class Part:
    """Ink that stands apart: its box in the line, in pixels, and its pixels."""

    x: int
    y: int
    width: int
    height: int
    mask: Mask

    @property
    def middle(self) -> float:
        """Across."""
        return self.x + self.width / 2

    def cut(self, count: int) -> list[Part]:
        """As many equally wide parts beside each other."""
        edges = [round(self.width * number / count) for number in range(count + 1)]
        return [Part(self.x + x0, self.y, x1 - x0, self.height, self.mask[:, x0:x1]) for x0, x1 in pairwise(edges)]

    @property
    def slant(self) -> float:
        """How far its ink is further to the right in the upper third than in the lower one, in heights."""
        third = max(1, self.height // 3)
        upper, lower = (float(np.nonzero(rows)[1].mean()) for rows in (self.mask[:third], self.mask[-third:]))
        return (upper - lower) / self.height

    @property
    def look(self) -> Any:
        """Its picture at a size that all digits share, as a vector of length 1."""
        room = max(self.width, round(_ASPECT * self.height))
        beside = (room - self.width) // 2
        framed = cv2.copyMakeBorder(self.mask, 0, 0, beside, room - self.width - beside, cv2.BORDER_CONSTANT, value=0)
        small = cv2.GaussianBlur(cv2.resize(framed, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32), (0, 0), 1)
        level = (small - small.mean()).ravel()
        return level / max(1.0, float(np.linalg.norm(level)))


@dataclass(slots=True)
class Figure:
    """A figure as recognised (`digits`; `marks`: the signs before and the points and commas behind each digit) and the ink of its line."""

    digits: str
    marks: list[int]
    tall: list[Part]
    low: list[Part]
    alone: bool

    @property
    def apart(self) -> bool:
        """Whether as many parts of full height stand apart as digits were read."""
        return len(self.tall) == len(self.digits) or (len(self.tall) > len(self.digits) and not self.alone)

    @property
    def parts(self) -> list[Part]:
        """Those of the digits, where they stand apart."""
        return self.tall[: len(self.digits)]

    @property
    def height(self) -> int:
        """Of the highest digit."""
        return max((part.height for part in (self.parts if self.apart else self.tall)), default=0)

    def steps(self) -> list[float]:
        """From digit to digit, in heights of a digit."""
        return [(two.middle - one.middle) / self.height for one, two in pairwise(self.parts)]

    def seen_marks(self) -> list[int]:
        """As `marks`, of the ink."""
        parts = self.parts
        end = parts[-1].x + parts[-1].width * 1.6 if not self.alone else float("inf")
        places = [sum(part.middle < low.middle for part in parts) for low in self.low if low.middle < end]
        return [places.count(place) for place in range(len(parts) + 1)]


def figure_in(page: Page, box: Box, text: str) -> Figure | None:
    """The figure that was read as `text` in a box of a page; None where that is none."""
    found = _PRINTED.fullmatch(text.replace(", ", ","))  # a full-width comma
    if found is None:
        return None
    digits, marks = "", [0]
    for char in found[1]:
        if char.isdigit():
            digits += char
            marks.append(0)
        else:
            marks[-1] += 1
    parts = parts_in(page, box)
    tallest = max((part.height for part in parts), default=0)
    tall = [part for part in parts if part.height > _LOW * tallest]
    return Figure(digits, marks, tall, [part for part in parts if part.height <= _LOW * tallest], not found[2])


def parts_in(page: Page, box: Box) -> Sequence[Part]:
    """The ink in a box of a page that stands apart, from left to right."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cut(page.strokes, box), connectivity=8)
    parts = []
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[number])
        if area >= _LEAST_MARK:
            mask = (labels[y : y + height, x : x + width] == number).astype(np.uint8) * 255
            parts.append(Part(x, y, width, height, mask))
    return sorted(parts, key=lambda part: part.middle)
