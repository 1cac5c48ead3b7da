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
from parsing.readers.scan.agree import SURE, agree, is_figure
from parsing.readers.scan.cells import View, Views, read_twice
from parsing.readers.scan.digits import Face, learn
from parsing.readers.scan.pictures import pages_of_pdf, pictures_of
from parsing.readers.scan.prose import prose_lines
from parsing.readers.scan.shapes import Image
from parsing.readers.scan.sheet import Page, halves, prepare
from parsing.readers.scan.torn import torn_at

# Pixels. Below it strokes run together: of the figures in pages at 100 dpi (ten pixels) every tenth was misread or not seen.
LEAST_EM = 12.0
# Sheets are measured in 1/200 inch where they are A4, so that one scanned finer joins with its neighbours.
_SHORT_SIDE = 1654
# Of the shorter side of a sheet: by how much the edges of one table differ from scan to scan.
TOLERANCE = 0.0085
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


def read_page(picture: Image, short_side: float = _SHORT_SIDE) -> list[Sheet]:
    """Read one page (H x W x 3) as a sheet whose shorter side measures `short_side`, or as the two sheets that lie open on it.

    Raises `UnreadError`: low_resolution, or empty where no text is seen.
    """
    page = prepare(picture)
    if page is None:
        raise UnreadError("empty")
    if page.em < LEAST_EM:
        raise UnreadError("low_resolution", f"characters of {page.em:.0f} pixels, {LEAST_EM:.0f} are needed")
    sides = [prepare(half) for half in halves(page)] or [page]
    return [_sheet(side, short_side) for side in sides if side is not None]


def _document(pictures: Iterable[Image]) -> Document:
    document = Document()
    sheets: list[Sheet] = []
    coarse: UnreadError | None = None
    for number, picture in enumerate(pictures, 1):
        try:
            sheets += read_page(picture)
        except UnreadError as error:
            if error.reason == "low_resolution":
                coarse = error
                document.flaws.append(("page_unread", f"page {number}, {error.detail}"))
    if coarse and not sheets:
        raise coarse
    even_out(sheets)
    document.blocks = join_sheets(sheets, TOLERANCE * _SHORT_SIDE)
    return document


def _sheet(page: Page, short_side: float) -> Sheet:
    views = read_twice(page)
    face = learn(page, views.by_cell.values())
    blocks: list[Line | PlacedGrid] = [*prose_lines(page, views.prose)]
    blocks += [_grid(page, lattice, number, views, face) for number, lattice in enumerate(page.lattices)]
    height, width = page.picture.shape[:2]
    scale = short_side / min(height, width)
    return Sheet(sorted((_scaled(block, scale) for block in blocks), key=_top), width * scale, height * scale)


def _grid(page: Page, lattice: Lattice, number: int, views: Views, face: Face) -> PlacedGrid:
    grid = Grid(len(lattice.ys) - 1, len(lattice.xs) - 1, flaws=["rulings_broken"] if lattice.broken else [])
    for place, cell in enumerate(lattice.cells):
        owner = (number, place)
        read = agree(page, cell.box, views.by_page.get(owner, View()), views.by_cell.get(owner, View()), face)
        doubt = read.doubt or (f"{read.text}|broken rulings" if cell.broken else "")
        grid.cells.append(GridCell(cell.row, cell.col, cell.rowspan, cell.colspan, read.text, round(read.confidence, 4), doubt))
    _doubt_torn(grid)
    return PlacedGrid(grid, lattice.xs, lattice.ys)


def _doubt_torn(grid: Grid) -> None:
    torn = torn_at(grid)
    for cell in grid.cells:
        if cell.row + cell.rowspan > torn:
            cell.doubt = cell.doubt or f"{cell.text}|its row does not stand under the columns above it"
    grid.flaws += ["rulings_broken"] * (torn < grid.n_rows and "rulings_broken" not in grid.flaws)
    # What a damaged picture shows may be whole and still not what was printed: 0 as 5 at 0.76, in a scan with one bit flipped.
    for cell in grid.cells if "rulings_broken" in grid.flaws else ():
        if (cell.confidence or 0) < SURE and is_figure(cell.text):
            cell.doubt = cell.doubt or f"{cell.text}|?"


def _scaled(block: Line | PlacedGrid, scale: float) -> Line | PlacedGrid:
    if isinstance(block, Line):
        box = block.box
        return Line(block.text, Box(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale), block.size * scale)
    return replace(block, xs=[x * scale for x in block.xs], ys=[y * scale for y in block.ys])


def _top(block: Line | PlacedGrid) -> tuple[float, float]:
    return (block.box.top, block.box.x0) if isinstance(block, Line) else (block.ys[0], block.xs[0])


def even_out(sheets: Iterable[Sheet]) -> None:
    """Give lines of about the usual size that size: what detection measures differs from line to line, and size tells paragraphs apart."""
    lines = [block for sheet in sheets for block in sheet.blocks if isinstance(block, Line)]
    usual = median([line.size for line in lines]) if lines else 0.0
    for line in lines:
        if abs(line.size - usual) < _SAME_SIZE * usual:
            line.size = usual
