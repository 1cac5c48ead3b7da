"""Finding a portal's annual-report columns from its home page, within a small budget of requests (portals.md sections 5 and 7). Pure.

A search is asked for its `next` lead, and given the page that the lead led to (`read`) or the reason why it led nowhere (`failed`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler import clues
from crawler.catalogue import Column, Portal
from crawler.clues import Lead
from crawler.layouts import title
from crawler.listers import ListPage
from crawler.pages import Reading, read_first
from crawler.titles import kind
from crawler.urls import folder, identity, resolve

BUDGET = 12
_MAX_DEPTH = 3
_FEW = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A column with its family and layout as its page shows them, and the evidence. `reading` is what a lister made of its first page."""

    url: str
    family: str
    layout: str
    evidence: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a search: why it was made, and what came of it, as sentences for people."""

    lead: Lead
    told: str


class Search:
    """The search for one portal's columns. `seeds`: addresses that are to be looked at first, whatever the home page links."""

    def __init__(self, portal: Portal, *, budget: int = BUDGET, seeds: Iterable[Column] = ()) -> None:
        self.portal = portal
        self.budget = budget
        self.spent = 0
        self.steps: list[Step] = []
        self.found: list[Found] = []
        self.elsewhere: dict[str, str] = {}
        self._home = ""
        self._seen: set[str] = set()
        self._leads: list[Lead] = []
        if portal.home:
            self._add(Lead(portal.home, clues.HOME, "the home page"))
        self._seeds = {column.url: column for column in seeds}
        for url in self._seeds:
            self._add(Lead(url, clues.SEED, "known before", 1))
        for path in portal.entries:
            if entry := resolve(portal.home, path):
                self._add(Lead(entry, clues.ENTRY, "where portals of this region are entered", 1))

    def next(self) -> Lead | None:
        """The most promising lead that is left; None when the budget is spent, or a column is found and no other bears its name."""
        worst = clues.NAMED if self.found else clues.LAST
        open_leads = [lead for lead in self._leads if lead.rank <= worst and not self._covered(lead)]
        if self.spent >= self.budget or not open_leads:
            return None
        lead = min(open_leads, key=lambda lead: lead.rank)
        self._leads.remove(lead)
        self.spent += 1
        return lead

    def charge(self, requests: int) -> None:
        """Redirects and retries of a lead are requests too."""
        self.spent += requests

    def failed(self, lead: Lead, told: str) -> None:
        """The lead led to no page; `told` says why."""
        self.steps.append(Step(lead, told))

    def read(self, lead: Lead, url: str, text: str) -> None:
        """The page that the lead led to, at `url` after redirects: it is a column, or it leads on, or neither."""
        if lead.rank == clues.HOME:
            self._home = text
        elif text == self._home:
            self.steps.append(Step(lead, "answers with the home page: the column is no longer there"))
            return
        self._seen.add(identity(url))
        before = len(self.found)
        told = self._judge(lead, url, text)
        onward = lead.depth < _MAX_DEPTH and len(self.found) == before
        links = clues.leads(text, url, lead.depth + 1) if onward else []
        fresh = sum(1 for link in links if self._add(link))
        self.steps.append(Step(lead, f"{told}; {fresh} new links to follow" if fresh else told))

    def _add(self, lead: Lead) -> bool:
        key = identity(lead.url)
        if key in self._seen:
            return False
        if not self.portal.owns(lead.url):
            if lead.rank <= clues.NAMED:
                self.elsewhere.setdefault(lead.url, lead.why)
            return False
        self._seen.add(key)
        self._leads.append(lead)
        return True

    def _covered(self, lead: Lead) -> bool:
        """Whether a column found before will reach the lead's page by itself."""
        return any(folder(lead.url).startswith(folder(found.url)) and folder(found.url) != "/" for found in self.found)

    def _judge(self, lead: Lead, url: str, text: str) -> str:
        column = self._seeds.get(lead.url, Column(url))
        reading = read_first(ListPage(url, text, column.url, declared=column.list), column)
        kinds = [kind(item.title) for item in reading.listing.items]
        reports, below = kinds.count("report"), len(reading.below)
        declared, named = clues.declares(text), lead.rank <= clues.NAMED and lead.rank != clues.HOME
        if not reports and "lookalike" in kinds:
            return "no column: it lists other documents that share the words"
        enough = reports or reading.report or (below and named)
        mostly = reports >= _FEW and reports * 2 >= len(kinds) and lead.rank != clues.HOME
        if not (enough and (declared or named or mostly)) or clues.other_document(title(text)):
            return "declares itself the column, but shows nothing that nianbao can read" if declared else "no column"
        evidence = ", ".join(_evidence(lead, reading, reports, declared=declared))
        layout = "article" if reading.report else "auto" if reading.below else "flat"
        layout = column.layout if column.layout != "auto" else layout
        self.found.append(Found(url, reading.family, layout, evidence, reading))
        return f"a column ({evidence})"


def _evidence(lead: Lead, reading: Reading, reports: int, *, declared: bool) -> list[str]:
    """What speaks for the page, the strongest first."""
    told = ["ColumnType=信息公开年报"] if declared else []
    told += [lead.why] if lead.rank <= clues.NAMED else []
    told += [f"lists {reports} reports"] if reports else []
    told += [f"leads to {len(reading.below)} lists"] if reading.below else []
    return told + (["is itself a report"] if reading.report else [])
