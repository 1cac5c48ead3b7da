"""The hours of the day in which portals are asked: a run that starts early waits, and one that lasts too long stops and is gone on with."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import deferred_from_coro

from crawler.due import SHANGHAI
from crawler.session import CrawlError

log = logging.getLogger("nianbao.crawl")
CLOSED = "window_closed"


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` to `closes`, clock times in Asia/Shanghai; it may lie over midnight."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Window | None:
        """`22:00-06:00`; None for an empty text. Raises CrawlError (`bad_setting`)."""
        if not text.strip():
            return None
        found = re.fullmatch(r"\s*(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*", text)
        try:
            opens, closes = (time.fromisoformat(part) for part in found.groups()) if found else (time(), time())
        except ValueError:
            opens = closes = time()
        if opens == closes:
            raise CrawlError("bad_setting", f"NIANBAO_WINDOW must be two clock times in Asia/Shanghai such as 22:00-06:00, not {text!r}.")
        return cls(opens, closes)

    def seconds(self, now: datetime) -> tuple[float, float]:
        """(seconds until it opens, 0 while it is open; seconds until it closes the next time after that) from an aware moment on."""
        here = now.astimezone(SHANGHAI)
        closes = _next(here, self.closes)
        opens = _next(here, self.opens)
        if closes < opens:
            return 0.0, (closes - here).total_seconds()
        return (opens - here).total_seconds(), (_next(opens, self.closes) - here).total_seconds()


def _next(after: datetime, clock: time) -> datetime:
    moment = after.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return moment if moment > after else moment + timedelta(days=1)


class NightWindow:
    """An extension that pauses Scrapy's engine until the window opens and closes the spider when it closes."""

    def __init__(self, crawler: Crawler) -> None:
        window = Window.parse(crawler.settings["NIANBAO_WINDOW"] or "")
        if window is None:
            raise NotConfigured
        self._crawler = crawler
        self._window = window
        self._calls: list[Any] = []
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor. Raises CrawlError (`bad_setting`)."""
        return cls(crawler)

    def _opened(self) -> None:
        from twisted.internet import reactor

        later: Any = reactor
        opens, closes = self._window.seconds(datetime.now(SHANGHAI))
        if opens:
            engine: Any = self._crawler.engine
            engine.pause()
            log.info("waiting until %s in Asia/Shanghai (NIANBAO_WINDOW)", f"{self._window.opens:%H:%M}")
            self._calls.append(later.callLater(opens, engine.unpause))
        self._calls.append(later.callLater(closes, self._close))

    def _close(self) -> None:
        log.info("the window closes; the next run goes on where this one stops")
        engine: Any = self._crawler.engine
        engine.unpause()
        deferred_from_coro(engine.close_spider_async(reason=CLOSED))

    def _closed(self) -> None:
        for call in self._calls:
            if call.active():
                call.cancel()
