"""Never faster than asked: the delay of a host is the longest of ours, its robots.txt's, its catalogue entry's and its Retry-After."""

from __future__ import annotations

from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.session import session_of
from crawler.urls import hostname

_BUSY = {429, 503}
# Without any delay Scrapy 2.19 starts every queued request of a host at once, before its count of one sees the first.
BRIEFEST = 0.001


class Politeness:
    """An extension that raises the delay of single hosts. Scrapy drops idle slots; new ones take the delay from `per_slot_settings`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("NIANBAO_MAX_CRAWL_DELAY")
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._robots, signals.robots_parsed)
        crawler.signals.connect(self._response, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def raise_to(self, host: str, delay: float) -> None:
        """From now on at least `delay` seconds, or the cap, lie between the starts of two requests to the host."""
        downloader: Any = self._crawler.engine.downloader
        known = downloader.per_slot_settings.setdefault(host, {"delay": downloader._delay})
        known["delay"] = max(known["delay"], min(delay, self._longest))
        if host in downloader.slots:
            downloader.slots[host].delay = max(downloader.slots[host].delay, known["delay"])

    def _opened(self) -> None:
        downloader: Any = self._crawler.engine.downloader
        downloader._delay = max(downloader._delay, BRIEFEST)
        for portal in session_of(self._crawler).portals.values():
            for host in portal.hosts if portal.delay else ():
                self.raise_to(hostname(host), portal.delay or 0)

    def _robots(self, robotparser: RobotParser, request: Request) -> None:
        delay = robotparser.crawl_delay(self._agent)
        if delay:
            self.raise_to(urlparse_cached(request).hostname or "", delay)

    def _response(self, response: Response, request: Request) -> None:
        wait = response.headers.get("Retry-After") or b""
        if response.status in _BUSY and wait.isdigit():
            self.raise_to(urlparse_cached(request).hostname or "", float(wait))


class FlooredThrottle(AutoThrottle):
    """Scrapy's AutoThrottle, which alone would bring a host's delay down below what `Politeness` set."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            slot.delay = max(slot.delay, self.crawler.engine.downloader.per_slot_settings.get(key, {}).get("delay", 0))
