"""Discovery at work: once the known columns are walked, portals without one that serves are searched, and what is found is walked too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self, cast

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import clues, columns
from crawler.catalogue import Column, Portal
from crawler.discovery import Question, Search
from crawler.outcomes import ARCHIVED_OUTCOMES
from crawler.session import Session, session_of
from crawler.transport.archiving import ENDING_KEY
from crawler.transport.outcome import Ending, of_error, of_response
from crawler.urls import authority
from crawler.walks import ColumnState
from parsing.decode import decode
from parsing.errors import TooLargeError
from parsing.problems import REASONS
from parsing.readers.html_guard import guard

_PRIORITY = 20
_MOVED = {
    "not_found": "is not found any more",
    "gone": "is not found any more",
    "soft_404": "leads to the home page or to an error page",
    "offsite": "leads to another host",
}
_NO_ANSWER = {"fetch_failed", "blocked", "robots", "new"}
_MANY, _SHARE = 8, 4
_NAMED_ONE_BY_ONE = 10


class Finder:
    """An extension. It acts when the spider has nothing left to do: before that, nobody knows whether a column served."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._budget = crawler.settings.getint("NIANBAO_DISCOVER_BUDGET")
        self._days = crawler.settings.getint("NIANBAO_DISCOVER_DAYS")
        self._searched = False
        self._judged: set[int] = set()
        crawler.signals.connect(self._idle, signals.spider_idle)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _idle(self) -> None:
        session = session_of(self._crawler)
        serving = {state.portal.id for state in session.columns if self._serves(session, state)}
        if self._searched or session.options.discover == "off":
            return
        self._searched = True
        searches = [Search(portal, budget=self._budget, seeds=self._seeds(portal)) for portal in self._wanted(session, serving)]
        requests = [request for search in searches if (request := self._request(search))]
        for request in requests:
            self._crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _seeds(self, portal: Portal) -> tuple[Column, ...]:
        """A search for its own sake looks at the columns of the catalogue too; in a crawl they were walked and did not serve."""
        return portal.columns if session_of(self._crawler).options.discover == "only" else ()

    def _wanted(self, session: Session, serving: set[str]) -> list[Portal]:
        """The portals to search now. Those that were searched in vain a short time ago are named, all in one where they are many."""
        if session.options.discover == "only":
            return list(session.portals.values())
        without = [portal for portal in session.portals.values() if portal.home and portal.id not in serving]
        silent = {state.portal.id for state in session.columns if _unanswered(session, state)}
        answered = [portal for portal in without if portal.id not in silent]
        lately = {portal.id: columns.searched_lately(session.store.ledger, portal.id, self._days) for portal in answered}
        waiting = [portal for portal in answered if lately[portal.id]]
        for portal in waiting if len(waiting) <= _NAMED_ONE_BY_ONE else []:
            sentence = (
                f"no column that serves is known; the search of {lately[portal.id]} found none. See `nianbao portals probe {portal.id}`."
            )
            session.tally.find("warn", "no_column", portal.id, sentence)
        if len(waiting) > _NAMED_ONE_BY_ONE:
            sentence = f"{len(waiting)} portals have no column that serves, and were searched in vain within {self._days} days."
            session.tally.find("warn", "no_column", "catalogue", sentence)
        return [portal for portal in answered if not lately[portal.id]]

    def _serves(self, session: Session, state: ColumnState) -> bool:
        """Whether a walked column listed anything. Told to the ledger once a column, and to the tally where it drifted."""
        drift = _drift(session, state)
        if id(state) not in self._judged and not _unanswered(session, state) and state.portal.home:
            self._judged.add(id(state))
            if columns.walked(session.store.ledger, state.portal.id, state.column, state.entries, drift):
                session.tally.find("warn", "column_drifted", state.portal.id, f"the column {state.column.url} {drift}.")
        return drift is None

    def _request(self, search: Search) -> Request | None:
        """The next request of a search; at its end None, once what it found is remembered."""
        question = search.next()
        if question is None:
            self._conclude(search)
            return None
        follow, lead = question.follow, question.lead
        form = {"Content-Type": "application/x-www-form-urlencoded"} if follow.body is not None else {}
        referer = {"Referer": question.origin} if question.origin else {}
        return Request(
            follow.url,
            method=follow.method,
            body=follow.body or "",
            headers=form | referer | dict(follow.headers),
            callback=self._page,
            errback=self._failed,
            cb_kwargs={"search": search, "question": question},
            meta={"portal": search.portal.id, "kind": "other" if lead.rank == clues.HOME else "list", "address": follow.url},
            priority=_PRIORITY,
            dont_filter=True,
        )

    def _page(self, response: Response, search: Search, question: Question) -> Iterator[Request]:
        request = cast("Request", response.request)
        search.charge(_extra(request))
        if ending := request.meta.get(ENDING_KEY) or of_response(response.status, response.body):
            self._ended(search, question, ending)
        else:
            declared = search.portal.encoding or (response.headers.get("Content-Type") or b"").decode("latin-1") or None
            try:
                search.read(question, response.url, guard(decode(response.body, declared).text))
            except TooLargeError as error:
                self._ended(search, question, Ending("fetch_failed", "too_large", str(error)))
        yield from self._onward(search)

    def _failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        search, question = request.cb_kwargs["search"], request.cb_kwargs["question"]
        search.charge(_extra(request))
        ending = of_error(cast("BaseException", failure.value), request.meta.get("redirect_urls", []))
        if ending is None:
            failure.raiseException()
        else:
            self._ended(search, question, ending)
        yield from self._onward(search)

    def _ended(self, search: Search, question: Question, ending: Ending) -> None:
        store, url = session_of(self._crawler).store, question.follow.url
        store.settle(url, ending.outcome, ending.reason, ending.detail, portal=search.portal.id, kind="other")
        search.answered = search.answered or ending.outcome not in _NO_ANSWER - {"robots"}
        search.failed(question, f"{ending.outcome}: {REASONS.get(ending.reason, ending.reason)} ({ending.detail})")

    def _onward(self, search: Search) -> Iterator[Request]:
        request = self._request(search)
        if request is not None:
            yield request
        elif session_of(self._crawler).options.discover != "only":
            spider = cast("Any", self._crawler.spider)
            for found in search.found:
                yield from spider.walk(search.portal, Column(found.url, found.family, found.layout))

    def _conclude(self, search: Search) -> None:
        session = session_of(self._crawler)
        if session.options.discover == "only":
            session.searches[search.portal.id] = search
        if search.answered:
            columns.remember(session.store.ledger, search.portal.id, search.found, search.spent)
        for found in search.found:
            session.tally.find("note", "column_found", search.portal.id, f"found {found.url} ({found.evidence}).")
        if not search.found:
            sentence = f"{_in_vain(search)}; see `nianbao portals probe {search.portal.id}`."
            session.tally.find("warn", "no_column", search.portal.id, sentence)


