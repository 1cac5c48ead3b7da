"""The one spider: walks the columns of portals and fetches what they list. What a page means is told by listers, layouts and titles."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler import layouts, titles
from crawler.catalogue import Column, Portal
from crawler.listers import Follow, ListItem, Listing, ListPage, choose
from crawler.session import Session
from crawler.standalone import open_session
from crawler.transport.archiving import fetched
from crawler.transport.outcome import Ending, of_error, of_response
from crawler.walks import Chain, ColumnState
from parsing.decode import decode
from parsing.version import VERSION

log = logging.getLogger("nianbao.crawl")
_LIST_PRIORITY = 10


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
        """The columns of every portal of the run."""
        for portal in self.session.portals.values():
            for column in portal.columns:
                state = ColumnState(portal, column, self.session.options.max_pages, column.family)
                self.session.columns.append(state)
                for request in self._page(state, Follow(column.url)):
                    yield request

    def closed(self, reason: str) -> None:
        """Scrapy's hook: `finished` is the end of an undisturbed crawl."""
        self.session.finished = reason == "finished"

    def unexpected(self, failure: Failure) -> None:
        """A fault of our own: the run goes on, and ends with exit code 1."""
        self.session.tally.unexpected += 1

    # -- list pages

    def _page(self, state: ColumnState, follow: Follow, *, number: int = 1, depth: int = 0, chain: Chain | None = None) -> Iterator[Request]:
        if state.may_visit(follow):
            yield Request(
                follow.url,
                method=follow.method,
                body=follow.body or "",
                headers={"Content-Type": "application/x-www-form-urlencoded"} if follow.body is not None else {},
                callback=self.parse_list,
                errback=self.list_failed,
                cb_kwargs={"state": state, "number": number, "depth": depth, "chain": chain},
                meta={"portal": state.portal.id, "kind": "list", "address": follow.url},
                priority=_LIST_PRIORITY,
                dont_filter=True,
            )

    def parse_list(self, response: Response, state: ColumnState, number: int, depth: int, chain: Chain | None) -> Iterator[Request]:
        """Reports of this page that are new, then the pages that follow it, then the years below it."""
        if ending := of_response(response.status, response.body):
            yield from self._list_ended(response.request.meta["address"], ending, state, number, depth, chain)
            return
        self.session.tally.portals[state.portal.id].pages += 1
        text = decode(response.body, state.portal.encoding or response.headers.get("Content-Type", b"").decode("latin-1") or None).text
        lister = choose(state.family, text)
        if number == 1 and depth == 0:
            state.family = lister.family
        listing = lister.read(ListPage(response.url, text, state.column.url, number))
        new = state.fresh(listing.items)
        for item in new:
            yield from self._report(state, item, response.url)
        if number > 1 and chain is not None:
            chain.read(len(new), listing)
            yield from self._onward(state, chain, number, depth)
            return
        for walk in listing.walks:
            yield from self._onward(state, Chain(walk), number, depth)
        below = layouts.children(text, response.url, state.column.url, state.column.layout, depth)
        for child in below:
            yield from self._page(state, Follow(child), depth=depth + 1)
        self._first_page(response, state, listing, below, text)

    def _first_page(self, response: Response, state: ColumnState, listing: Listing, below: list[str], text: str) -> None:
        """What only the first page of a list tells: the portal's own total, or that the page is the report itself."""
        state.total = listing.total or state.total
        told = state.column.layout == "article" or (state.column.layout == "auto" and not listing.items and not below)
        if told and layouts.is_report(text):
            self._article(response, state)

    def _article(self, response: Response, state: ColumnState) -> None:
        """The column page is the report: it is archived again as one, with its context (a revisit, without a body)."""
        portal, url = state.portal.id, response.request.meta["address"]
        title = (response.css("title::text").get() or "").strip() if hasattr(response, "text") else ""
        self.session.store.listed(portal, url, column=url, list_url=url, title=title)
        self.session.tally.portals[portal].listed += 1
        address = self.session.store.save(portal, "report", fetched(response.request, response), address=url)
        self.session.tally.ended(portal, address.outcome)

    def _onward(self, state: ColumnState, chain: Chain, number: int, depth: int) -> Iterator[Request]:
        follow = chain.current()
        if follow is not None and state.portal.owns(follow.url):
            yield from self._page(state, follow, number=number + 1, depth=depth, chain=chain)

    def list_failed(self, failure: Failure) -> Iterator[Request]:
        """A list page that could not be fetched: the pages after it may still stand."""
        request: Request = failure.request  # type: ignore[attr-defined]
        ending = self._ending(failure)
        yield from self._list_ended(request.meta["address"], ending, **request.cb_kwargs)

    def _list_ended(self, url: str, ending: Ending, state: ColumnState, number: int, depth: int, chain: Chain | None) -> Iterator[Request]:
        portal = state.portal.id
        self.session.store.settle(url, ending.outcome, ending.reason, ending.detail, portal=portal, kind="list")
        self.session.tally.find("warn", f"list_{ending.outcome}", portal, f"the list page {url} ended as {ending.outcome} ({ending.reason} {ending.detail}).")
        if chain is not None:
            chain.failed()
            yield from self._onward(state, chain, number, depth)

    # -- reports

    def _report(self, state: ColumnState, item: ListItem, list_url: str) -> Iterator[Request]:
        portal, store = state.portal, self.session.store
        address = store.listed(
            portal.id, item.url, column=item.column, list_url=list_url, title=item.title, list_date=item.list_date, agency_hint=item.agency_hint
        )
        ending = self._not_fetched(portal, item)
        self.session.tally.portals[portal.id].listed += ending is None or ending.outcome != "not_a_report"
        if ending is None:
            yield self._fetch(portal, item, address.etag if address.sha256 else None, address.last_modified if address.sha256 else None)
            return
        if address.outcome == "new":
            store.settle(item.url, ending.outcome, ending.reason, ending.detail)
        self.session.tally.ended(portal.id, ending.outcome, ending.reason)

    def _not_fetched(self, portal: Portal, item: ListItem) -> Ending | None:
        """Why an entry is not fetched, by what is certain from the list alone; None where it is to be fetched."""
        years, wanted = titles.years(item.title), self.session.options.years
        if titles.kind(item.title) == "lookalike":
            return Ending("not_a_report", "lookalike", item.title)
        if not portal.admits(item.url):
            return Ending("offsite", "other_host" if not portal.owns(item.url) else "link_not_allowed", item.url)
        if wanted is not None and years and not years & set(wanted):
            return Ending("out_of_range", "other_year", ", ".join(map(str, sorted(years))))
        return None

    def _fetch(self, portal: Portal, item: ListItem, etag: str | None, last_modified: str | None) -> Request:
        """A conditional request where an earlier body is archived: a 304 then costs the portal no body."""
        validators = {} if self.session.options.refresh else {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return Request(
            item.url,
            headers={name: value for name, value in validators.items() if value},
            callback=self.parse_report,
            errback=self.report_failed,
            meta={"portal": portal.id, "kind": "report", "address": item.url},
            dont_filter=True,
        )

    def parse_report(self, response: Response) -> None:
        """The body is archived already; here only its outcome is told."""
        meta = response.request.meta
        if ending := of_response(response.status, response.body):
            self._settle(meta["portal"], meta["address"], ending)
        else:
            address = self.session.store.address(meta["address"])
            self.session.tally.ended(meta["portal"], address.outcome if address else "fetch_failed")

    def report_failed(self, failure: Failure) -> None:
        """A report that could not be fetched ends with an outcome and its reason."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self._settle(request.meta["portal"], request.meta["address"], self._ending(failure))

    def _settle(self, portal: str, url: str, ending: Ending) -> None:
        """A report that was archived before and is not found now is `gone`; it stays in the dataset."""
        known = self.session.store.address(url)
        outcome = "gone" if ending.outcome == "not_found" and known is not None and known.sha256 else ending.outcome
        self.session.store.settle(url, outcome, ending.reason, ending.detail)
        self.session.tally.ended(portal, outcome, ending.reason)

    def _ending(self, failure: Failure) -> Ending:
        request: Request = failure.request  # type: ignore[attr-defined]
        ending = of_error(failure.value, request.meta.get("redirect_urls", []))
        if ending is None:
            self.session.tally.unexpected += 1
            log.error("%s: %s", request.url, failure.getTraceback())
            return Ending("fetch_failed", "unexpected", repr(failure.value)[:300])
        return ending
