"""Ends a crawl that cannot go on, as on a full disk or with a damaged ledger: no further request, and the run says why."""

from __future__ import annotations

from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

from crawler.ledger import LedgerBroken
from crawler.session import session_of
from output.disk import DiskFull


class GivingUp:
    """An extension that lets the session close the spider."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _opened(self) -> None:
        session_of(self._crawler).on_failure = self._close

    def _close(self) -> None:
        engine: Any = self._crawler.engine
        deferred_from_coro(engine.close_spider_async(reason="failed"))


class Hopeless:
    """A spider middleware: what a callback raises because no callback can work any more is no fault of the spider."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_spider_exception(self, response: Response, exception: Exception) -> list[Any] | None:  # noqa: ARG002
        """Give the crawl up; None leaves the exception to Scrapy."""
        if not isinstance(exception, DiskFull | LedgerBroken):
            return None
        session_of(self._crawler).fail(exception)
        return []
