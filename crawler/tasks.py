"""What workers do: read pages at their archive positions into rows of the parse cache, and write partitions from such rows."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from crawler import archive, warc
from crawler.archive import ATTACHMENTS, ArchiveError, Attachment
from crawler.limits import PAGE_CPU_SECONDS, cpu_limit
from crawler.packing import unpack
from crawler.rows import Page, Row, failed_report, make_row
from parsing.errors import NianbaoError
from parsing.records import Report, Scope
from parsing.version import VERSION

if TYPE_CHECKING:
    from output.entries import Entry
    from parsing.witnesses import Attached


class VersionError(NianbaoError):
    """A worker runs another nianbao than the one that sent the task (`worker_version`)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report of a partition to be written. `last`, `government`: the reports that its soft checks compare it with."""

    report: bytes
    last: bytes | None
    government: bytes | None
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
    from parsing.witnesses import parse_page

    context: dict[str, Any] = {}
    try:
        context = context_of(root, page)
        answer = archive.read(root, page.body)
        files = [_attached(root, file) for file in page.attached]
        known = {**context, "file_name": answer.file_name}
        reports = parse_page(answer.body, files, url=page.url, content_type=page.content_type, context=known)
    except ArchiveError:
        reports = [failed_report(page, "archive_damaged")]
    except MemoryError:
        reports = [failed_report(page, "reader_died")]
    except Exception:
        # A defect in a reader must cost one page, not the night: the row names it, the log tells it, and reparse tries again.
        logging.getLogger(__name__).exception("The reader failed on %s", page.url)
        reports = [failed_report(page, "reader_error")]
    return [make_row(page, item, report, context) for item, report in enumerate(reports)]


def _attached(root: Path, file: Attachment) -> Attached:
    from parsing.witnesses import Attached

    answer = archive.read(root, file.body)
    return Attached(file.url, answer.body, file.content_type, file.picture, answer.file_name)


def context_of(root: Path, page: Page) -> dict[str, Any]:
    """What parsing is given beside the bytes: the context that the archive keeps with the page. Raises ArchiveError."""
    context = warc.context_of(archive.read_record(root, page.meta))
    context.pop(ATTACHMENTS, None)
    return {**context, "url": page.url}


def dead_page(archive_root: Path, page: Page) -> list[Row]:
    """The row of a page that killed its worker every time: a failed report under the name and year that its list gave it."""
    context = context_of(archive_root, page)
    return [make_row(page, 0, failed_report(page, "reader_died"), context)]


def write_partitions(dataset_root: str, version: str, partitions: Sequence[Partition]) -> list[tuple[str, int, int]]:
    """Write the partitions together; gives (agency, year, files whose bytes changed) of each."""
    from output import dataset

    check_version(version)
    entries = {(partition.agency, partition.year): [_entry(partition, sheet) for sheet in partition.sheets] for partition in partitions}
    changed = dataset.write_partitions(Path(dataset_root), entries)
    return [(agency, year, len(paths)) for (agency, year), paths in changed.items()]


def _entry(partition: Partition, sheet: Sheet) -> Entry:
    from output.entries import Entry
    from output.softchecks import checks_beside

    report = replace(_read_once(sheet.report), report_scope=cast("Scope", sheet.scope))
    report.checks = checks_beside(report, _beside(sheet.last), _beside(sheet.government))
    own = (sheet.report_id, partition.agency, partition.year, sheet.url, sheet.fetched_at, sheet.revision, sheet.last_seen)
    return Entry(report, *own)


def _beside(blob: bytes | None) -> Report | None:
    return None if blob is None else _read_once(blob)


# A shard holds the years of an agency, and the agencies of a place side by side: what one report is compared with comes again, and is the
# next one to be written. Nobody may change what is kept here.
_read_once = lru_cache(maxsize=64)(unpack)
