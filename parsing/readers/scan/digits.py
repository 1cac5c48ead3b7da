"""What the ink of a printed figure shows by itself: how many digits, which marks between them, and that each looks like its kind.

Both recognitions are one network's, and err alike: over a faint point, a stroke that a stamp crosses, a digit by hand. The other figures
of the page are a witness of another kind, because all of them were printed in one face.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np

from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.cells import View
from parsing.readers.scan.shapes import Mask, cut
from parsing.readers.scan.sheet import Page

# What a cell prints, and the unit behind it.
_PRINTED = re.compile(r"([+-]?\d[\d.,]*)(\D*)")
# Of the height of the tallest part: lower ones are points, commas and dashes; and a mark has so many pixels at the least.
_LOW, _LEAST_MARK = 0.45, 3
# In heights of a digit, from middle to middle of neighbours: what faces have in common, and by how much a digit may be out. A point
# between two digits moves them apart by a third at the least.
_USUAL_PITCH, _OUT = 0.8, 0.24
# Of a run of digits that touch: what its ink lacks of its width in digits, and by how much a count by width may be out.
_BETWEEN, _HALF = 0.2, 0.5
# The digits of a page are about equally high.
_LOWEST, _HIGHEST = 0.72, 1.38
_ENOUGH = 3
_SIDE, _ASPECT = 20, 0.9
# How alike digits of a kind are at the least (cosine), where there are too few to compare; and what is beyond doubt: in a clean print the
# digits are by 0.18 to 0.3 more like their own kind than like any other.
_ALIKE = 0.8
_BEYOND_DOUBT = 0.1


@dataclass(frozen=True, slots=True)
class _Part:
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
class _Print:
    """A figure as recognised (`digits`; `marks`: the signs before and the points and commas behind each digit) and the ink of its line."""

    digits: str
    marks: list[int]
    tall: list[_Part]
    low: list[_Part]
    alone: bool

    @property
    def apart(self) -> bool:
        """Whether as many parts of full height stand apart as digits were read."""
        return len(self.tall) == len(self.digits) or (len(self.tall) > len(self.digits) and not self.alone)

    @property
    def parts(self) -> list[_Part]:
        """Those of the digits, where they stand apart."""
        return self.tall[: len(self.digits)]

    @property
    def height(self) -> int:
        """Of the highest digit."""
        return max((part.height for part in self.parts), default=0)

    def steps(self) -> list[float]:
        """From digit to digit, in heights of a digit."""
        return [(two.middle - one.middle) / self.height for one, two in pairwise(self.parts)]

    def seen_marks(self) -> list[int]:
        """As `marks`, of the ink."""
        parts = self.parts
        end = parts[-1].x + parts[-1].width * 1.6 if not self.alone else float("inf")
        places = [sum(part.middle < low.middle for part in parts) for low in self.low if low.middle < end]
        return [places.count(place) for place in range(len(parts) + 1)]


@dataclass(slots=True)
class Face:
    """How the figures of a page are printed. `pitch`: from digit to digit, in heights of one; `height`: in pixels, 0 where unknown.

    `looks`: of each digit, how many pictures there are and their sum.
    """

    pitch: float = _USUAL_PITCH
    height: float = 0.0
    looks: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def likeness(self, digit: str, look: Any) -> float:
        """By how much a picture, one of those learned, is more like the others of its digit than like any other digit (-2 to 2)."""
        count, total = self.looks.get(digit, (0, look))
        strange = [float(look @ other) / np.linalg.norm(other) for name, (n, other) in self.looks.items() if name != digit and n >= _ENOUGH]
        others = total - look
        own = float(look @ others) / np.linalg.norm(others) if count > _ENOUGH else _ALIKE
        return float(own - max(strange, default=0.0))


def learn(page: Page, views: Iterable[View]) -> Face:
    """The face of a page's figures, from those whose digits stand apart."""
    face, steps, heights = Face(), list[float](), list[int]()
    for figure in _printed(page, views):
        if figure.apart:
            steps += [step for step, mark in zip(figure.steps(), figure.marks[1:], strict=False) if not mark]
            heights.append(figure.height)
            for digit, part in zip(figure.digits, figure.parts, strict=True):
                count, total = face.looks.get(digit, (0, 0))
                face.looks[digit] = count + 1, total + part.look
    if len(steps) >= _ENOUGH:
        face.pitch = median(steps)
    if len(heights) >= _ENOUGH:
        face.height = median(heights)
    return face


def _printed(page: Page, views: Iterable[View]) -> Iterator[_Print]:
    for view in views:
        for box, line in zip(view.boxes, view.lines, strict=True):
            if (found := _print_of(page, box, line.text)) is not None:
                yield found


def shows(page: Page, box: Box, text: str, face: Face, *, sure: bool) -> bool:
    """Whether the ink of a printed line is that of the figure which was read there, a unit behind it or none.

    `sure`: whether the recognition was; if not, each digit must look like its kind beyond doubt.
    """
    figure = _print_of(page, box, text)
    if figure is None or not figure.tall or (face.height and not _LOWEST < figure.height / face.height < _HIGHEST):
        return False
    if not figure.apart:
        return sure and _touching(figure, face)
    spaced = all(
        step > face.pitch if mark else abs(step - face.pitch) < _OUT for step, mark in zip(figure.steps(), figure.marks[1:], strict=False)
    )
    alike = min(face.likeness(digit, part.look) for digit, part in zip(figure.digits, figure.parts, strict=True))
    return spaced and alike > (0 if sure else _BEYOND_DOUBT) and figure.seen_marks() == figure.marks


def _touching(figure: _Print, face: Face) -> bool:
    """Digits that touch are counted by the width of their ink: the digits of a face are equally wide."""
    first, last = figure.tall[0], figure.tall[-1]
    wide = (last.x + last.width - first.x) / (face.pitch * max(part.height for part in figure.tall)) + _BETWEEN
    return figure.alone and not any(figure.marks) and not figure.low and abs(wide - len(figure.digits)) < _HALF


def _print_of(page: Page, box: Box, text: str) -> _Print | None:
    found = _PRINTED.fullmatch(text)
    if found is None:
        return None
    digits, marks = "", [0]
    for char in found[1]:
        if char.isdigit():
            digits += char
            marks.append(0)
        else:
            marks[-1] += 1
    parts = _parts(cut(page.strokes, box))
    tallest = max((part.height for part in parts), default=0)
    tall = [part for part in parts if part.height > _LOW * tallest]
    return _Print(digits, marks, tall, [part for part in parts if part.height <= _LOW * tallest], not found[2])


def _parts(line: Mask) -> Sequence[_Part]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(line, connectivity=8)
    parts = []
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[number])
        if area >= _LEAST_MARK:
            mask = (labels[y : y + height, x : x + width] == number).astype(np.uint8) * 255
            parts.append(_Part(x, y, width, height, mask))
    return sorted(parts, key=lambda part: part.middle)
