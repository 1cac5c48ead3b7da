"""From an opened file to the tables of each report in it: by the first reading, by what the page carries unseen, and by the second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsing.document import Document, Paragraph
from parsing.errors import TooLargeError
from parsing.kinds import MARKUP
from parsing.opening import Opened
from parsing.problems import problem
from parsing.readers.embedded import Embedded, in_json, in_page
from parsing.readers.html import read_markup
from parsing.second import fails_shape, read_outline, settle_differences, tags_broken
from parsing.split import split
from parsing.tables import TablesRead, read_tables

_CARRIERS = MARKUP | {"json"}


@dataclass(slots=True)
class ReportRead:
    """One report of a file: its part of the document, and its tables; `markup`: what they stand in, "" where it is none."""

    document: Document
    tables: TablesRead
    markup: str = ""

    @property
    def has_tables(self) -> bool:
        """Whether any cell of a form was read."""
        return any(not cell.table.startswith("raw_") for cell in self.tables.cells)


def read_reports(opened: Opened, document: Document) -> list[ReportRead]:
    """The reports of a file, at least one; broken or misshapen tables are read twice."""
    reports, markup = read_once(opened, document)
    for report in reports:
        report.markup = markup
    if markup and any(report.has_tables for report in reports):
        _read_again(markup, reports)
    return reports


def read_once(opened: Opened, document: Document) -> tuple[list[ReportRead], str]:
    """The reports by the first reading, and the markup that their tables stand in ("" where there is none).

    A file that shows no table of a form is searched for what it carries unseen.
    """
    reports = first_reading(document)
    if opened.format not in _CARRIERS or any(report.has_tables for report in reports):
        return reports, opened.text if opened.markup else ""
    found = _best_embedded(opened)
    if found is None:
        return reports, ""
    reports = first_reading(_with_embedded(document, *found))
    for report in reports:
        report.tables.problems.append(problem("embedded", "page", found[0].where))
    return reports, found[0].markup


def first_reading(document: Document) -> list[ReportRead]:
    """The reports of a document with their tables as the first reading alone shows them."""
    return [ReportRead(part, read_tables(part.grids)) for part in split(document)]


def second_reading(markup: str, count: int) -> list[TablesRead]:
    """The tables of each of `count` reports by the second reading; empty ones where it finds another number. Raises `TooLargeError`."""
    whole = read_outline(markup)
    parts = split(whole) if count > 1 else [whole]
    return [read_tables(part.grids) for part in parts] if len(parts) == count else [TablesRead() for _ in range(count)]


def _read_again(markup: str, reports: Sequence[ReportRead]) -> None:
    broken = tags_broken(markup)
    if not broken and not any(fails_shape(report.tables) for report in reports):
        return
    try:
        again = second_reading(markup, len(reports))
    except TooLargeError as error:
        if broken:
            for report in reports:
                report.tables.problems.append(problem("markup_broken", "page", str(error)))
        return
    for report, tables in zip(reports, again, strict=True):
        settle_differences(report.tables, tables)


def _best_embedded(opened: Opened) -> tuple[Embedded, Document] | None:
    """What the file carries unseen with most cells of a form in it, and its document."""
    best: tuple[int, Embedded, Document] | None = None
    for found in in_page(opened.text) if opened.markup else in_json(opened.text):
        try:
            document = read_markup(found.markup)
        except TooLargeError:
            continue  # the page itself was within the limits; what it carries beyond them is no report
        cells = sum(not cell.table.startswith("raw_") for cell in read_tables(document.grids).cells)
        if cells > (best[0] if best else 0):
            best = (cells, found, document)
    return (best[1], best[2]) if best else None


def _with_embedded(page: Document, found: Embedded, inner: Document) -> Document:
    """The page with what it carries: a hidden part takes the page's place, text that the page shows as well is not doubled."""
    # Where the page itself ends says nothing of tables that it only carries.
    inner.flaws[:0] = [flaw for flaw in page.flaws if flaw[0] != "markup_broken"]
    if found.where == "hidden":
        return inner
    shown = set(page.paragraphs)
    known = [text in shown for text in inner.paragraphs]
    doubled = sum(known) * 2 > len(known)
    blocks = [block for block in inner.blocks if not (doubled and isinstance(block, Paragraph))]
    titles = [title for title in (found.title, *inner.titles) if title and title not in page.titles]
    return Document([*page.blocks, *blocks], page.format, [*page.titles, *titles], page.meta | inner.meta, page.images, inner.flaws)
