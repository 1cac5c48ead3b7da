"""The order of requests: least busy host first, and only the next one of each host leaves the queue. What waits takes little room."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

# One under way, one waiting out the delay. What has left the queue is waited for when a run is interrupted, and no list overtakes it.
_A_HOST = 2


class _Unhurried(DownloaderInterface):
    """Offers only hosts that have less than `_A_HOST` requests beyond the queue, those waiting for robots.txt among them."""

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        busy = Counter(self.get_slot_key(request) for request in self.downloader.active)
        return [(busy[slot], slot) for slot in possible_slots if busy[slot] < _A_HOST]


class HostQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue, which alone would hand a single host's requests to the downloader up to CONCURRENT_REQUESTS."""

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _Unhurried(crawler)


class _Waiting(NamedTuple):
    """What tells one request for a report from another: a quarter of the room that the request takes."""

    url: str
    portal: str
    callback: str
    errback: str
    headers: tuple[str, ...]


class ReportQueue:
    """First in, first out, in memory, for `SCHEDULER_MEMORY_QUEUE`: lists are read first, and thousands of reports wait for their turn.

    A request for a report is made anew from its words; requests of every other kind are kept as they are.
    """

    def __init__(self, spider: Any) -> None:
        self._spider = spider
        self._waiting: deque[_Waiting | Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any) -> Self:  # noqa: ARG003 - the name of a queue on disk
        """Scrapy's constructor."""
        return cls(crawler.spider)

    def push(self, request: Request) -> None:
        """Put a request at the end."""
        self._waiting.append(_thin(request) or request)

    def pop(self) -> Request | None:
        """Take the first request, None where there is none."""
        return self._request(self._waiting.popleft()) if self._waiting else None

    def peek(self) -> Request | None:
        """The first request, which stays."""
        return self._request(self._waiting[0]) if self._waiting else None

    def close(self) -> None:
        """Nothing is open."""

    def __len__(self) -> int:
        return len(self._waiting)

    def _request(self, waiting: _Waiting | Request) -> Request:
        if isinstance(waiting, Request):
            return waiting
        words = iter(waiting.headers)
        return Request(
            waiting.url,
            headers=dict(zip(words, words, strict=True)),
            callback=getattr(self._spider, waiting.callback),
            errback=getattr(self._spider, waiting.errback),
            meta=_meta(waiting.portal, waiting.url),
            dont_filter=True,
        )


def _thin(request: Request) -> _Waiting | None:
    """The words of a request for a report, None for one that has more to it than they say."""
    portal = request.meta.get("portal", "")
    if request.priority or request.cb_kwargs or request.meta != _meta(portal, request.url):
        return None
    back: Any = request.callback, request.errback
    # The list that a report stands on is the referer of many: its address is kept once.
    words = (sys.intern(str(word)) for item in request.headers.to_unicode_dict().items() for word in item)
    return _Waiting(request.url, portal, back[0].__name__, back[1].__name__, tuple(words))


def _meta(portal: str, url: str) -> dict[str, str]:
    return {"portal": portal, "kind": "report", "address": url}
