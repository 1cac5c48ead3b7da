"""Ends a crawl that cannot go on, as on a full disk or with a damaged ledger: no further request, and the run says why."""

from __future__ import annotations

import logging
from typing import Any, Final, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

from crawler.ledger import LedgerBroken
from crawler.session import Session, session_of
from output.disk import DiskFull
from parsing.errors import NianbaoError

# Where Scrapy and asyncio tell of a fault in what they called, and go on as if nothing were.
_TELLERS: Final = ("scrapy.utils.signal", "asyncio")


class _Faults(logging.Handler):
    """A fault that no callback of the spider raised makes the run end with exit code 1, or at once where nothing can go on."""

    def __init__(self, session: Session) -> None:
        super().__init__(logging.ERROR)
        self._session = session

    def emit(self, record: logging.LogRecord) -> None:
        """Count it; the line itself is in the log."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, NianbaoError):
            self._session.fail(error)
        else:
            self._session.tally.unexpected += 1


class GivingUp:
    """An extension that lets the session close the spider, and tells it of faults."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._faults: _Faults | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _opened(self) -> None:
        session = session_of(self._crawler)
        session.on_failure = self._close
        self._faults = _Faults(session)
        for teller in _TELLERS:
            logging.getLogger(teller).addHandler(self._faults)

    def _closed(self) -> None:
        for teller in _TELLERS:
            if self._faults is not None:
                logging.getLogger(teller).removeHandler(self._faults)

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
