"""Every article of the demonstration portal with its address: reports, corrections, second listings, and pages that are no report."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from crawler.demo.contents import contents
from crawler.demo.figures import HERE, DemoReport, reports
from crawler.demo.files import Offered, offered, text_on_page, way
from crawler.demo.markup import DRESSES, Clean, dressed
from crawler.demo.tables import Printed

HOSTS = {"trs": "www.demo-district.test", "hanweb": "xxgk.demo-district.test"}
TRS_COLUMN = "/zfxxgk/gknb/"
HANWEB_COLUMN = "1229063381"


@dataclass(frozen=True, slots=True)
class Article:
    """One listed address. `report` is None for a page that is no report; `second` marks the second listing of one report.

    `fetched` is False for titles that are no report with certainty: a crawler need not ask for them. `files` are those it leads to.
    """

    system: str
    number: int
    path: str
    title: str
    published: date
    source: str
    body: str
    charset: str = "utf-8"
    report: DemoReport | None = None
    second: bool = False
    fetched: bool = True
    files: tuple[Offered, ...] = ()

    @property
    def url(self) -> str:
        """The address without a port, the same on every run."""
        return f"http://{HOSTS[self.system]}{self.path}"

    def short(self, length: int) -> str:
        """The title as a list prints it: cut after `length` characters."""
        return self.title if len(self.title) <= length else self.title[:length] + "…"


@cache
def articles() -> tuple[Article, ...]:
    """All listed addresses in the order of the lists: by system, newest first, a second listing after the first."""
    found = [article for report in reports() for article in _of_report(report)] + _notices()
    return tuple(sorted(found, key=lambda a: (a.system != "trs", -a.published.toordinal(), -a.number, a.second)))


def _path(system: str, number: int, day: date, column: str = TRS_COLUMN) -> str:
    if system == "trs":
        return f"{column}{day:%Y%m}/t{day:%Y%m%d}_{number}.html"
    return f"/art/{day.year}/{day.month}/{day.day}/art_{HANWEB_COLUMN}_{4000000 + number}.html"


def _of_report(report: DemoReport) -> list[Article]:
    entry, day = report.entry, date.fromisoformat(report.entry["published"])
    path = _path(report.system, entry["id"], day)
    files = offered(report, path[: path.rindex("/") + 1])
    charset = entry.get("charset", "utf-8")
    text = body(report, files)
    first = Article(report.system, entry["id"], path, entry["title"], day, report.agency, text, charset, report, files=tuple(files))
    if "also" not in entry:
        return [first]
    return [first, replace(first, path=_path(report.system, entry["id"], day, entry["also"]), second=True)]


def body(report: DemoReport, files: Sequence[Offered] = ()) -> str:
    """The body of a report page: the report itself, or as much of it as stands beside its files, and the way to these."""
    dress = DRESSES[report.entry["dress"]]
    if not files:
        return "\n".join(dressed(block, dress) for block in contents(report))
    if not text_on_page(report):
        return "\n".join([dress.paragraph("年度报告全文见附件。"), way(report, files)])
    shown = [dressed(block, dress) for block in contents(report) if block.kind != "table"]
    return "\n".join([*shown, way(report, files)])


def _notices() -> list[Article]:
    data = tomllib.loads((HERE / "notices.toml").read_text(encoding="utf-8"))
    return [_notice(notice) for notice in data["notice"]]


def _notice(notice: dict[str, Any]) -> Article:
    dress, day = Clean(), date.fromisoformat(notice["published"])
    lines = [dress.paragraph(text) for text in notice["paragraphs"]]
    if notice["rows"]:
        lines.append(dress.table([[Printed(text) for text in row] for row in notice["rows"]]))
    path = _path(notice["system"], notice["id"], day)
    return Article(
        notice["system"], notice["id"], path, notice["title"], day, notice["source"], "\n".join(lines), fetched=notice["fetched"]
    )
