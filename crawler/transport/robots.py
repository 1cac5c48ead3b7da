"""robots.txt as RFC 9309 has it: absent on 4xx, everything disallowed while the server cannot say, and an HTML page is no robots.txt."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.transport.outcome import Refused

_TOO_MANY = 429


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with outcomes: `robots` where the file forbids, `fetch_failed` where it could not be had (section 2.3.1.4)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}

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
        super()._robots_error(exc, netloc)
