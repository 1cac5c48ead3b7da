"""From a figure of the dataset back to the archive: the bytes it was read from, read once more so that its place is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler import archive
from crawler.archive import ArchiveError, Attachment, Position
from crawler.ledger import Ledger
from crawler.reading import page_of
from crawler.rows import Page
from crawler.store import ARCHIVE_NAME, LEDGER_NAME
from crawler.tasks import context_of
from output.entries import Entry
from parsing.records import Cell, Report
from parsing.tracing import Place, Traced, trace, trace_pictures


@dataclass(frozen=True, slots=True)
class Source:
    """A response of the archive that holds a report, or a page of one: its address, its record and where that stands."""

    url: str
    record_id: str
    position: Position
    attached: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A cell found again: where it came from, the reading, and its places in it (more than one for a table printed twice)."""

    source: Source
    traced: Traced
    places: list[Place]


def find(data: Path, entry: Entry, cell: Cell) -> Found:
    """Find a cell of a report of the dataset in the archive of `data`.

    Raises ArchiveError: `no_archive` where archive or ledger are not beside the dataset, `not_archived` where they do not know the page,
    `reads_differently` where this version reads it otherwise, `archive_damaged`.
    """
    page = _page(data, entry)
    found = [
        Found(source, traced, traced.places(again))
        for source, traced in _readings(data / ARCHIVE_NAME, page)
        if _is_same(traced.report, entry.report) and (again := traced.cell(cell.key, cell.raw)) is not None
    ]
    if not found:
        raise ArchiveError(
            "reads_differently",
            f"The archived page is no longer read as the dataset has it; bring that up to date with `nianbao reparse --data {data}`.",
        )
    named = " ".join(problem.message for problem in entry.report.problems if problem.code == "witness")
    return next((one for one in found if one.source.attached and one.source.url in named), found[0])


def _is_same(again: Report, stored: Report) -> bool:
    """Whether a reading is that of the stored report, and not of another one in the same file or on the same page."""
    one_file = (again.format, again.member) == (stored.format, stored.member)
    return one_file and again.year in {stored.year, None} and again.agency_name in {stored.agency_name, None}


def _page(data: Path, entry: Entry) -> tuple[Page, str]:
    if not (data / LEDGER_NAME).is_file() or not (data / ARCHIVE_NAME).is_dir():
        raise ArchiveError(
            "no_archive",
            f"{data} has the dataset without its archive and ledger; copy them here from where the crawl ran, or open the address above.",
        )
    ledger = Ledger(data / LEDGER_NAME)
    try:
        row = ledger.one(_CAPTURE, entry.url, entry.report.sha256)
    finally:
        ledger.close()
    if row is None:
        raise ArchiveError(
            "not_archived",
            f"The ledger does not know this page; rebuild it from the archive with `nianbao reparse --data {data}`.",
        )
    return page_of(row), row["record_id"]


_CAPTURE = """
    SELECT c.*, b.record_id FROM current_captures AS c JOIN bodies AS b ON (b.file, b.offset) = (c.body_file, c.body_offset)
    WHERE c.url = ? AND c.sha256 = ? ORDER BY c.seen_at DESC, c.id DESC LIMIT 1
"""


def _readings(root: Path, found: tuple[Page, str]) -> Iterator[tuple[Source, Traced]]:
    """The page and then the files attached to it, each read with the context that the build gives them."""
    page, record_id = found
    context = context_of(root, page)
    answer = archive.read(root, page.body)
    for traced in trace(answer.body, url=page.url, content_type=page.content_type, context={**context, "file_name": answer.file_name}):
        yield Source(page.url, record_id, page.body, attached=False), traced
    for file in page.attached:
        if not file.picture:
            answer = archive.read(root, file.body)
            known = {**context, "file_name": answer.file_name}
            for traced in trace(answer.body, url=file.url, content_type=file.content_type, context=known):
                yield _source(file), traced
    pictures = [file for file in page.attached if file.picture]
    if pictures:
        images = [archive.read(root, file.body).body for file in pictures]
        yield from ((_source(pictures[0]), traced) for traced in trace_pictures(images, url=page.url, context=context))


def _source(file: Attachment) -> Source:
    return Source(file.url, file.record_id, file.body, attached=True)
