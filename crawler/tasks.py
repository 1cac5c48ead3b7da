"""What workers do: read pages at their archive positions into rows of the parse cache, and write partitions from such rows."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawler import archive, warc
from crawler.archive import ArchiveError, Position
from crawler.limits import PAGE_CPU_SECONDS, cpu_limit
from parsing.errors import NianbaoError
from parsing.records import Report
from parsing.version import VERSION

_CORRECTED = re.compile(r"更正|修订")


class VersionError(NianbaoError):
    """A worker runs another nianbao than the one that sent the task (`worker_version`)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One capture to be read: nothing but keys and positions."""

    capture: int
    url: str
    content_type: str | None
    body: Position
    meta: Position


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the ledger's `records`: what ordering and coverage need of a report, and the report itself as zlib JSON."""

    capture: int
    item: int
    agency: str | None
    agency_name: str | None
    agency_kind: str | None
    place: str | None
    place_name: str | None
    printed_name: str | None
    year: int | None
    scope: str
    status: str
    reason: str | None
    title: str | None
    corrected: bool
    published_on: str | None
    page_date: str | None
    content: str
    digest: str
    report: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report of a partition to be written."""

    report: bytes
    report_id: str
    url: str
    fetched_at: datetime
    revision: int
    scope: str
    last_seen: date | None


@dataclass(frozen=True, slots=True)
class Partition:
    """One agency and year to be written, a few kilobytes a report."""

    agency: str
    year: int
    sheets: tuple[Sheet, ...]


def check_version(version: str) -> None:
    """Raises VersionError where this worker would read with another version than the run's."""
    if version != VERSION:
        raise VersionError(
            "worker_version", f"A worker runs nianbao {VERSION}, this run is {version}; install the same version on all workers."
        )


def read_pages(archive_root: str, version: str, pages: Sequence[Page]) -> list[Row]:
    """Read each page within its limits. A page that fails is a row too; a page that hangs or bursts takes the process with it."""
    check_version(version)
    rows: list[Row] = []
    for page in pages:
        with cpu_limit(PAGE_CPU_SECONDS):
            rows.extend(_read_page(Path(archive_root), page))
    return rows


def _read_page(root: Path, page: Page) -> list[Row]:
    from parsing import parse

    context: dict[str, Any] = {}
    try:
        context = _context(root, page)
        body = archive.read(root, page.body).body
        reports = parse(body, url=page.url, content_type=page.content_type, context=context)
    except ArchiveError:
        reports = [failed_report(page, "archive_damaged")]
    except MemoryError:
        reports = [failed_report(page, "reader_died")]
    except Exception:
        # A defect in a reader must cost one page, not the night: the row names it, the log tells it, and reparse tries again.
        logging.getLogger(__name__).exception("The reader failed on %s", page.url)
        reports = [failed_report(page, "reader_error")]
    return [make_row(page, item, report, context) for item, report in enumerate(reports)]


def _context(root: Path, page: Page) -> dict[str, Any]:
    return {**warc.context_of(archive.read_record(root, page.meta)), "url": page.url}


def dead_page(archive_root: Path, page: Page) -> list[Row]:
    """The row of a page that killed its worker every time: a failed report under the name and year that its list gave it."""
    context = _context(archive_root, page)
    return [make_row(page, 0, failed_report(page, "reader_died"), context)]


def listed_as(context: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """(agency name, fiscal year) as far as the list alone tells them."""
    from parsing.document import Document
    from parsing.narrative import narrate

    narrative = narrate(Document(), {key: value for key, value in context.items() if value})
    return narrative.agency_name, narrative.year


def failed_report(page: Page, reason: str) -> Report:
    """A `failed` report for a page that could not be read."""
    return Report(source=page.url, status="failed", reason=reason)


def make_row(page: Page, item: int, report: Report, context: Mapping[str, Any]) -> Row:
    """The ledger's row of a report; the agency is told by its name within the portal's division.

    A report that could not be read keeps the name and year that its list gave it, so that its agency-year shows why it is empty.
    """
    from parsing.agencies import identify

    if report.status == "failed" and (report.agency_name is None or report.year is None):
        name, year = listed_as(context)
        report.agency_name, report.year = report.agency_name or name, report.year or year
        report.title = report.title or context.get("title")
    named = report.agency_name is not None and report.status != "not_a_report"
    agency = identify(report.agency_name or "", division=context.get("division")) if named else None
    text = json.dumps(report.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()
    return Row(
        capture=page.capture,
        item=item,
        agency=agency.id if agency else None,
        agency_name=agency.name if agency else None,
        agency_kind=agency.kind if agency else None,
        place=(agency.place or None) if agency else None,
        place_name=(agency.place_name or None) if agency else None,
        printed_name=report.agency_name,
        year=report.year,
        scope=agency.scope if agency and report.report_scope == "unknown" else report.report_scope,
        status=report.status,
        reason=report.reason or next((problem.code for problem in report.problems if problem.level == "doubt"), None),
        title=report.title,
        corrected=bool(_CORRECTED.search(f"{report.title or ''} {context.get('title') or ''}")),
        published_on=report.published_on,
        page_date=report.published_on or report.signed_on,
        content=content_digest(report),
        digest=hashlib.sha256(text).hexdigest(),
        report=zlib.compress(text, 6),
    )


def content_digest(report: Report) -> str:
    """Equal for two pages that publish the same report: the same cells as printed and the same words, whatever stands around them."""
    if not report.cells and not report.sections:
        return report.sha256 or report.source
    cells = sorted((cell.key, cell.raw, cell.value) for cell in report.cells)
    words = ["".join(section.text.split()) for section in report.sections]
    return hashlib.sha256(json.dumps([cells, words], ensure_ascii=False).encode()).hexdigest()


def unpack(blob: bytes) -> Report:
    """The report of a row."""
    return Report.from_dict(json.loads(zlib.decompress(blob)))


def write_partitions(dataset_root: str, version: str, partitions: Sequence[Partition]) -> list[tuple[str, int, int]]:
    """Write each partition; gives (agency, year, files whose bytes changed)."""
    from output.dataset import Entry, write_partition

    check_version(version)
    written = []
    for partition in partitions:
        agency, year = partition.agency, partition.year
        entries = []
        for sheet in partition.sheets:
            report = unpack(sheet.report)
            report.report_scope = sheet.scope  # type: ignore[assignment]
            entries.append(Entry(report, sheet.report_id, agency, year, sheet.url, sheet.fetched_at, sheet.revision, sheet.last_seen))
        written.append((agency, year, len(write_partition(Path(dataset_root), agency, year, entries))))
    return written
