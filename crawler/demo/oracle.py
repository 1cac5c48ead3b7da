"""What a faultless crawl of the demonstration portal finds: every report, cell by cell, told from the data and not from the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product

from crawler.demo.articles import Article, articles
from crawler.demo.figures import DemoReport, reports
from crawler.demo.files import FORMATS, offer

FIGURE = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)(?:万元|元)?")


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    """One fetched address and what is to come out of it.

    `cells` maps `table.row.col` to a value, None where the page shows a blank or no figure (those are named in `unparsed`).
    `outcome` is the outcome of the address: fetched, duplicate, superseded or not_a_report. `failed_checks` are (check, scope).
    `format` is that of the file with the figures; where the `extra` that reads it is not installed, the report is `failed` by
    `needs_extra`. `fees` are notices issued, amount notified and amount collected, as section 6 states them. A page that is no report has
    neither year nor cells.
    """

    url: str
    outcome: str
    status: str
    title: str
    list_date: str
    agency: str = ""
    agency_id: str = ""
    agency_name: str = ""
    year: int | None = None
    form: str = "unknown"
    scope: str = "unknown"
    signed_by: str | None = None
    signed_on: str | None = None
    fees: tuple[float, float, float] | None = None
    cells: dict[str, float | None] | None = None
    unparsed: tuple[str, ...] = ()
    failed_checks: tuple[tuple[str, str], ...] = ()
    format: str = "html"
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list page. `fetched` is False where the title alone tells that it is no report."""

    url: str
    title: str
    list_date: str
    fetched: bool


def listed() -> list[Listed]:
    """Every entry of the two columns, in the order of the lists."""
    return [Listed(a.url, a.title, a.published.isoformat(), a.fetched) for a in articles()]


def expected() -> list[ExpectedReport]:
    """Every address that is to be fetched, in the order of the lists."""
    return [_expected(article) for article in articles() if article.fetched]


@cache
def absent() -> tuple[tuple[str, int], ...]:
    """(agency id, year) of every report that an agency of the portal owes and did not publish."""
    published = {(report.agency_id, report.year) for report in reports()}
    every = product({agency for agency, _ in published}, {year for _, year in published})
    return tuple(sorted(set(every) - published))


def _expected(article: Article) -> ExpectedReport:
    report = article.report
    listing = (article.title, article.published.isoformat())
    if report is None:
        return ExpectedReport(article.url, "not_a_report", "not_a_report", *listing)
    entry = report.entry
    return ExpectedReport(
        article.url,
        "duplicate" if article.second else entry.get("outcome", "fetched"),
        entry.get("status", "parsed"),
        *listing,
        agency=report.agency,
        agency_id=report.agency_id,
        agency_name=entry["agency_name"],
        year=report.year,
        form=entry["form"],
        scope=report.scope,
        signed_by=entry["signed_by"],
        signed_on=entry["signed_on"],
        fees=tuple(entry["fees"]) if "fees" in entry else None,
        cells={key: _value(text) for key, text in report.cells.items()},
        unparsed=tuple(entry.get("unparsed", ())),
        failed_checks=_failed(report),
        **_file(report),
    )


def _file(report: DemoReport) -> dict[str, str]:
    if not offer(report):
        return {}
    kind, extra = FORMATS[report.entry["file"].rpartition(".")[2]]
    return {"format": kind, "extra": extra}


def _failed(report: DemoReport) -> tuple[tuple[str, str], ...]:
    pairs = (name.split(".") for name in report.entry.get("fails", ()))
    return tuple((check, scope) for check, scope in pairs)


def _value(text: str | None) -> float | None:
    found = FIGURE.fullmatch(text) if text else None
    if found is None:
        return None
    digits = found[1].replace(",", "")
    return float(digits) if "." in digits else int(digits)
