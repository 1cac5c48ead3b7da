"""The order of requests: least busy host first, and only the next one of each host leaves the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

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
