"""http and https as a host has them: where one gives no answer the other is tried, and what answered is remembered."""

from __future__ import annotations

from typing import Final, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy import exceptions as scrapy_errors
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.error import ConnectError

from crawler.session import session_of
from crawler.transport.hosts import Host, Route, Scheme
from crawler.transport.tls import LEGACY_KEY, certificate
from crawler.urls import authority

_ROUTES: Final = {
    "http": (Route("http"), Route("https"), Route("https", legacy=True)),
    "https": (Route("https"), Route("https", legacy=True), Route("http")),
}
_NO_ANSWER: Final = (
    scrapy_errors.DownloadConnectionRefusedError,
    scrapy_errors.DownloadTimeoutError,
    scrapy_errors.DownloadFailedError,
    TunnelError,
    ConnectError,
)
# Hosts that speak one scheme only often answer these on the other (portals.md section 6: whole-site 403, 502 with a wrong certificate).
_TURNED_AWAY: Final = frozenset({400, 403, 502, 503})


class Schemes:
    """A downloader middleware nearer to the network than retries: a route that never answered is left before anything is asked again."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Send the request by the route that answered last; a redirect says itself where to."""
        host = self._host(request)
        if host is None or host.route is None or host.route in host.failed or host.route == _route(request):
            return None
        return None if _redirected(request) else _by(request, host.route)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Remember the route; a host that turns the first request away is asked once on its other scheme."""
        host = self._host(request)
        if host is None:
            return response
        if response.status in _TURNED_AWAY and not host.answered:
            return self._next(request, host) or response
        host.answered = True
        if not _redirected(request) and not 300 <= response.status < 400:
            session_of(self._crawler).known_hosts.remember(host, _route(request), certificate(response))
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Take the next route of a host that has not answered in this run."""
        host = self._host(request)
        if host is None or host.answered or not isinstance(exception, _NO_ANSWER):
            return None
        return self._next(request, host)

    def _next(self, request: Request, host: Host) -> Request | None:
        host.failed.add(_route(request))
        usual = cast("Scheme", request.meta.setdefault("nianbao_scheme", urlsplit(request.url).scheme))
        route = next((route for route in _ROUTES[usual] if route not in host.failed), None)
        return _by(request, route) if route else None

    def _host(self, request: Request) -> Host | None:
        """None for a port of its own, which speaks one scheme."""
        if urlsplit(request.url).port is not None:
            return None
        return session_of(self._crawler).known_hosts[authority(request.url)]


def _redirected(request: Request) -> bool:
    return bool(request.meta.get("redirect_urls"))


def _route(request: Request) -> Route:
    return Route(cast("Scheme", urlsplit(request.url).scheme), bool(request.meta.get(LEGACY_KEY)))


def _by(request: Request, route: Route) -> Request:
    url = urlsplit(request.url)._replace(scheme=route.scheme).geturl()
    return request.replace(url=url, meta={**request.meta, LEGACY_KEY: route.legacy}, dont_filter=True)
