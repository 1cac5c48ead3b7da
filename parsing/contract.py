"""The parse contract: bytes and a little context in, reports out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from parsing.agencies import identify
from parsing.consistency import soft_checks
from parsing.decode import decode
from parsing.document import Document
from parsing.errors import TooLargeError
from parsing.identities import check_identities
from parsing.kinds import MAX_BYTES, READERS, binary_kind, inflate, text_kind
from parsing.narrative import Narrative, narrate
from parsing.problems import problem
from parsing.recognise import recognise
from parsing.records import Report
from parsing.tables import TablesRead, read_tables

Context = Mapping[str, str | None]


def parse(data: bytes, *, url: str | None = None, content_type: str | None = None, context: Context | None = None) -> list[Report]:
    """Read the reports in one file.

    `data`: the bytes as received. `content_type`: the header's value, used only for its charset. `context`: what the list said of the
    page (title, list_date, column, agency_hint, division …), used where the page itself is silent. Never raises on bad input and
    always returns at least one report: status and reason say what became of the file (contract: `docs/contract.md`).
    """
    report = Report(source=url or "", sha256=hashlib.sha256(data).hexdigest())
    known = {key: value for key, value in {**(context or {}), "url": url}.items() if value}
    plain = inflate(data)
    if not plain.strip(b"\x00 \t\r\n"):
        return [_failed(report, "empty")]
    if len(plain) > MAX_BYTES:
        return [_failed(report, "too_large")]
    kind = binary_kind(plain)
    if kind is not None:
        report.format = kind
        return [_failed(report, "unsupported_format")]
    return [_parse_text(plain, content_type, known, report)]


def _failed(report: Report, reason: str) -> Report:
    report.status, report.reason = "failed", reason
    return report


def _parse_text(data: bytes, content_type: str | None, context: Mapping[str, str], report: Report) -> Report:
    decoded = decode(data, content_type)
    report.format = text_kind(decoded)
    read = READERS.get(report.format)
    if read is None:
        return _failed(report, "unsupported_format")
    try:
        document = read(decoded.text)
    except TooLargeError as error:
        report.problems.append(problem("limit_exceeded", "page", str(error)))
        return _failed(report, "too_large")
    document.flaws[:0] = decoded.flaws
    return _fill(report, document, context)


def _fill(report: Report, document: Document, context: Mapping[str, str]) -> Report:
    tables = read_tables(document.grids)
    narrative = narrate(document, context)
    _narrative(report, narrative, context)
    report.form = tables.form
    report.cells = tables.cells
    report.checks = check_identities(tables.cells) + soft_checks(report)
    report.problems += [problem(code, "page", detail) for code, detail in document.flaws]
    report.problems += tables.problems + narrative.problems
    verdict, reason = recognise(document, narrative, bool(_form_cells(tables)))
    if verdict == "not_a_report":
        report.status, report.reason, report.cells, report.checks = "not_a_report", reason, [], []
    else:
        _judge(report, document, bool(_form_cells(tables)))
    return report


def _form_cells(tables: TablesRead) -> int:
    return sum(not cell.table.startswith("raw_") for cell in tables.cells)


def _narrative(report: Report, narrative: Narrative, context: Mapping[str, str]) -> None:
    for name in ("title", "agency_name", "year", "signed_by", "signed_on", "published_on", "sections", "facts"):
        setattr(report, name, getattr(narrative, name))
    if narrative.agency_name:
        report.report_scope = identify(narrative.agency_name, division=context.get("division")).scope


def _judge(report: Report, document: Document, has_tables: bool) -> None:
    """`partial` as soon as anything is in doubt; `failed` without a readable table, with the reason that fits."""
    if not has_tables:
        reason = "image_only" if document.images and not document.grids else "unknown_form" if document.grids else "no_table"
        report.status, report.reason = "failed", reason
    else:
        report.status = "partial" if any(p.level == "doubt" for p in report.problems) else "parsed"
