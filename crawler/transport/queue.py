"""The order of requests: least busy host first, and only the next one of each host leaves the queue. What waits takes no memory."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

from output.disk import DiskFull

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


class ReportQueue:
    """First in, first out, for `SCHEDULER_MEMORY_QUEUE`: lists are read first, and any number of reports wait for their turn.

    A request for a report is made anew from its words, which wait on the disk; requests of every other kind are kept as they are.
    """

    def __init__(self, spider: Any) -> None:
        self._spider = spider
        self._waiting = spider.session.scratch.queue()
        self._kept: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any) -> Self:  # noqa: ARG003 - the name of a queue on disk
        """Scrapy's constructor."""
        return cls(crawler.spider)

    def push(self, request: Request) -> None:
        """Put a request at the end."""
        words = _words(request)
        if not words:
            self._kept.append(request)
        try:
            self._waiting.push(words)
        except DiskFull as error:
            self._spider.session.fail(error)

    def pop(self) -> Request | None:
        """Take the first request, None where there is none."""
        if not self._waiting:
            return None
        words = self._waiting.pop()
        return self._request(words) if words else self._kept.popleft()

    def peek(self) -> Request | None:
        """The first request, which stays."""
        if not self._waiting:
            return None
        words = self._waiting.peek()
        return self._request(words) if words else self._kept[0]

    def close(self) -> None:
        """Nothing is open."""

    def __len__(self) -> int:
        return len(self._waiting)

    def _request(self, words: str) -> Request:
        url, callback, errback, headers, meta = json.loads(words)
        back = getattr(self._spider, callback), getattr(self._spider, errback)
        return Request(url, headers=headers, callback=back[0], errback=back[1], meta=meta, dont_filter=True)


def _words(request: Request) -> str:
    """A request for a report as words, empty for one that has more to it than they say."""
    if request.priority or request.cb_kwargs or request.body or request.meta.get("kind") != "report":
        return ""
    if not all(value is None or isinstance(value, str | bool) for value in request.meta.values()):
        return ""
    back: Any = request.callback, request.errback
    headers = dict(request.headers.to_unicode_dict())
    words = request.url, back[0].__name__, back[1].__name__, headers, request.meta
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))
