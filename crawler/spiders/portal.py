"""The one spider: walks the columns of portals and fetches what they list. What a page means is told by listers, layouts and titles."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self, cast

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler import attachments, layouts, reports
from crawler.attachments import Gathering
from crawler.catalogue import Column, Portal
from crawler.columns import to_walk
from crawler.listers import Follow, ListItem, ListPage
from crawler.pages import Reading, read_first, read_further
from crawler.responses import Fetched
from crawler.session import Session
from crawler.standalone import open_session
from crawler.transport.archiving import ENDING_KEY, fetched
from crawler.transport.outcome import Ending, of_error, of_response
from crawler.walks import Chain, ColumnState
from parsing.decode import decode
from parsing.errors import NianbaoError, TooLargeError
from parsing.readers.html_guard import guard
from parsing.version import VERSION

log = logging.getLogger("nianbao.crawl")
_LIST_PRIORITY = 10
_ATTACHMENT_PRIORITY = 5  # the files of a page come before the next page: what waits for them is little


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a column a list page stands: its number from 1, its depth in a tree from 0, the chain of pages it belongs to.

    `body` is what is posted for it, `origin` the address of its list's first page, `agency` the name under which a directory links it.
    """

    state: ColumnState
    number: int = 1
    depth: int = 0
    chain: Chain | None = None
    body: str | None = None
    origin: str = ""
    agency: str | None = None


