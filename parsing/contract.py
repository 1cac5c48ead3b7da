"""The parse contract: bytes and a little context in, reports out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial

from parsing.agencies import identify
from parsing.consistency import soft_checks
from parsing.document import Document
from parsing.identities import check_identities
from parsing.narrative import Narrative, narrate
from parsing.narrative.title import read_title
from parsing.opening import Opened, open_files, open_pictures
from parsing.problems import problem
from parsing.readers.links import attached_file
from parsing.reading import ReportRead, read_reports
from parsing.recognise import recognise
from parsing.recognition import recognition_problems
from parsing.records import Report

Context = Mapping[str, str | None]

# Verdicts on a page that shows nothing: where its title is a report's and it links a file, that file is the report.
_NO_CONTENT = frozenset(("empty", "not_ogi_report"))
# Of a file that is not whole, nobody can say that it held no report.
_DAMAGE = frozenset(("file_damaged", "parts_conflict", "repaired"))
_TABLE_CELLS = 24
# What a list says of one report. Of an archive with several it says nothing of any.
_OF_ONE = frozenset(("title", "agency_hint", "file_name"))
# The problem that carries the detail of a file that was not opened, by the reason.
_UNOPENED = {"too_large": "limit_exceeded", "reader_died": "limit_exceeded", "needs_extra": "extra_missing"}


def parse(data: bytes, *, url: str | None = None, content_type: str | None = None, context: Context | None = None) -> list[Report]:
    """Read the reports in one file.

    `data`: the bytes as received. `content_type`: the header's value, used only for its charset. `context`: what the list said of the
    page (title, list_date, column, agency_hint, division …) and the server of the file (file_name), used where the page itself is silent.
    Never raises on bad input and always returns at least one report: status and reason say what became of the file (`docs/contract.md`).
    """
    return [report for report, _ in read_file(data, url=url, content_type=content_type, context=context)]


def read_file(
    data: bytes, *, url: str | None = None, content_type: str | None = None, context: Context | None = None
) -> list[tuple[Report, ReportRead | None]]:
    """What `parse` gives, each report with the reading that it was made from (None where the file was not read)."""
    known = _known(context, url)
    blank = Report(source=url or "", sha256=hashlib.sha256(data).hexdigest())
    reads = [(opened, _read(opened)) for opened in open_files(data, content_type)]
    several = sum(any(read.has_tables for read in found) for _, found in reads) > 1
    reports = [made for opened, found in reads for made in _reports(opened, found, blank, _of_member(opened, known, several=several))]
    # What else lies in an archive beside its reports is no outcome of its own.
    return [found for found in reports if found[0].status != "not_a_report"] or reports[:1]


def parse_pictures(images: Sequence[bytes], *, url: str | None = None, context: Context | None = None) -> list[Report]:
    """Read the report that several pictures show together, its pages in order; arguments and result as those of `parse`."""
    return [report for report, _ in read_pictures(images, url=url, context=context)]


def read_pictures(
    images: Sequence[bytes], *, url: str | None = None, context: Context | None = None
) -> list[tuple[Report, ReportRead | None]]:
    """What `parse_pictures` gives, as `read_file` does."""
    opened = open_pictures(images)
    blank = Report(source=url or "", sha256=hashlib.sha256(b"".join(images)).hexdigest())
    return _reports(opened, _read(opened), blank, _known(context, url))


def _known(context: Context | None, url: str | None) -> dict[str, str]:
    return {key: value for key, value in {**(context or {}), "url": url}.items() if value}


def _of_member(opened: Opened, known: dict[str, str], *, several: bool) -> dict[str, str]:
    """What is known of a file beside its text: inside an archive its own name, and what the list says only if that can mean this file."""
    if opened.member is None:
        return known
    kept = {key: value for key, value in known.items() if not (several and key in _OF_ONE)}
    return {**kept, "member": opened.member}


def _read(opened: Opened) -> list[ReportRead]:
    return read_reports(opened, opened.document) if opened.document else []


def _reports(
    opened: Opened, reads: Sequence[ReportRead], template: Report, known: Mapping[str, str]
) -> list[tuple[Report, ReportRead | None]]:
    blank = partial(Report, source=template.source, member=opened.member, sha256=template.sha256, format=opened.format)
    if opened.document is None:
        return [(_not_opened(blank(), opened), None)]
    if opened.format == "json" and not reads[0].has_tables:
        return [(_failed(blank(), "unsupported_format"), None)]
    return [(_fill(blank(), read, opened, known), read) for read in reads]


def _not_opened(report: Report, opened: Opened) -> Report:
    if opened.detail:
        report.problems.append(problem(_UNOPENED.get(opened.reason, "file_unread"), "page", opened.detail))
    return _failed(report, opened.reason)


def _failed(report: Report, reason: str) -> Report:
    report.status, report.reason = "failed", reason
    return report


def _fill(report: Report, read: ReportRead, opened: Opened, context: Mapping[str, str]) -> Report:
    document, tables = read.document, read.tables
    narrative = narrate(document, context)
    _narrative(report, narrative, context)
    report.form = tables.form
    report.cells = tables.cells
    report.checks = check_identities(tables.cells) + soft_checks(report)
    report.problems += [problem(code, "page", detail) for code, detail in document.flaws]
    earlier = sorted(pair for pair in tables.periods if report.year and pair[1] < report.year)
    report.problems += [problem("period_differs", table, str(year)) for table, year in earlier]
    report.problems += tables.problems + recognition_problems(report.cells, report.checks) + narrative.problems
    link = attached_file(opened.text) if opened.markup and not read.has_tables else None
    verdict, reason = recognise(document, narrative, read.has_tables)
    if reason in _NO_CONTENT and any(code in _DAMAGE for code, _ in document.flaws):
        _failed(report, "unreadable")
    elif verdict == "not_a_report" and not (link and reason in _NO_CONTENT and _is_whole(narrative.title)):
        report.status, report.reason, report.cells, report.checks = "not_a_report", reason, [], []
    elif read.has_tables:
        report.status = "partial" if any(p.level == "doubt" for p in report.problems) else "parsed"
    else:
        _failed(report, _why_no_table(document, link))
        if report.reason == "attachment_only":
            report.problems.append(problem("attachment", "page", link or ""))
    return report


def _is_whole(printed: str | None) -> bool:
    title = read_title(printed or "")
    return title.exact and title.annual


def _narrative(report: Report, narrative: Narrative, context: Mapping[str, str]) -> None:
    for name in ("title", "agency_name", "year", "signed_by", "signed_on", "published_on", "sections", "facts"):
        setattr(report, name, getattr(narrative, name))
    if narrative.agency_name:
        report.report_scope = identify(narrative.agency_name, division=context.get("division")).scope


def _why_no_table(document: Document, link: str | None) -> str:
    """The reason that fits a report without a table of the form. A few cells (an index card) are no table to speak of."""
    if any(len(grid.cells) >= _TABLE_CELLS for grid in document.grids):
        return "unknown_form"
    if link:
        return "attachment_only"
    if document.images:
        return "image_only"
    return "unknown_form" if document.grids else "no_table"
