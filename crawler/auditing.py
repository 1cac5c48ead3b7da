"""The archive read both ways: every page goes to the workers by its position, and every difference comes back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from crawler import archive
from crawler.archive import ArchiveError, Capture, Position
from crawler.executors import Engine, run
from crawler.limits import PAGE_CPU_SECONDS, cpu_limit
from crawler.tasks import check_version
from crawler.unfinished import is_unfinished
from output.progress import Progress
from parsing.version import VERSION

PAGES_A_SHARD = 8


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A body to be read: nothing but its address and position."""

    url: str
    content_type: str | None
    body: Position


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A cell that the two readings of a page show differently, `page` where it could not be read, or lost bytes of an archive file."""

    url: str
    where: str
    first: str
    second: str


@dataclass(slots=True)
class AuditSummary:
    """How many pages were read, how many of them have tables of a form and how many cells these have, and every difference."""

    pages: int = 0
    with_tables: int = 0
    cells: int = 0
    findings: list[Finding] = field(default_factory=list)


def audit_archive(archive_root: Path, engine: Engine, progress: Progress) -> AuditSummary:
    """Read every body of the archive once, both ways. `progress` is told of the stages scan (total 0) and audit. Raises ExecutorError."""
    damaged: list[Position] = []
    pages = _pages(archive.scan(archive_root, damaged), progress)
    summary = AuditSummary(findings=[_lost(place) for place in damaged if not is_unfinished(archive_root, None, place)])
    task = partial(audit_pages, str(archive_root.resolve()), VERSION)
    for shard, rows in run(engine, task, _shards(pages)):
        for cells, findings in rows if rows is not None else [(0, [Finding(shard[0].url, "page", "reader_died", "-")])]:
            summary.cells += cells
            summary.with_tables += cells > 0
            summary.findings += findings
        summary.pages += len(shard)
        progress("audit", summary.pages, len(pages))
    summary.findings.sort()
    return summary


def _lost(place: Position) -> Finding:
    return Finding(place.file, place.stretch, "archive_damaged", "-")


def _pages(captures: Iterable[Capture], progress: Progress) -> list[AuditPage]:
    """Each body once, in the order of the archive, however often it was listed."""
    pages: dict[Position, AuditPage] = {}
    for count, capture in enumerate(captures, start=1):
        pages.setdefault(capture.body, AuditPage(capture.url, capture.content_type, capture.body))
        progress("scan", count, 0)
    return list(pages.values())


def _shards(pages: Sequence[AuditPage]) -> Iterator[Sequence[AuditPage]]:
    rest = iter(pages)
    while shard := list(islice(rest, PAGES_A_SHARD)):
        yield shard


def audit_pages(archive_root: str, version: str, pages: Sequence[AuditPage]) -> list[tuple[int, list[Finding]]]:
    """Of each page the number of cells and the differences. Raises VersionError where this worker runs another nianbao."""
    check_version(version)
    rows = []
    for page in pages:
        with cpu_limit(PAGE_CPU_SECONDS):
            rows.append(_audit_page(Path(archive_root), page))
    return rows


def _audit_page(root: Path, page: AuditPage) -> tuple[int, list[Finding]]:
    from parsing.audit import audit

    try:
        audited = audit(archive.read(root, page.body).body, page.content_type)
    except ArchiveError:
        return 0, [Finding(page.url, "page", "archive_damaged", "-")]
    except Exception:
        # A defect in a reader must cost one page, not the audit: the finding names it and the log tells it.
        logging.getLogger(__name__).exception("The reader failed on %s", page.url)
        return 0, [Finding(page.url, "page", "reader_error", "-")]
    return audited.cells, [Finding(page.url, *found) for found in audited.differences]
