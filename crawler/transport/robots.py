"""robots.txt as RFC 9309 has it: absent on 4xx, everything disallowed while the server cannot say, and an HTML page is no robots.txt."""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.session import session_of
from crawler.transport.outcome import Refused, of_error

_TOO_MANY = 429


def _brief(record: logging.LogRecord) -> bool:
    """A host that does not answer is told in a line; Scrapy's traceback is for faults of our own."""
    if record.exc_info and record.exc_info[1] is not None and of_error(record.exc_info[1], []) is not None:
        record.exc_info = None
    return True


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with outcomes: `robots` where the file forbids, `fetch_failed` where it could not be had (section 2.3.1.4)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}
        # One that is there already is not added again.
        logging.getLogger(RobotsTxtMiddleware.__module__).addFilter(_brief)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise Refused where robots.txt forbids the address or is unreachable."""
        netloc = urlparse_cached(request).netloc
        if netloc in self._unreachable:
            raise Refused("fetch_failed", "robots_unreachable", self._unreachable[netloc])
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise Refused("robots", "robots_forbidden", f"{netloc}/robots.txt") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == _TOO_MANY:
            self._unreachable[netloc] = f"HTTP {response.status}"
        if not 200 <= response.status < 300 or b"<html" in response.body[:2048].lower():
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._unreachable[netloc] = type(exc).__name__
        if of_error(exc, []) is None:
            session_of(self.crawler).tally.unexpected += 1
        super()._robots_error(exc, netloc)
