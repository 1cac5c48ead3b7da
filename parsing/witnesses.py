"""A page and the files attached to it: two witnesses of one report. The better one gives the figures, and where they differ is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsing.agencies import identify
from parsing.contract import Context, parse, parse_pictures
from parsing.problems import problem
from parsing.readers.links import said_by
from parsing.records import Cell, Report

# What a page is that only shows the way to its file: nothing of its own is lost when the file speaks for it.
_SHELL = frozenset(("attachment_only", "image_only", "no_table", "unknown_form"))
_STATUS = {"parsed": 2, "partial": 1}
_KEPT = ("title", "agency_name", "year", "signed_by", "signed_on", "published_on")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached to a page: its resolved address, its bytes as received; `picture`: it stands in the page's text as a picture.

    `name`: what the server calls it. It helps to tell which of several files is the report, and is never taken for a kind or a path.
    """

    url: str
    data: bytes
    content_type: str | None = None
    picture: bool = False
    name: str | None = None

    @property
    def shown(self) -> str:
        """How a problem names it."""
        return f"{self.url} ({self.name})" if self.name else self.url


def parse_page(
    data: bytes, attached: Sequence[Attached], *, url: str | None = None, content_type: str | None = None, context: Context | None = None
) -> list[Report]:
    """Read the reports of a page together with the files attached to it, as `nianbao.parse` reads one file.

    A report that stands in both is one: the more complete witness gives its cells (the page, where both are as good), `witness` says
    which one, and `witnesses_differ` names each figure that the other shows differently. A file that holds another agency's or another
    year's report adds it. Never raises on bad input.
    """
    reports = parse(data, url=url, content_type=content_type, context=context)
    # One that is named as the report goes first: where several cannot be read, it says why the page has no figures.
    files = [
        (file, parse(file.data, url=file.url, content_type=file.content_type, context={**(context or {}), "file_name": file.name}))
        for file in sorted((file for file in attached if not file.picture), key=lambda file: -said_by(file.name))
    ]
    drawn = [file for file in attached if file.picture]
    if drawn and not any(map(_readable, reports)):
        files.append((drawn[0], parse_pictures([file.data for file in drawn], url=url, context=context)))
    for file, found in files:
        reports = _with_file(reports, file, found)
    return reports


def _readable(report: Report) -> bool:
    return report.status in _STATUS


def _with_file(reports: list[Report], attached: Attached, found: list[Report]) -> list[Report]:
    address = attached.shown
    source, sha256 = reports[0].source, reports[0].sha256
    alone = len(reports) == 1 and sum(map(_readable, found)) == 1
    for file in found:
        if not _readable(file):
            if (alone or len(found) == 1) and said_by(attached.name):
                reports = [_unread(page, file, address) for page in reports]
            continue
        file.source, file.sha256 = source, sha256
        same = [place for place, page in enumerate(reports) if _is_one(page, file, alone=alone)]
        if same:
            reports[same[0]] = _joined(reports[same[0]], file, address)
        else:
            file.problems.append(problem("witness", "page", address))
            reports.append(file)
    kept = [report for report in reports if report.status != "not_a_report"]
    return kept or reports


def _is_one(page: Report, file: Report, *, alone: bool) -> bool:
    """Whether a file holds the page's own report: nothing that both of them name differs."""
    if page.year and file.year and page.year != file.year:
        return False
    if page.agency_name and file.agency_name and not _one_office(page.agency_name, file.agency_name):
        return False
    named = bool(page.agency_name and file.agency_name and page.year and file.year)
    return named or (alone and (page.status != "not_a_report" or page.reason in {"empty", "not_ogi_report"}))


def _one_office(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one) or identify(one).id == identify(other).id


def _joined(page: Report, file: Report, address: str) -> Report:
    better, other, name = (page, file, "the page") if _worth(page) >= _worth(file) else (file, page, address)
    for field in _KEPT:
        setattr(better, field, getattr(better, field) or getattr(other, field))
    better.sections = better.sections or other.sections
    _drop_answered(better)
    better.problems.append(problem("witness", "page", name))
    differing = _differing(better.cells, other.cells)
    better.problems += [problem("witnesses_differ", key, f"{mine} | {theirs}") for key, mine, theirs in differing]
    if differing and better.status == "parsed":
        better.status = "partial"
    return better


def _drop_answered(report: Report) -> None:
    """Take off what was missing in one witness and stands in the other, as the text does where the file has the tables alone."""
    said = {"year_missing": report.year, "agency_missing": report.agency_name}
    numbers = {f"section:{section.number}" for section in report.sections}
    report.problems = [p for p in report.problems if not said.get(p.code) and not (p.code == "section_missing" and p.where in numbers)]
    if report.status == "partial" and not any(problem.level == "doubt" for problem in report.problems):
        report.status = "parsed"


def _worth(report: Report) -> tuple[int, int, int]:
    """A reading before a recognition, a whole report before a partial one, more figures before fewer."""
    recognised = any(cell.method == "ocr" for cell in report.cells)
    return (
        0 if not report.cells else 1 if recognised else 2,
        _STATUS.get(report.status, 0),
        sum(cell.status != "unparsed" for cell in report.cells),
    )


def _differing(cells: Sequence[Cell], others: Sequence[Cell]) -> list[tuple[str, str, str]]:
    """(cell, the one's print, the other's) where both were read from text and show another figure. A recognition testifies against none."""
    there = {cell.key: cell for cell in others if _testifies(cell)}
    pairs = ((cell, there[cell.key]) for cell in cells if _testifies(cell) and cell.key in there)
    return [(cell.key, cell.raw[:20], other.raw[:20]) for cell, other in pairs if cell.value != other.value]


def _testifies(cell: Cell) -> bool:
    return cell.method == "table" and cell.status != "unparsed" and not cell.table.startswith("raw_")


def _unread(page: Report, file: Report, address: str) -> Report:
    """A page that is nothing without its file ends with the reason why that one was not read."""
    if page.status == "failed" and page.reason in _SHELL and file.status == "failed":
        page.reason = file.reason
        page.problems += [problem("witness", "page", address), *file.problems]
    return page
