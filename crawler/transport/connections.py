"""One attempt at a time: a connection asks nothing twice of itself, and the delay of a host begins when the attempt is over."""

from __future__ import annotations

from time import monotonic
from typing import Any, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response


class UnhurriedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http; the one for https is made of it, too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Twisted asks again at once where a kept connection ends without an answer; the host would see two requests without a delay.
        self._pool.retryAutomatically = False

    async def download_request(self, request: Request) -> Response:
        """Scrapy's interface.

        Scrapy counts the delay from when it sets about a request; on a busy machine, or after a slow failure, the host saw that much later.
        Counted from the end of the attempt, answered or not, it is never shorter.
        """
        try:
            return await super().download_request(request)
        finally:
            slot = cast("Any", self.crawler.engine).downloader.slots.get(request.meta.get("download_slot"))
            if slot is not None:
                slot.lastseen = monotonic()
