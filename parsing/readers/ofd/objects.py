"""The objects of an OFD page, painted: text, paths, pictures, and groups of them (GB/T 33190-2016, chapters 8 to 11)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml import etree

from parsing.errors import TooLargeError, UnreadError
from parsing.readers.packed import attribute, local
from parsing.readers.ruled.painted import Matrix, Painted, Point, bounds, put
from parsing.readers.ruled.text import OBJECT

POINTS = 72 / 25.4  # a millimetre
MAX_DEPTH = 20
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_HIDING_PICTURE = 0.5 * 210 * 297 * POINTS**2  # half of a sheet: smaller ones are seals, of which nobody can say what they hide
# How many numbers follow each command of a path; the last two are where it leads.
_COMMANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_CURVES = frozenset("QBA")
_NOT_A_TEXT = "¤"  # stands for characters that only glyphs show
_MARKS = frozenset(("Highlight", "Link", "Path"))


class Painter:
    """Paints the objects of one page; `height` is the page's lower edge in millimetres (OFD counts y downwards, `Painted` upwards).

    `images`: the numbers of the pictures on it, each with the matrix from its unit square.
    """

    def __init__(self, height: float) -> None:
        self.painted = Painted()
        self.images: list[tuple[str, Matrix]] = []
        self._sheet: Matrix = (POINTS, 0, 0, -POINTS, 0, height * POINTS)

    def paint(self, page: etree._Element) -> None:
        """Paint what the layers of a page or template hold."""
        for content in page:
            if local(content) == "Content":
                for layer in content:
                    self._group(layer, self._sheet, 0)

    def paint_annotation(self, annotation: etree._Element) -> None:
        """Paint the appearance of an annotation that shows something of its own."""
        if attribute(annotation, "Visible") == "false" or attribute(annotation, "Type") in _MARKS:
            return
        for appearance in annotation:
            if local(appearance) == "Appearance":
                self._group(appearance, _placed(appearance, self._sheet), 0)

    def _group(self, parent: etree._Element, matrix: Matrix, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise TooLargeError(f"groups of objects nested deeper than {MAX_DEPTH}")
        for element in parent:
            if attribute(element, "Visible") == "false" or attribute(element, "Alpha") == "0":
                continue
            kind = local(element)
            if kind == "PageBlock":
                self._group(element, matrix, depth + 1)
            elif kind == "TextObject":
                self._text(element, _placed(element, matrix))
            elif kind == "PathObject":
                self._path(element, _placed(element, matrix))
            elif kind in {"ImageObject", "CompositeObject"}:
                self._picture(element, matrix)

    def _text(self, element: etree._Element, matrix: Matrix) -> None:
        size = _number(attribute(element, "Size"))
        wide = _number(attribute(element, "HScale") or "1")
        white = _is_white(element, "FillColor")
        down = attribute(element, "ReadDirection") in {"90", "270"}
        x = y = 0.0
        for code in element:
            if local(code) != "TextCode":
                continue
            x, y = _number(attribute(code, "X") or str(x)), _number(attribute(code, "Y") or str(y))
            text = (code.text or "").strip("\r\n")
            steps_x, steps_y = _steps(attribute(code, "DeltaX"), len(text)), _steps(attribute(code, "DeltaY"), len(text))
            for char, step_x, step_y in zip(text, steps_x, steps_y, strict=True):
                own = size * wide * (0.5 if char.isascii() else 1.0)
                advance = min(own, step_x) if step_x and step_x > 0 else own
                self._character(char, (x, y, advance), size, matrix, white=white)
                x += own if step_x is None and not down else step_x or 0.0
                y += own if step_y is None and down else step_y or 0.0

    def _character(self, char: str, place: tuple[float, float, float], size: float, matrix: Matrix, *, white: bool) -> None:
        x, y, advance = place
        # The object's space counts y downwards: a character is painted in one that counts it upwards.
        upward = _times((1, 0, 0, -1, x, y), matrix)
        shown = OBJECT if char == _NOT_A_TEXT else char
        if shown.isprintable() or shown.isspace():
            self.painted.text(shown, upward, (0.0, 0.0, advance), size, white=white)

    def _path(self, element: etree._Element, matrix: Matrix) -> None:
        data = next((one.text or "" for one in element if local(one) == "AbbreviatedData"), "")
        strokes, fills = attribute(element, "Stroke") != "false", attribute(element, "Fill") == "true"
        for points, curved in _shapes(data, matrix):
            if strokes and not _is_white(element, "StrokeColor"):
                self.painted.stroke(points)
            if fills:
                self.painted.fill(points, curved=curved, white=_is_white(element, "FillColor"), opaque=not attribute(element, "Alpha"))

    def _picture(self, element: etree._Element, matrix: Matrix) -> None:
        x, y, wide, high = _numbers(attribute(element, "Boundary"), 4)
        own = _placed(element, matrix) if attribute(element, "CTM") else _times((wide, 0, 0, high, x, y), matrix)
        self.images.append((attribute(element, "ResourceID"), own))
        box = bounds([put(matrix, *corner) for corner in ((x, y), (x + wide, y), (x, y + high), (x + wide, y + high))])
        self.painted.picture(box, opaque=(box.x1 - box.x0) * (box.bottom - box.top) > _HIDING_PICTURE)


def _placed(element: etree._Element, matrix: Matrix) -> Matrix:
    """The matrix from an object's own space: its CTM, then the corner of its boundary, then the page."""
    boundary = attribute(element, "Boundary")
    x, y, *_ = _numbers(boundary, 4) if boundary else [0.0, 0.0]
    text = attribute(element, "CTM")
    a, b, c, d, e, f = _numbers(text, 6) if text else _IDENTITY
    return _times((a, b, c, d, e + x, f + y), matrix)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    origin = put(then, e, f)
    return (
        then[0] * a + then[2] * b,
        then[1] * a + then[3] * b,
        then[0] * c + then[2] * d,
        then[1] * c + then[3] * d,
        *origin,
    )


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise UnreadError("unreadable", f"{text[:40]!r} in place of a number") from None
    if not math.isfinite(number):
        raise UnreadError("unreadable", f"{text[:40]!r} in place of a number")
    return number


