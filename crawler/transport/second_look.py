"""A page that is not the one asked for is asked for once more, after everything else: some portals answer so after bursts."""

from __future__ import annotations

from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.transport.archiving import AGAIN_KEY, ENDING_KEY

_REASONS: Final = frozenset({"home_page", "wrong_page"})
_LAST: Final = -100


class SecondLook:
    """A downloader middleware behind `Archiving`, which says what a response is."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Put the request at the end of the queue, unless it has been there."""
        ending = request.meta.get(ENDING_KEY)
        if ending is None or ending.reason not in _REASONS or request.meta.get(AGAIN_KEY):
            return response
        return request.replace(priority=_LAST, meta={**request.meta, AGAIN_KEY: True}, dont_filter=True)
