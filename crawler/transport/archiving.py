"""Bytes first: every response is in the archive before anything reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.session import session_of
from crawler.store import Fetched
from crawler.transport.outcome import of_response

ENCODING_KEY = "nianbao_content_encoding"


def fetched(request: Request, response: Response) -> Fetched:
    """The response as the store takes it: every header as given, the body after content-decoding."""
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    if request.meta.get(ENCODING_KEY) and b"Content-Encoding" not in response.headers:
        headers.append((b"Content-Encoding", request.meta[ENCODING_KEY]))
    return Fetched(response.url, response.status, headers, response.body, datetime.now(UTC))


class Archiving:
    """A downloader middleware that stands after decompression and before redirects, cookies, retries and refreshes."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Save the response; a 304 for a report is a revisit of the body that the ledger knows."""
        session = session_of(self._crawler)
        portal, kind, address = request.meta["portal"], request.meta["kind"], request.meta.get("address")
        record = fetched(request, response)
        session.tally.response(portal, response.url, len(response.body))
        if response.status == 304 and address:
            session.store.unchanged(address, record)
        else:
            session.store.save(portal, kind, record, address=address)
        if kind == "robots" and (ending := of_response(response.status, response.body)):
            session.store.settle(response.url, ending.outcome, ending.reason, ending.detail)
        return response
