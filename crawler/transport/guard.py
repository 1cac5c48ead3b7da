"""Where a request may go: the portal's own hosts, public addresses only, and reserved names by way of a loopback server."""

from __future__ import annotations

import ipaddress
from typing import Any, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.defer import maybe_deferred_to_future

from crawler.session import session_of
from crawler.transport.outcome import Refused
from crawler.urls import authority

_HOME = {"", "/", "/index.html", "/index.htm", "/index.shtml", "/index.jsp"}


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet. Raises ValueError for a text that is no IP address."""
    return ipaddress.ip_address(address).is_global


class AddressGuard:
    """The outermost downloader middleware: every request passes it again after each redirect, those for robots.txt too."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass or raise Refused; sends reserved hosts to the server that stands for them."""
        self._assign(request)
        request.meta.pop("proxy", None)
        # Scrapy keeps the slot over a redirect: on another host the request would not wait its turn.
        request.meta.pop("download_slot", None)
        server = session_of(self._crawler).options.hosts.get(authority(request.url))
        if server:
            request.meta["proxy"] = f"http://{server}"
        elif not session_of(self._crawler).options.allow_private:
            await self._check_address(request.url)

    def _assign(self, request: Request) -> None:
        """Raise Refused unless the address is the portal's. Scrapy's own requests for robots.txt carry no portal: their host tells it."""
        portals = session_of(self._crawler).portals
        if "portal" not in request.meta:
            owner = next((portal for portal in portals.values() if portal.owns(request.url)), None)
            if owner is None:
                raise Refused("offsite", "redirected_offsite", request.url)
            request.meta.update(portal=owner.id, kind="robots")
        redirected = bool(request.meta.get("redirect_urls"))
        if not portals[request.meta["portal"]].owns(request.url):
            raise Refused("offsite", "redirected_offsite" if redirected else "other_host", request.url)
        if redirected and urlsplit(request.url).path in _HOME and request.meta["kind"] not in {"robots", "other"}:
            raise Refused("soft_404", "redirected_home", request.url)

    async def _check_address(self, url: str) -> None:
        """The resolver keeps its answer, so the connection goes to the very address that is checked here."""
        host = urlsplit(url).hostname or ""
        try:
            public = is_public(host)
        except ValueError:
            address = await self._resolve(host)
            public = address is None or is_public(address)
        if not public:
            raise Refused("fetch_failed", "private_address", f"{host} is loopback, private or reserved; --allow-private permits it")

    async def _resolve(self, host: str) -> str | None:
        """None where the name does not resolve: the request then fails, and is retried, as any other."""
        from twisted.internet import reactor
        from twisted.internet.error import DNSLookupError

        try:
            address: str = await maybe_deferred_to_future(cast("Any", reactor).resolve(host))
        except (DNSLookupError, OSError, UnicodeError):
            return None
        return address
