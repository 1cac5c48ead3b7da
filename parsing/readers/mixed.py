"""PDF and OFD of which some pages are pictures, and OFD of nothing else: text is read as text, pictures as scans, in the order of pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.ofd import OfdPage, open_pages
from parsing.readers.ruled.page import read_sheet
from parsing.readers.ruled.shapes import Sheet
from parsing.readers.ruled.sheets import join_sheets
from parsing.readers.ruled.upright import PageShown
from parsing.readers.scan import TOLERANCE, even_out, read_page
from parsing.readers.scan.pictures import MAX_PAGES, MAX_PIXELS, pages_of_pdf, pictures_of
from parsing.readers.scan.shapes import Image

_SHORT_SIDE = 595.0  # points, of A4


def read_mixed_pdf(data: bytes) -> Document:
    """Read a PDF of which some pages are pictures. Raises as `pdf.read_pdf` and `scan.read_scan`."""
    from parsing.readers.pdf import shown_pages  # OFD needs none of its libraries

    pages, damage = shown_pages(data)
    document = _document(pages, lambda number: next(pages_of_pdf(data, [number])))
    document.flaws += damage
    return document


def read_mixed_ofd(data: bytes) -> Document:
    """Read an OFD file of which some pages, or all, are pictures. Raises as `ofd.read_ofd` and `scan.read_scan`."""
    pages = open_pages(data)
    return _document([page.shown for page in pages], lambda number: _drawn(pages[number]))


def _document(pages: Sequence[PageShown], picture: Callable[[int], Image]) -> Document:
    """The pages put together; one whose picture says nothing is `page_unread`, and where all are, the first reason is raised."""
    if sum(page.is_picture for page in pages) > MAX_PAGES:
        raise TooLargeError(f"more than {MAX_PAGES} pages of pictures")
    document = Document(images=sum(page.large_pictures for page in pages if not page.is_picture))
    scanned: list[Sheet] = []
    sheets: list[Sheet] = []
    why: list[UnreadError] = []
    for number, page in enumerate(pages):
        try:
            own = read_page(picture(number), min(page.ink.width, page.ink.height)) if page.is_picture else [read_sheet(page.ink)]
        except UnreadError as error:
            why.append(error)
            document.flaws.append(("page_unread", f"page {number + 1}, {error}"))
            continue
        sheets += own
        scanned += own if page.is_picture else []
    if not sheets and (told := [error for error in why if error.reason != "empty"]):
        raise told[0]
    document.images += len(why)
    even_out(scanned)
    document.blocks = join_sheets(sheets, TOLERANCE * _SHORT_SIDE)
    return document


def _drawn(page: OfdPage) -> Image:
    """The pictures of a page on one sheet of paper, at the resolution of the largest. Raises `UnreadError` where one lies askew."""
    boxes = [picture.box for picture in page.pictures if picture.box is not None]
    if not boxes or len(boxes) < len(page.pictures):
        raise UnreadError("unreadable", "its pictures lie askew")
    pictures = [next(iter(pictures_of(picture.data()))) for picture in page.pictures]
    largest = max(range(len(boxes)), key=lambda number: (boxes[number].x1 - boxes[number].x0) * (boxes[number].bottom - boxes[number].top))
    scale = pictures[largest].shape[1] / max(1.0, boxes[largest].x1 - boxes[largest].x0)
    width, height = (max(1, round(side * scale)) for side in page.size)
    if width * height > MAX_PIXELS:
        raise TooLargeError(f"a page of {width} x {height} pixels, at most {MAX_PIXELS} are read")
    paper = np.full((height, width, 3), 255, np.uint8)
    for picture, box in zip(pictures, boxes, strict=True):
        _paste(paper, picture, (round(box.x0 * scale), round(box.top * scale)), (round(box.x1 * scale), round(box.bottom * scale)))
    return paper


def _paste(paper: Image, picture: Image, start: tuple[int, int], end: tuple[int, int]) -> None:
    (x0, y0), (x1, y1) = start, end
    if x1 <= x0 or y1 <= y0:
        return
    sized = cv2.resize(picture, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    height, width = paper.shape[:2]
    left, top, right, bottom = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
    if left < right and top < bottom:
        paper[top:bottom, left:right] = sized[top - y0 : bottom - y0, left - x0 : right - x0]
