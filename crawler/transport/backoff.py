"""A host that refuses this crawler is left alone: for the rest of the run, and for days that grow with every further time."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.session import session_of
from crawler.transport.archiving import ENDING_KEY
from crawler.transport.outcome import Ending, Refused
from crawler.urls import authority

log = logging.getLogger("nianbao.crawl")
# A browser check before a list stands before the whole portal; a single 403 may be that of one page.
_WHOLE_HOST: Final = frozenset({"challenge", "rate_limited"})


class BackOff:
    """A downloader middleware outside of robots.txt, retries and redirects: it sees what finally came of a request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limit = max(1, crawler.settings.getint("NIANBAO_BLOCKED_AFTER"))
        self._days = [int(days) for days in crawler.settings.getlist("NIANBAO_BACKOFF_DAYS")]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused while the host is to be left alone."""
        session, now = session_of(self._crawler), datetime.now(UTC)
        host = session.known_hosts[authority(request.url)]
        if not self._days or not host.is_blocked(now):
            return
        if host.is_blocked(now + timedelta(days=max(self._days))):
            sentence = (
                f"{host.host} was to be left alone until {host.blocked_until}, longer than NIANBAO_BACKOFF_DAYS says; that is dropped."
            )
            session.tally.find("warn", "backoff_dropped", request.meta.get("portal", ""), sentence)
            session.known_hosts.release(host.host)
        else:
            raise Refused("blocked", "backing_off", f"{host.host}: {host.blocked_by}; not before {host.blocked_until}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Count refusals in a row."""
        ending: Ending | None = request.meta.get(ENDING_KEY)
        hosts, host = session_of(self._crawler).known_hosts, authority(request.url)
        kind = request.meta.get("kind")
        if ending is not None and ending.outcome == "blocked" and kind != "robots":
            weight = self._limit if kind == "list" and ending.reason in _WHOLE_HOST else 1
            if hosts.refused(host, ending.detail, weight=weight, limit=self._limit, days=self._days):
                log.warning("%s refuses this crawler (%s); it is left alone until %s", host, ending.detail, hosts[host].blocked_until)
        elif kind != "robots":
            hosts.welcomed(host, report=kind == "report")
        return response