class PortalSpider(scrapy.Spider):
    """`scrapy crawl portal -a portal=110105[,ID…|URL…] [-a years=2021-2025] [-a refresh=1] [-a catalogue=FILE]`."""

    name = "portal"
    session: Session

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The user agent says who crawls and whom to write to."""
        super().update_settings(settings)
        contact = f"; +{settings['CONTACT']}" if settings["CONTACT"] else ""
        settings.set("USER_AGENT", f"Mozilla/5.0 (compatible; nianbao/{VERSION}{contact})", priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, session: Session | None = None, **kwargs: Any) -> Self:
        """Take the session of the command line, or open one for `scrapy crawl`. Raises what opening a session raises."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.session = session or open_session(crawler, kwargs)
        crawler.signals.connect(spider.unexpected, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The columns of every portal of the run, those that were found in earlier runs among them."""
        discover = self.session.options.discover
        for portal in self.session.portals.values() if discover != "only" else []:
            for column in to_walk(self.session.store.ledger, portal) if discover != "off" else portal.columns:
                for request in self.walk(portal, column):
                    yield request

    def walk(self, portal: Portal, column: Column) -> Iterator[Request]:
        """Begin with a column: the request for its page."""
        state = ColumnState(portal, column, self.session.options.max_pages, column.family, self.session.scratch.known())
        self.session.columns.append(state)
        yield from self._page(Follow(column.url), Spot(state))

    def closed(self, reason: str) -> None:
        """Scrapy's hook: `finished` is the end of an undisturbed crawl, `shutdown` an interrupted one."""
        self.session.end = reason

    def unexpected(self, failure: Failure, response: Response | None) -> None:
        """A fault of our own, which Scrapy has logged: the run goes on, and ends with exit code 1. Without its first requests it cannot."""
        if response is None and isinstance(failure.value, NianbaoError):
            self.session.fail(failure.value)
        else:
            self.session.tally.unexpected += 1

    def parse_list(self, response: Response, spot: Spot) -> Iterator[Request]:
        """Reports of this page that are new, then the pages that follow it, then the years below it."""
        request = cast("Request", response.request)
        if ending := of_response(response.status, response.body):
            yield from self._list_ended(request, spot, ending)
            return
        state = spot.state
        self.session.tally.portals[state.portal.id].pages += 1
        try:
            text = guard(decode(response.body, state.portal.encoding or _content_type(response)).text)
        except TooLargeError as error:
            yield from self._list_ended(request, spot, Ending("fetch_failed", "too_large", str(error)))
            return
        page = ListPage(response.url, text, state.column.url, spot.number, spot.body, spot.origin, state.column.list)
        if spot.chain is not None:
            listing = read_further(page, spot.chain.family, spot.agency)
            new = state.fresh(listing.items)
            yield from self._entries(new, spot, response.url)
            state.expect(spot.chain.read(len(new), listing))
            yield from self._onward(spot)
        else:
            reading = read_first(page, state.column, spot.depth, spot.agency)
            yield from self._entries(state.fresh(reading.listing.items), spot, response.url)
            yield from self._first_page(response, reading, spot, text)

    def _entries(self, items: list[ListItem], spot: Spot, list_url: str) -> Iterator[Request]:
        for item in items:
            ask = reports.enter(self.session, spot.state.portal, item, list_url)
            if ask is not None:
                yield self._file(spot.state.portal.id, "report", ask, self.parse_report, self.report_failed)
                continue
            page = reports.as_known(self.session, item.url)
            if self.session.store.ties.due(page):
                yield from self._attached(spot.state.portal.id, page)

    def _first_page(self, response: Response, reading: Reading, spot: Spot, text: str) -> Iterator[Request]:
        """What only the first page of a list tells: its further pages, the lists below it, its own total, or that it is the report."""
        state, listing = spot.state, reading.listing
        state.family = reading.family
        state.expect(listing.total)
        for walk in listing.walks:
            chain = Chain(walk, reading.family, untold=listing.total is None)
            yield from self._onward(replace(spot, chain=chain, origin=response.url))
        for child in reading.below:
            yield from self._page(Follow(child.url), Spot(state, depth=spot.depth + 1, agency=child.agency or spot.agency))
        if reading.report:
            yield from self._article(response, state, layouts.title(text))

    def _article(self, response: Response, state: ColumnState, title: str) -> Iterator[Request]:
        """The column page is the report: it is archived again as one, with its context (a revisit, without a body)."""
        portal, request = state.portal.id, cast("Request", response.request)
        url = request.meta["address"]
        state.fresh([ListItem(url, title)])
        self.session.store.listed(portal, url, column=state.column.url, list_url=url, title=title)
        answer = fetched(request, response)
        self.session.store.save(portal, "report", answer, address=url)
        self.session.tally.portals[portal].listed += 1
        reports.fetched(self.session, portal, url)
        yield from self._attached(portal, url, answer)

    def _page(self, follow: Follow, spot: Spot) -> Iterator[Request]:
        if not spot.state.may_visit(follow, spot.number):
            return
        form = {"Content-Type": "application/x-www-form-urlencoded"} if follow.body is not None else {}
        referer = {"Referer": spot.origin} if spot.origin else {}
        yield Request(
            follow.url,
            method=follow.method,
            body=follow.body or "",
            headers=form | referer | dict(follow.headers),
            callback=self.parse_list,
            errback=self.list_failed,
            cb_kwargs={"spot": replace(spot, body=follow.body)},
            meta={"portal": spot.state.portal.id, "kind": "list", "address": follow.url},
            priority=_LIST_PRIORITY,
            dont_filter=True,
        )

    def _onward(self, spot: Spot) -> Iterator[Request]:
        follow = spot.chain.current() if spot.chain else None
        if follow is not None and spot.state.portal.owns(follow.url):
            yield from self._page(follow, replace(spot, number=spot.number + 1))

    def list_failed(self, failure: Failure) -> Iterator[Request]:
        """A list page that could not be fetched: the pages after it may still stand."""
        request: Request = failure.request  # type: ignore[attr-defined]
        yield from self._list_ended(request, request.cb_kwargs["spot"], self._ending(failure))

    def _list_ended(self, request: Request, spot: Spot, ending: Ending) -> Iterator[Request]:
        if self.session.failure is not None:
            return
        portal, url = spot.state.portal.id, request.meta["address"]
        self.session.store.settle(url, ending.outcome, ending.reason, ending.detail, portal=portal, kind="list")
        sentence = f"the list page {url} ended as {ending.outcome} ({ending.reason}: {ending.detail})."
        self.session.tally.find("warn", f"list_{ending.outcome}", portal, sentence)
        if spot.chain is not None:
            spot.chain.failed()
            yield from self._onward(spot)

    def _file(self, portal: str, kind: str, ask: reports.Ask, callback: Any, errback: Any, **more: Any) -> Request:
        priority = _ATTACHMENT_PRIORITY if kind == "attachment" else 0
        return Request(
            ask.url,
            headers=ask.headers,
            callback=callback,
            errback=errback,
            cb_kwargs=more,
            meta={"portal": portal, "kind": kind, "address": ask.url},
            priority=priority,
            dont_filter=True,
        )

    def parse_report(self, response: Response) -> Iterator[Request]:
        """The body is archived already; here its outcome is told, and the files of its page are asked for."""
        request = cast("Request", response.request)
        meta = request.meta
        if ending := meta.get(ENDING_KEY):
            reports.failed(self.session, meta["portal"], meta["address"], ending)
            return
        reports.fetched(self.session, meta["portal"], meta["address"])
        yield from self._attached(meta["portal"], meta["address"], fetched(request, response))

    def _attached(self, portal: str, page: str, answer: Fetched | None = None) -> Iterator[Request]:
        gathering, asks = attachments.gather(self.session, self.session.portals[portal], page, answer)
        for ask in asks:
            yield self._file(portal, "attachment", ask, self.parse_attachment, self.attachment_failed, gathering=gathering)

    def parse_attachment(self, response: Response, gathering: Gathering) -> None:
        """The file is archived already."""
        meta = cast("Request", response.request).meta
        if ending := meta.get(ENDING_KEY):
            self.session.store.settle(meta["address"], ending.outcome, ending.reason, ending.detail)
        attachments.ended(self.session, gathering, meta["address"])

    def attachment_failed(self, failure: Failure) -> None:
        """A file that could not be fetched ends with an outcome and its reason; its page stays as it is."""
        request: Request = failure.request  # type: ignore[attr-defined]
        ending, url = self._ending(failure), request.meta["address"]
        if self.session.failure is None:
            self.session.store.settle(url, ending.outcome, ending.reason, ending.detail)
        attachments.ended(self.session, request.cb_kwargs["gathering"], url)

    def report_failed(self, failure: Failure) -> None:
        """A report that could not be fetched ends with an outcome and its reason."""
        request: Request = failure.request  # type: ignore[attr-defined]
        reports.failed(self.session, request.meta["portal"], request.meta["address"], self._ending(failure))

    def _ending(self, failure: Failure) -> Ending:
        request: Request = failure.request  # type: ignore[attr-defined]
        ending = of_error(cast("BaseException", failure.value), request.meta.get("redirect_urls", []))
        if isinstance(failure.value, NianbaoError):
            # What a middleware raises because no request can be made any more.
            self.session.fail(failure.value)
            return Ending("fetch_failed", "unexpected", failure.value.sentence)
        if ending is None:
            self.session.tally.unexpected += 1
            log.error("%s: %s", request.url, failure.getTraceback())
            return Ending("fetch_failed", "unexpected", repr(failure.value)[:300])
        return ending


def _content_type(response: Response) -> str | None:
    return (response.headers.get("Content-Type") or b"").decode("latin-1") or None
