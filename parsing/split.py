"""Several reports on one page (a government and its department, two years): one `Document` each, cut where a second report begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from parsing.document import Document, Grid, Paragraph
from parsing.narrative.names import is_nobody, is_office
from parsing.narrative.text import fold
from parsing.narrative.title import Title, read_title
from parsing.tables import read_tables

_LONGEST_TITLE = 120
_LONGEST_LINE = 60


@dataclass(frozen=True, slots=True)
class _Start:
    """A paragraph that reads as the whole title of a report: the block it begins at."""

    block: int
    title: Title


@dataclass(slots=True)
class _Piece:
    """A report of the page: its first block, its title, and the tables of the form that it has so far."""

    block: int = 0
    title: Title = field(default_factory=lambda: Title(""))
    tables: set[str] = field(default_factory=set)


def split(document: Document) -> list[Document]:
    """The reports of a page in order; the document itself where it holds one.

    A report begins at a title that names another agency or another year and is followed by tables which the report before it has already.
    So a contents list, links to other reports and a title repeated on each sheet of a print do not cut, nor does a table printed twice.
    """
    places = [place for place, block in enumerate(document.blocks) if isinstance(block, Grid)]
    if len(places) < 2:
        return [document]
    inner = range(places[0], places[-1])
    if not any(_may_be_title(document, place) for place in inner):
        return [document]
    starts = [start for place in range(places[-1]) if _may_be_title(document, place) and (start := _start(document, place))]
    pieces = _pieces(document, starts)
    return [document] if len(pieces) < 2 else _documents(document, pieces, starts)


def _may_be_title(document: Document, place: int) -> bool:
    block = document.blocks[place]
    if not isinstance(block, Paragraph) or len(block.text) > _LONGEST_TITLE:
        return False
    return ("开" in block.text or "開" in block.text) and ("报" in block.text or "報" in block.text)


def _start(document: Document, place: int) -> _Start | None:
    printed, above = _line(document, place), _line(document, place - 1)
    title = read_title(printed)
    if not (title.year and title.name) and 0 < len(above) <= _LONGEST_LINE:
        joined = read_title(above + printed)  # the agency stands on a line of its own
        if joined.exact and joined.annual and joined.year and is_office(fold(joined.name)):
            return _Start(place - 1, joined)
    return _Start(place, title) if title.exact and title.annual and (title.year or title.name) else None


def _line(document: Document, place: int) -> str:
    block = document.blocks[place] if place >= 0 else None
    return block.text if isinstance(block, Paragraph) else ""


def _pieces(document: Document, starts: Sequence[_Start]) -> list[_Piece]:
    pieces = [_Piece()]
    edges = [*(start.block for start in starts), len(document.blocks)]
    for start, (begin, end) in zip(starts, pairwise(edges), strict=True):
        tables = _form_tables(document, begin, end)
        current = pieces[-1]
        if not current.tables:
            current.title = start.title
        elif tables & current.tables and _another(start.title, current.title):
            pieces.append(_Piece(start.block, start.title, tables))
            continue
        current.tables |= tables
    return pieces


def _form_tables(document: Document, begin: int, end: int) -> set[str]:
    grids = [block for block in document.blocks[begin:end] if isinstance(block, Grid)]
    return {cell.table for cell in read_tables(grids).cells if not cell.table.startswith("raw_")} if grids else set()


def _another(title: Title, before: Title) -> bool:
    """Whether two titles cannot be those of one report. 区教育局 and 甲市乙区教育局 may be."""
    if title.year and before.year and title.year != before.year:
        return True
    one, other = fold(title.name), fold(before.name)
    named = bool(one and other) and not is_nobody(one) and not is_nobody(other)
    return named and not one.endswith(other) and not other.endswith(one)


def _documents(document: Document, pieces: Sequence[_Piece], starts: Sequence[_Start]) -> list[Document]:
    """Each piece under its own title alone; what the page says of itself beside its title holds for all of them."""
    edges = [*(piece.block for piece in pieces), len(document.blocks)]
    meta = {name: value for name, value in document.meta.items() if name != "ArticleTitle"}
    documents = []
    for piece, (begin, end) in zip(pieces, pairwise(edges), strict=True):
        foreign = {start.block for start in starts if _another(start.title, piece.title)}
        blocks = [block for place, block in enumerate(document.blocks[begin:end], begin) if place not in foreign]
        titles = [piece.title.printed] if piece.title.printed else document.titles
        documents.append(Document(blocks, document.format, titles, dict(meta), document.images, list(document.flaws)))
    return documents