def _numbers(text: str, count: int) -> list[float]:
    numbers = [_number(part) for part in text.split()]
    if len(numbers) != count:
        raise UnreadError("unreadable", f"{text[:40]!r} in place of {count} numbers")
    return numbers


def _steps(text: str, count: int) -> list[float | None]:
    """How far each character moves the next one: `g 3 4.2` stands for three times 4.2; None where the file does not say."""
    parts = iter(text.split())
    steps: list[float | None] = []
    for part in parts:
        if part == "g":
            times, step = _number(next(parts, "")), _number(next(parts, ""))
            steps += [step] * min(int(times), count)
        else:
            steps.append(_number(part))
    if not steps:
        return [None] * count
    return (steps + [steps[-1]] * count)[:count]


def _is_white(element: etree._Element, name: str) -> bool:
    colour = next((attribute(one, "Value") for one in element if local(one) == name), "")
    parts = colour.split()
    return len(parts) == 3 and all(part in {"255", "#FF", "#ff"} for part in parts)


def _shapes(data: str, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The corners of each part of a path on the page, closed ones with their first at the end, and whether it has curves."""
    points: list[Point] = []
    curved = False
    parts = iter(data.split())
    for command in parts:
        count = _COMMANDS.get(command)
        if count is None:
            raise UnreadError("unreadable", f"a path with the command {command[:20]!r}")
        numbers = [_number(next(parts, "")) for _ in range(count)]
        if command in "SM":
            if len(points) > 1:
                yield points, curved
            points, curved = [], False
        points += [put(matrix, *numbers[-2:])] if numbers else points[:1]
        curved = curved or command in _CURVES
    if len(points) > 1:
        yield points, curved