def _in_vain(search: Search) -> str:
    if not search.answered:
        return f"its home {search.portal.home} gave no answer"
    hosts = ", ".join(sorted({authority(url) for url in search.elsewhere}))
    return f"no column was found with {search.spent} requests" + (f" (links called so lead to {hosts}, not of the portal)" if hosts else "")


def _extra(request: Request) -> int:
    """How many redirects and retries a lead took."""
    return int(request.meta.get("redirect_times", 0)) + int(request.meta.get("retry_times", 0))


def _outcome(session: Session, state: ColumnState) -> str:
    address = session.store.address(state.column.url)
    return address.outcome if address else "new"


def _unanswered(session: Session, state: ColumnState) -> bool:
    """Whether the column's page could not be had tonight, which says nothing of where the column is."""
    return not state.entries and _outcome(session, state) in _NO_ANSWER


def _drift(session: Session, state: ColumnState) -> str | None:
    """Why a walked column does not serve, as the end of a sentence; None where it does."""
    address = session.store.address(state.column.url)
    before = columns.entries_before(session.store.ledger, state.portal.id, state.column.url)
    if not state.entries:
        article = address is not None and address.kind == "report" and address.outcome in ARCHIVED_OUTCOMES
        return None if article else _MOVED.get(_outcome(session, state), "lists nothing")
    counts = session.tally.portals[state.portal.id]
    if counts.listed and counts.listed == counts.reasons["lookalike"]:
        return "lists nothing but other documents that share the words"
    if before >= _MANY and state.entries * _SHARE < before:
        return f"lists {state.entries} entries, {before} before"
    return None
