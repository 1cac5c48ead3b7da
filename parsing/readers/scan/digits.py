"""What the ink of a printed figure shows by itself: how many digits, which marks between them, and that each looks like its kind.

Both recognitions are one network's, and err alike: over a faint point, a stroke that a stamp crosses, a digit by hand. The other figures
of the page are a witness of another kind, because all of them were printed in one face.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.cells import View
from parsing.readers.scan.figure import Figure, Part, figure_in, parts_in
from parsing.readers.scan.sheet import Page

# In heights of a digit, from middle to middle of neighbours: what faces have in common, and by how much a digit may be out. A point
# between two digits moves them apart by a third at the least.
_USUAL_PITCH, _OUT = 0.8, 0.24
_BETWEEN = 0.2  # of a digit: what the ink of a run of digits that touch lacks of its width
# The digits of a page are about equally high.
_LOWEST, _HIGHEST = 0.75, 1.3
_ENOUGH, _MANY = 3, 6
# How alike digits of a kind are at the least (cosine), where there are too few to compare; and what is beyond doubt: in a clean print the
# digits are by 0.18 to 0.3 more like their own kind than like any other.
_ALIKE = 0.8
# A slash, which stands for nothing, is read as 1: its upper third is further to the right by 0.18 to 0.35 heights, that of a 1 by 0.1 at
# the most in any of thirty faces, slanted ones too.
_SLANTED = 0.14
_BEYOND_DOUBT = 0.1
_FLAT, _WIDE = frozenset("-—–―一_"), 1.5


@dataclass(slots=True)
class Face:
    """How the figures of a page are printed. `pitch`: from digit to digit, in heights of one; `height`: in pixels, 0 where unknown.

    `looks`: of each digit, how many pictures there are and their sum.
    """

    pitch: float = _USUAL_PITCH
    height: float = 0.0
    looks: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def allows(self, digit: str, look: Any, *, learned: bool, sure: bool) -> bool:
        """Whether a picture is more like the others of its digit than like any other digit. `learned`: it is among them.

        A few others are no measure: they must only not speak clearly against what is `sure`.
        """
        count, total = self.looks.get(digit, (0, look))
        count, others = count - learned, total - look if learned else total
        strange = [float(look @ other) / np.linalg.norm(other) for name, (n, other) in self.looks.items() if name != digit and n >= _ENOUGH]
        own = float(look @ others) / np.linalg.norm(others) if count >= _ENOUGH else _ALIKE
        least = _BEYOND_DOUBT if not sure else 0.0 if count >= _MANY else -_BEYOND_DOUBT
        return bool(own - max(strange, default=0.0) > least)


def learn(page: Page, views: Iterable[View]) -> Face:
    """The face of a page's figures, from those whose digits stand apart."""
    face, steps, heights = Face(), list[float](), list[int]()
    for figure in _printed(page, views):
        if figure.tall and figure.alone:
            heights.append(figure.height)
        if figure.apart:
            steps += [step for step, mark in zip(figure.steps(), figure.marks[1:], strict=False) if not mark]
            for digit, part in zip(figure.digits, figure.parts, strict=True):
                count, total = face.looks.get(digit, (0, 0))
                face.looks[digit] = count + 1, total + part.look
    if len(steps) >= _ENOUGH:
        face.pitch = median(steps)
    if len(heights) >= _ENOUGH:
        face.height = median(heights)
    return face


def _printed(page: Page, views: Iterable[View]) -> Iterator[Figure]:
    for view in views:
        for box, line in zip(view.boxes, view.lines, strict=True):
            if (found := figure_in(page, box, line.text)) is not None:
                yield found


def shows(page: Page, box: Box, text: str, face: Face, *, sure: bool) -> bool:
    """Whether the ink of a printed line is that of the figure which was read there, a unit behind it or none.

    `sure`: whether the recognition was; if not, each digit must look like its kind beyond doubt.
    """
    figure = figure_in(page, box, text)
    if figure is None or not figure.tall or (face.height and not _LOWEST < figure.height / face.height < _HIGHEST):
        return False
    parts = figure.parts if figure.apart else _sliced(figure, face)
    if len(parts) != len(figure.digits) or not (_set_apart if figure.apart else _set_close)(figure, face):
        return False
    if figure.apart and any(digit == "1" and part.slant > _SLANTED for digit, part in zip(figure.digits, parts, strict=True)):
        return False
    return all(face.allows(digit, part.look, learned=figure.apart, sure=sure) for digit, part in zip(figure.digits, parts, strict=True))


def shows_nothing(page: Page, box: Box, text: str) -> bool:
    """Whether the ink of a printed line is one of the strokes that stand for no figure, and was read as one: flat, or slanted."""
    if text and not set(text) - _FLAT:
        return box.x1 - box.x0 >= _WIDE * (box.bottom - box.top)
    parts = parts_in(page, box)
    return text in {"/", "\\"} and len(parts) == 1 and parts[0].slant * (1 if text == "/" else -1) > _SLANTED


def _set_apart(figure: Figure, face: Face) -> bool:
    """Whether the marks stand where they were read, and the digits are further apart where one stands and nowhere else."""
    steps = zip(figure.steps(), figure.marks[1:], strict=False)
    return figure.seen_marks() == figure.marks and all(step > face.pitch if mark else abs(step - face.pitch) < _OUT for step, mark in steps)


def _set_close(figure: Figure, face: Face) -> bool:  # noqa: ARG001  as the other
    """Whether as many marks stand among digits that touch as were read; between which of them, the ink does not say."""
    return figure.alone and len(figure.low) == sum(figure.marks)


def _sliced(figure: Figure, face: Face) -> list[Part]:
    """Digits that touch, cut out of their runs: the digits of a face are equally wide."""
    digit = face.pitch * figure.height
    return [piece for part in figure.tall for piece in part.cut(max(1, round(part.width / digit + _BETWEEN)))]
