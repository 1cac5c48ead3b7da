"""One upright page prepared for reading: where its text stands, its ruling lines and tables, and its ink without the lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median

import cv2
import numpy as np

from parsing.readers.ruled.lattice import Lattice, find_lattices
from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.rulings import Rulings, find_rules
from parsing.readers.scan.shapes import Image, Mask
from parsing.readers.scan.upright import ink, stand_up

# A box of detection is higher than its characters; lines of several characters tell their size, single digits do not.
EM = 0.72
_SEVERAL = 2.0
_TOLERANCE = 0.3  # em
_RED = 2  # of blue, green, red
# Two sheets of A4 beside each other are 1.41 times as wide as high, and each has some lines.
_SPREAD, _SOME = 1.2, 3


@dataclass
class Page:
    """An upright page (H x W x 3) with what was found on it. `em`: the usual height of a character in pixels.

    `sheet`: where it shows what was scanned; the corners of a turned page show nothing.
    """

    picture: Image
    sheet: Mask
    texts: list[Box]
    em: float
    rulings: Rulings
    lattices: list[Lattice]

    @cached_property
    def plain(self) -> Image:
        """The page without its ruling lines and in red light, in which a red stamp is not seen (H x W x 3)."""
        red = self.picture[:, :, _RED]
        paper = cv2.blur(cv2.dilate(red, np.ones((9, 9), np.uint8)), (41, 41))
        return cv2.cvtColor(np.where(self.rulings.pixels > 0, paper, red), cv2.COLOR_GRAY2BGR)

    @cached_property
    def strokes(self) -> Mask:
        """The ink of the page in red light, without its ruling lines."""
        return ink(self.picture[:, :, _RED]) & ~self.rulings.pixels

    @cached_property
    def any_ink(self) -> Mask:
        """Ink of any colour, without the ruling lines."""
        return ink(self.picture.min(axis=2)) & ~self.rulings.pixels


def prepare(picture: Image) -> Page | None:
    """Turn a page upright and find text, lines and tables on it; None where there is no text. Raises `TooLargeError` as `find_lattices`."""
    picture, sheet, texts = stand_up(picture)
    if not texts:
        return None
    heights = [box.bottom - box.top for box in texts if box.x1 - box.x0 > _SEVERAL * (box.bottom - box.top)]
    em = EM * median(heights or [box.bottom - box.top for box in texts])
    rulings, lattices = _ruled(picture[:, :, _RED], texts, em)
    if not lattices:  # they may be red themselves
        rulings, lattices = _ruled(picture.min(axis=2), texts, em)
    return Page(picture, sheet, texts, em, rulings, lattices)


def _ruled(gray: Image, texts: list[Box], em: float) -> tuple[Rulings, list[Lattice]]:
    rulings = find_rules(ink(gray), texts, em)
    return rulings, find_lattices(rulings.across, rulings.down, max(3.0, _TOLERANCE * em))


def halves(page: Page) -> list[Image]:
    """The two sheets that lie side by side on a page, as an open folder is scanned: nothing crosses its middle. None where it is one."""
    height, width = page.picture.shape[:2]
    middle = width // 2
    boxes = [*page.texts, *(lattice.box for lattice in page.lattices)]
    beside = [sum(box.x1 < middle for box in boxes), sum(box.x0 > middle for box in boxes)]
    if width < _SPREAD * height or min(beside) < _SOME or sum(beside) < len(boxes):
        return []
    return [page.picture[:, :middle], page.picture[:, middle:]]
