"""One report as the ledger keeps it: what ordering and coverage need to know, and the report itself, packed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.archive import Attachment, Position
from crawler.packing import compress, pack
from parsing.records import Report

_CORRECTED = re.compile(r"更正|修订")


@dataclass(frozen=True, slots=True)
class Page:
    """One capture to be read: nothing but keys and positions."""

    capture: int
    url: str
    content_type: str | None
    body: Position
    meta: Position
    attached: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the ledger's `records`: what ordering and coverage need of a report, and the report itself, packed."""

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
    text = pack(report)
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
        report=compress(text),
    )


def content_digest(report: Report) -> str:
    """Equal for two pages that publish the same report: the same cells as printed and the same words, whatever stands around them."""
    if not report.cells and not report.sections:
        return report.sha256 or report.source
    cells = sorted((cell.key, cell.raw, cell.value) for cell in report.cells)
    words = ["".join(section.text.split()) for section in report.sections]
    return hashlib.sha256(json.dumps([cells, words], ensure_ascii=False).encode()).hexdigest()
