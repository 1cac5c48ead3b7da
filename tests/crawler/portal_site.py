"""Test portals: each a folder of `portals/` with its catalogue entry, its handler and its oracle; all of them on one loopback server."""

from __future__ import annotations

import csv
import importlib.util
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, urlsplit

from certificates import certified
from loopback import Answer, Asked, Portal

from crawler.demo.articles import body
from crawler.demo.figures import DemoReport, reports

FOLDER = Path(__file__).with_name("portals")
TEXT = {"Content-Type": "text/html; charset=utf-8"}
Dynamic = Callable[[dict[str, str], Asked], str | Answer]


@cache
def _model(form: str) -> DemoReport:
    return next(r for r in reports() if r.entry["form"] == form and r.kind == "department" and "omit" not in r.entry)


def report_body(agency: str, year: int) -> str:
    """The body of a whole report of the national form of that year, with the demonstration portal's figures and sentences."""
    model = _model("fmt2021" if year >= 2021 else "fmt2019")
    entry = {**model.entry, "year": year, "signed_by": agency, "signed_on": f"{year + 1}-01-15"}
    return body(replace(model, agency=agency, self_name="本单位", entry=entry))


def titled(agency: str, year: int) -> str:
    return f"{agency}{year}年政府信息公开工作年度报告"


def li(href: str, title: str, date: str = "2025-01-20") -> str:
    return f'<li><a href="{href}" title="{title}">{title}</a><span>{date}</span></li>'


@dataclass
class Site:
    """One host of a test portal. What has no page is 404."""

    server: Sites
    host: str

    def text(self, path: str, text: str, charset: str = "utf-8", **headers: str) -> None:
        self.server.put(f"http://{self.host}{path}", Answer(body=text.encode(charset), headers=TEXT | headers))

    def page(self, path: str, title: str, inside: str, meta: str = "") -> None:
        self.text(path, f"<html><head><title>{title}</title>{meta}</head><body>{inside}</body></html>")

    def report(self, path: str, agency: str, year: int, wrap: str = '<div id="zoom">{}</div>', title: str = "") -> str:
        """An article; gives its title."""
        title = title or titled(agency, year)
        head = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{year + 1}-01-20 10:00">'
        self.page(path, title, f"<h1>{title}</h1>" + wrap.replace("{}", report_body(agency, year)), head)
        return title

    def bytes(self, path: str, content: bytes, status: int = 200, **headers: str) -> None:
        self.server.put(f"http://{self.host}{path}", Answer(status, content, headers))

    def on(self, path: str, answer: Dynamic) -> None:
        self.server.dynamic[self.host, path] = answer

    def secure(self, *, old: bool = False) -> None:
        """The host speaks TLS, with a self-signed certificate; an old one TLS 1.0 and 1.1 only."""
        with TemporaryDirectory() as folder:
            self.server.tls[self.host] = certified(Path(folder), self.host, old=old)

    def before(self, answer: Callable[[Asked], Answer | None]) -> None:
        """What the host says to a request before it looks for the page."""
        self.server.fronts[self.host] = answer


class Sites(Portal):
    """All test portals. `dynamic` answers what no page does, by host and path without the query; `fronts` what a host says to anything."""

    def __init__(self) -> None:
        super().__init__()
        self.dynamic: dict[tuple[str, str], Dynamic] = {}
        self.fronts: dict[str, Callable[[Asked], Answer | None]] = {}
        self.catalogue: list[Entry] = []

    def answer(self, asked: Asked) -> Answer:
        if (front := self.fronts.get(asked.host)) and (said := front(asked)):
            return said
        parts = urlsplit(asked.path)
        if (asked.host, asked.path) not in self.pages and (found := self.dynamic.get((asked.host, parts.path))):
            said = found(dict(parse_qsl(parts.query + "&" + asked.body.decode("utf-8", "replace"), keep_blank_values=True)), asked)
            return said if isinstance(said, Answer) else Answer(body=said.encode())
        return super().answer(asked)

    def load(self, *names: str) -> None:
        """Build the named portals, or all."""
        for folder in sorted(FOLDER.iterdir()):
            if (folder / "handler.py").exists() and (not names or folder.name in names):
                entry = Entry(folder)
                entry.handler().build(*(Site(self, host) for host in entry.hosts))
                self.catalogue.append(entry)


@dataclass
class Entry:
    """What stands in the folder of one test portal."""

    folder: Path
    portal: dict = field(init=False)

    def __post_init__(self) -> None:
        (self.portal,) = tomllib.loads((self.folder / "portal.toml").read_text("utf-8"))["portal"]

    @property
    def hosts(self) -> list[str]:
        """The hosts of the columns, then the further ones, each once."""
        return list(dict.fromkeys([urlsplit(column["url"]).netloc for column in self.portal["columns"]] + self.portal.get("hosts", [])))

    def handler(self):
        spec = importlib.util.spec_from_file_location(f"portal_{self.folder.name}", self.folder / "handler.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def oracle(self) -> list[dict[str, str]]:
        """Rows of address, agency, year, outcome and reason; agency and year are empty where nothing is read."""
        with (self.folder / "oracle.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
