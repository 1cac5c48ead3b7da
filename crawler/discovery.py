"""Finding a portal's annual-report columns from its home page, within a small budget of requests (portals.md sections 5 and 7). Pure.

A search is asked for its `next` question, and given the answer (`read`) or the reason why there is none (`failed`). Where a page that bears
the column's name shows no list, because its script fetches one, the interface of its family is asked too: only what lists reports is found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crawler import clues
from crawler.catalogue import Column, Portal
from crawler.clues import Lead
from crawler.layouts import title
from crawler.listers import Follow, Listing, ListPage
from crawler.listers.dialects import is_folder
from crawler.pages import Reading, read_first, read_further
from crawler.titles import kind
from crawler.urls import folder, identity, resolve
from crawler.walks import Chain

BUDGET = 12
_MAX_DEPTH = 3
_FEW = 2
_BY_NAME = {"gkmlpt"}


@dataclass(frozen=True, slots=True)
class Found:
    """A column with its family and layout as its page shows them, and the evidence. `reading` is what a lister made of its first page."""

    url: str
    family: str
    layout: str
    evidence: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Question:
    """One request of a search: for the page of a lead, or for the interface that fills the page `origin`."""

    lead: Lead
    follow: Follow
    origin: str = ""


@dataclass(slots=True)
class _Candidate:
    """A page that would be the column if its interface listed reports. `number` counts what was asked for, the page itself included."""

    lead: Lead
    url: str
    column: Column
    reading: Reading
    chains: list[Chain]
    declared: bool
    number: int = 1

    def current(self) -> Follow | None:
        """What to ask for next; None at the end."""
        while self.chains and (follow := self.chains[0].current()) is None:
            self.chains.pop(0)
        return follow if self.chains else None

    def read(self, question: Question, url: str, text: str) -> Listing:
        """What an answer lists."""
        self.number += 1
        page = ListPage(url, text, self.column.url, self.number, question.follow.body, self.url, self.column.list)
        listing = read_further(page, self.reading.family)
        self.chains[0].read(len(listing.items), listing)
        return listing


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
        self.answered = False
        self.steps: list[Step] = []
        self.found: list[Found] = []
        self.elsewhere: dict[str, str] = {}
        self._home = b""
        self._seen: set[str] = set()
        self._leads: list[Lead] = []
        self._candidate: _Candidate | None = None
        if portal.home:
            self._add(Lead(portal.home, clues.HOME, "the home page"))
        self._seeds = {column.url: column for column in seeds}
        for url in self._seeds:
            self._add(Lead(url, clues.SEED, "known before", 1))
        for path in portal.entries:
            if entry := resolve(portal.home, path):
                self._add(Lead(entry, clues.ENTRY, "where portals of this region are entered", 1))

    def next(self) -> Question | None:
        """The most promising request that is left; None when the budget is spent, or a column is found and no other link bears its name."""
        if self.spent >= self.budget:
            return None
        question = self._of_interface() or self._of_page()
        self.spent += question is not None
        return question

    def _of_interface(self) -> Question | None:
        candidate = self._candidate
        follow = candidate.current() if candidate else None
        if candidate is None or follow is None or not self.portal.owns(follow.url):
            self._candidate = None
            return None
        return Question(candidate.lead, follow, candidate.url)

    def _of_page(self) -> Question | None:
        worst = clues.NAMED if self.found else clues.LAST
        open_leads = [lead for lead in self._leads if lead.rank <= worst and not self._covered(lead)]
        if not open_leads:
            return None
        lead = min(open_leads, key=lambda lead: lead.rank)
        self._leads.remove(lead)
        return Question(lead, Follow(lead.url))

    def charge(self, requests: int) -> None:
        """Redirects and retries of a lead are requests too."""
        self.spent += requests

    def failed(self, question: Question, told: str) -> None:
        """There is no answer; `told` says why."""
        if question.origin and self._candidate:
            self._candidate.chains[0].failed()
        self._step(question, told)

    def read(self, question: Question, url: str, text: str) -> None:
        """The answer, at `url` after redirects: it is a column, or leads on, or neither."""
        self.answered = True
        lead = question.lead
        if question.origin and self._candidate:
            self._step(question, self._answer(self._candidate, question, url, text))
            return
        if lead.rank == clues.HOME:
            self._home = _digest(text)
        elif _digest(text) == self._home:
            self._step(question, "answers with the home page: the column is no longer there")
            return
        self._seen.add(identity(url))
        before = len(self.found)
        told = self._judge(lead, url, text)
        onward = lead.depth < _MAX_DEPTH and len(self.found) == before
        links = clues.leads(text, url, lead.depth + 1) if onward else []
        fresh = sum(1 for link in links if self._add(link))
        self._step(question, f"{told}; {fresh} new links to follow" if fresh else told)

    def _step(self, question: Question, told: str) -> None:
        lead = question.lead
        asked = replace(lead, url=question.follow.url, why=f"the interface of {question.origin}") if question.origin else lead
        self.steps.append(Step(asked, told))

    def _answer(self, candidate: _Candidate, question: Question, url: str, text: str) -> str:
        listing = candidate.read(question, url, text)
        reports = sum(1 for item in listing.items if kind(item.title) == "report")
        if not reports:
            return f"lists {len(listing.items)} entries, no report among them"
        self._candidate = None
        candidate.reading.listing.items += listing.items
        candidate.reading.listing.total = candidate.reading.listing.total or listing.total
        evidence = _evidence(candidate.lead, candidate.reading, reports, declared=candidate.declared)
        return self._take(candidate.url, candidate.column, candidate.reading, evidence)

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
        folders = [folder(found.url) for found in self.found if is_folder(found.url)]
        return any(folder(lead.url).startswith(place) and place != "/" for place in folders)

    def _judge(self, lead: Lead, url: str, text: str) -> str:
        column = self._seeds.get(lead.url, Column(url))
        reading = read_first(ListPage(url, text, column.url, declared=column.list), column)
        listing, below = reading.listing, len(reading.below)
        kinds = [kind(item.title) for item in listing.items]
        reports, declared = kinds.count("report"), clues.declares(text)
        # A tree in a script is read by the names of its nodes, so what it leads to bears the column's name.
        named = clues.HOME < lead.rank <= clues.NAMED or (reading.family in _BY_NAME and bool(listing.walks or below))
        if clues.other_document(title(text)) or (not reports and "lookalike" in kinds):
            return "no column: other documents that share the words"
        mostly = reports >= _FEW and reports * 2 >= len(kinds) and lead.rank != clues.HOME
        if (reports or reading.report or (below and named)) and (declared or named or mostly):
            return self._take(url, column, reading, _evidence(lead, reading, reports, declared=declared))
        if listing.walks and reading.family != "static" and (declared or named):
            chains = [Chain(walk, reading.family) for walk in listing.walks]
            self._candidate = _Candidate(lead, url, column, reading, chains, declared)
            return f"perhaps a column: its list comes from an interface ({reading.family})"
        return "declares itself the column, but shows nothing that nianbao can read" if declared else "no column"

    def _take(self, url: str, column: Column, reading: Reading, evidence: list[str]) -> str:
        layout = "article" if reading.report else "auto" if reading.below else "flat"
        layout = column.layout if column.layout != "auto" else layout
        self.found.append(Found(url, reading.family, layout, ", ".join(evidence), reading))
        return f"a column ({self.found[-1].evidence})"


def _digest(text: str) -> bytes:
    """Stands for a page: thousands of searches are open at once, and none keeps its pages."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _evidence(lead: Lead, reading: Reading, reports: int, *, declared: bool) -> list[str]:
    """What speaks for the page, the strongest first."""
    told = ["ColumnType=信息公开年报"] if declared else []
    told += [lead.why] if lead.rank <= clues.NAMED else []
    told += [f"lists {reports} reports"] if reports else []
    told += [f"leads to {len(reading.below)} lists"] if reading.below else []
    return told + (["is itself a report"] if reading.report else [])
