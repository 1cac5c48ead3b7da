"""PDF with text to a `Document`: its pages as ink, their ruling lines as tables, their tables put together over page breaks."""

from __future__ import annotations

import logging
from io import BytesIO
from itertools import islice

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import dict_value, int_value

from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.pdf.pages import PageReader
from parsing.readers.pdf.streams import checked_streams
from parsing.readers.ruled.page import read_sheet
from parsing.readers.ruled.sheets import join_sheets
from parsing.readers.ruled.upright import PageShown

# The longest report seen has 40 pages.
MAX_PAGES = 200
MAX_GLYPHS = 1_000_000


def read_pdf(data: bytes) -> Document:
    """Read a PDF. A page that is a picture is named (`page_unread`), a damaged file too (`file_damaged`).

    Raises `UnreadError`: `encrypted` where it asks for a password, `image_only` where no page has a text of its own (text that is not
    shown, as recognition puts under a scan, is none), `empty`, `unreadable`; `TooLargeError` beyond the limits.
    """
    pages, damage = shown_pages(data)
    document = Document(blocks=join_sheets([read_sheet(page.ink) for page in pages]), flaws=damage)
    if damage and not document.grids:  # what is left says nothing of what was lost
        raise UnreadError("unreadable", damage[0][1])
    pictures = [number for number, page in enumerate(pages, 1) if page.is_picture]
    document.flaws += [("page_unread", f"page {number} is a picture") for number in pictures]
    document.images = len(pictures) + sum(page.large_pictures for page in pages if not page.is_picture)
    return document


def shown_pages(data: bytes) -> tuple[list[PageShown], list[tuple[str, str]]]:
    """What the pages of a PDF show, and flaws of the file (`file_damaged`). Raises as `read_pdf`."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # a warning for every odd glyph
    with checked_streams() as damage:
        pages = _pages(data, damage)
    return pages, [("file_damaged", what) for what in damage]


def _pages(data: bytes, damage: list[str]) -> list[PageShown]:
    try:
        source = PDFDocument(PDFParser(BytesIO(data)), password="")
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadError("encrypted") from error
    if any(isinstance(table, PDFXRefFallback) for table in source.xrefs):
        damage.append("its table of contents is lost, objects were searched for")
    reader = PageReader(damage)
    shown: list[PageShown] = []
    for page in islice(PDFPage.create_pages(source), MAX_PAGES + 1):
        shown.append(reader.read(page))
        if len(shown) > MAX_PAGES or reader.glyphs > MAX_GLYPHS:
            raise TooLargeError(f"more than {MAX_PAGES} pages or {MAX_GLYPHS} characters")
    if len(shown) != _declared(source):
        damage.append(f"it has {len(shown)} pages and says {_declared(source)}")
    if not damage and not any(page.has_text for page in shown):
        raise UnreadError("image_only" if any(page.has_ink for page in shown) else "empty")
    return shown


def _declared(source: PDFDocument) -> int:
    return int_value(dict_value(source.catalog.get("Pages", {})).get("Count", 0))
