"""The pages of a PDF as ink: what pdfminer interprets is turned upright, and what nobody sees is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.utils import Matrix, apply_matrix_rect, mult_matrix

from parsing.readers.pdf.device import Device, Fonts, Interpreter
from parsing.readers.pdf.painted import Painted, RawGlyph
from parsing.readers.pdf.radicals import whole_characters
from parsing.readers.ruled.page import Ink
from parsing.readers.ruled.shapes import Box, Glyph, Rule
from parsing.readers.ruled.text import OBJECT, is_figure_part

# A page is a picture when pictures cover this share of it and it has fewer characters than a stamp, a page number and a scanner's mark.
_PICTURE_SHARE, _FEW = 0.5, 100
# A picture inside a page of text that may be a table: shares of the page's area and width.
_LARGE_AREA, _LARGE_WIDTH = 0.06, 0.4
# Annotations that show text or figures of their own; marks on the text and links do not.
_SHOWING = frozenset(("FreeText", "Widget", "Stamp"))
_HIDDEN_FLAGS = 0x02 | 0x20  # Hidden, NoView (ISO 32000, table 165)


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


class PageReader:
    """Reads the pages of one file, one after the other; fonts are shared."""

    def __init__(self) -> None:
        fonts = Fonts()
        self._device = Device(fonts)
        self._interpreter = Interpreter(fonts, self._device)
        self.glyphs = 0

    def read(self, page: PDFPage) -> PageShown:
        """One page."""
        self._interpreter.process_page(page)
        painted = self._device.painted
        for stream, matrix in _appearances(page, painted.ctm):
            self._interpreter.render_contents(dict_value(stream.get("Resources", {})), [stream], ctm=matrix)
        self.glyphs += len(painted.glyphs)
        return _shown(painted, _crop(page, painted.ctm))


def _appearances(page: PDFPage, ctm: Matrix) -> Iterator[tuple[PDFStream, Matrix]]:
    """What annotations and filled-in fields show, each with the matrix that puts it on the page (ISO 32000, 12.5.5)."""
    for reference in list_value(page.annots or []):
        annotation = dict_value(reference)
        if getattr(annotation.get("Subtype"), "name", "") not in _SHOWING or int(annotation.get("F", 0)) & _HIDDEN_FLAGS:
            continue
        normal = resolve1(dict_value(annotation.get("AP", {})).get("N"))
        if isinstance(normal, dict):
            normal = resolve1(normal.get(getattr(annotation.get("AS"), "name", "")))
        if isinstance(normal, PDFStream):
            yield normal, mult_matrix(_onto(normal, [float(resolve1(x)) for x in list_value(annotation["Rect"])]), ctm)


def _onto(stream: PDFStream, rect: list[float]) -> Matrix:
    own: Matrix = tuple(map(float, list_value(stream.get("Matrix", (1, 0, 0, 1, 0, 0)))))  # type: ignore[assignment]
    x0, y0, x1, y1 = apply_matrix_rect(own, tuple(map(float, list_value(stream["BBox"]))))  # type: ignore[arg-type]
    left, right = sorted((rect[0], rect[2]))
    low, high = sorted((rect[1], rect[3]))
    across, up = (right - left) / ((x1 - x0) or 1), (high - low) / ((y1 - y0) or 1)
    return mult_matrix(own, (across, 0, 0, up, left - x0 * across, low - y0 * up))


def _crop(page: PDFPage, ctm: Matrix) -> Box:
    """What of the sheet is shown, y upwards."""
    (a0, b0, a1, b1), (c0, d0, c1, d1) = apply_matrix_rect(ctm, page.mediabox), apply_matrix_rect(ctm, page.cropbox)
    return Box(max(a0, c0), max(b0, d0), min(a1, c1), min(b1, d1))


def _shown(painted: Painted, crop: Box) -> PageShown:
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
