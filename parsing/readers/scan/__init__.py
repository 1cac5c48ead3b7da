"""Reports that are pictures: scanned PDF, JPEG, PNG, TIFF … to documents, with every figure recognised twice.

A page is turned upright, its text detected, its ruling lines found and its cells cut out (`ruled.lattice`). Each cell is recognised as
detection finds it on the page and once more from the ink inside it alone; where the two differ the cell carries a doubt, and no figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from statistics import median

from parsing.document import Document, Grid, GridCell
from parsing.errors import UnreadError
from parsing.readers.ruled.lattice import Lattice
from parsing.readers.ruled.shapes import Box, Line, PlacedGrid, Sheet
from parsing.readers.ruled.sheets import join_sheets
from parsing.readers.scan.agree import agree, digit_pitch
from parsing.readers.scan.cells import View, Views, read_twice
from parsing.readers.scan.pictures import pages_of_pdf, pictures_of
from parsing.readers.scan.prose import prose_lines
from parsing.readers.scan.shapes import Image
from parsing.readers.scan.sheet import Page, prepare

# Pixels. Below it strokes run together: of the figures in pages at 100 dpi (ten pixels) every tenth was misread or not seen.
LEAST_EM = 12.0
# Sheets are measured in 1/200 inch where they are A4, so that one scanned finer joins with its neighbours.
_SHORT_SIDE = 1654
_TOLERANCE = 14.0
_SAME_SIZE = 0.25


def read_picture(data: bytes) -> Document:
    """Read one image file. Raises `UnreadError` (low_resolution, unreadable) or `TooLargeError`."""
    return _document(pictures_of(data))


def read_pictures(*files: bytes) -> Document:
    """Read several image files as the pages of one document, in their order; raises as `read_picture`."""
    return _document(page for data in files for page in pictures_of(data))


def read_scan(data: bytes) -> Document:
    """Read a PDF whose pages are pictures. Raises `UnreadError` (low_resolution, encrypted, unreadable) or `TooLargeError`."""
    return _document(pages_of_pdf(data))


def _document(pictures: Iterable[Image]) -> Document:
    document = Document()
    sheets: list[Sheet] = []
    coarse = 0.0
    for number, picture in enumerate(pictures, 1):
        page = prepare(picture)
        if page is None:
            continue
        if page.em < LEAST_EM:
            coarse = page.em
            document.flaws.append(("page_unread", f"page {number}, characters of {page.em:.0f} pixels"))
            continue
        sheets.append(_sheet(page))
    if coarse and not sheets:
        raise UnreadError("low_resolution", f"characters of {coarse:.0f} pixels, {LEAST_EM:.0f} are needed")
    _even_out(sheets)
    document.blocks = join_sheets(sheets, _TOLERANCE)
    return document


def _sheet(page: Page) -> Sheet:
    views = read_twice(page)
    blocks: list[Line | PlacedGrid] = [*prose_lines(page, views.prose)]
    blocks += [_grid(page, lattice, number, views) for number, lattice in enumerate(page.lattices)]
    height, width = page.picture.shape[:2]
    scale = _SHORT_SIDE / min(height, width)
    return Sheet(sorted((_scaled(block, scale) for block in blocks), key=_top), width * scale, height * scale)


def _grid(page: Page, lattice: Lattice, number: int, views: Views) -> PlacedGrid:
    pitch = digit_pitch(page, views.by_cell.values())
    grid = Grid(len(lattice.ys) - 1, len(lattice.xs) - 1, flaws=["rulings_broken"] if lattice.broken else [])
    for place, cell in enumerate(lattice.cells):
        owner = (number, place)
        read = agree(page, cell.box, views.by_page.get(owner, View()), views.by_cell.get(owner, View()), pitch)
        grid.cells.append(GridCell(cell.row, cell.col, cell.rowspan, cell.colspan, read.text, round(read.confidence, 4), read.doubt))
    return PlacedGrid(grid, lattice.xs, lattice.ys)


def _scaled(block: Line | PlacedGrid, scale: float) -> Line | PlacedGrid:
    if isinstance(block, Line):
        box = block.box
        return Line(block.text, Box(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale), block.size * scale)
    return replace(block, xs=[x * scale for x in block.xs], ys=[y * scale for y in block.ys])


def _top(block: Line | PlacedGrid) -> tuple[float, float]:
    return (block.box.top, block.box.x0) if isinstance(block, Line) else (block.ys[0], block.xs[0])


def _even_out(sheets: list[Sheet]) -> None:
    """Lines of about the usual size have it: what detection measures differs from line to line, and size tells paragraphs apart."""
    lines = [block for sheet in sheets for block in sheet.blocks if isinstance(block, Line)]
    usual = median([line.size for line in lines]) if lines else 0.0
    for line in lines:
        if abs(line.size - usual) < _SAME_SIZE * usual:
            line.size = usual
