"""The pages of a PDF: their own content, and what annotations and fields show on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.utils import Matrix, apply_matrix_rect, mult_matrix

from parsing.readers.pdf.device import Device, Fonts, Interpreter
from parsing.readers.ruled.shapes import Box
from parsing.readers.ruled.upright import PageShown, show

# Annotations that show text or figures of their own; marks on the text and links do not.
_SHOWING = frozenset(("FreeText", "Widget", "Stamp"))
# Marks on the text that make a figure under them none.
_MARKING = frozenset(("StrikeOut", "Ink", "Line", "Redact"))
_HIDDEN_FLAGS = 0x02 | 0x20  # Hidden, NoView (ISO 32000, table 165)


class PageReader:
    """Reads the pages of one file, one after the other; fonts are shared. `damage`: where what is wrong is noted."""

    def __init__(self, damage: list[str]) -> None:
        fonts = Fonts(damage)
        self._device = Device(fonts)
        self._interpreter = Interpreter(fonts, self._device)
        self.glyphs = 0

    def read(self, page: PDFPage) -> PageShown:
        """One page."""
        self._interpreter.process_page(page)
        painted = self._device.painted
        for kind, annotation in _annotations(page):
            if kind in _MARKING:
                painted.drawings.append(Box(*apply_matrix_rect(self._device.page_matrix, _rect(annotation))))
        for stream, matrix in _appearances(page, self._device.page_matrix):
            self._interpreter.render_contents(dict_value(stream.get("Resources", {})), [stream], ctm=matrix)
        self.glyphs += len(painted.glyphs)
        return show(painted, _crop(page, self._device.page_matrix))


def _annotations(page: PDFPage) -> Iterator[tuple[str, dict[str, Any]]]:
    """The annotations that are shown, each with its kind."""
    for reference in list_value(page.annots or []):
        annotation = dict_value(reference)
        if not int(annotation.get("F", 0)) & _HIDDEN_FLAGS:
            yield getattr(annotation.get("Subtype"), "name", ""), annotation


def _rect(annotation: dict[str, Any]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(resolve1(x)) for x in list_value(annotation["Rect"]))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _appearances(page: PDFPage, ctm: Matrix) -> Iterator[tuple[PDFStream, Matrix]]:
    """What annotations and filled-in fields show, each with the matrix that puts it on the page (ISO 32000, 12.5.5)."""
    for kind, annotation in _annotations(page):
        normal = resolve1(dict_value(annotation.get("AP", {})).get("N")) if kind in _SHOWING else None
        if isinstance(normal, dict):
            normal = resolve1(normal.get(getattr(annotation.get("AS"), "name", "")))
        if isinstance(normal, PDFStream):
            yield normal, mult_matrix(_onto(normal, _rect(annotation)), ctm)


def _onto(stream: PDFStream, rect: tuple[float, float, float, float]) -> Matrix:
    own: Matrix = tuple(map(float, list_value(stream.get("Matrix", (1, 0, 0, 1, 0, 0)))))  # type: ignore[assignment]
    x0, y0, x1, y1 = apply_matrix_rect(own, tuple(map(float, list_value(stream["BBox"]))))  # type: ignore[arg-type]
    left, low, right, high = rect
    across, up = (right - left) / ((x1 - x0) or 1), (high - low) / ((y1 - y0) or 1)
    return mult_matrix(own, (across, 0, 0, up, left - x0 * across, low - y0 * up))


def _crop(page: PDFPage, ctm: Matrix) -> Box:
    """What of the sheet is shown, y upwards."""
    (a0, b0, a1, b1), (c0, d0, c1, d1) = apply_matrix_rect(ctm, page.mediabox), apply_matrix_rect(ctm, page.cropbox)
    return Box(max(a0, c0), max(b0, d0), min(a1, c1), min(b1, d1))
