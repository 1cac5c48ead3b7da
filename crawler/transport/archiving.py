"""Bytes first: every response is in the archive before anything reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.ledger import LedgerBroken
from crawler.responses import Fetched
from crawler.session import Session, session_of
from crawler.transport.outcome import Ending, Refused, of_response
from crawler.transport.pages import doubt
from crawler.transport.shells import leads_to
from output.disk import DiskFull

ENCODING_KEY = "nianbao_content_encoding"
ENDING_KEY = "nianbao_ending"
# On a request that is made again because its first answer was not the page.
AGAIN_KEY = "nianbao_again"


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
        try:
            request.meta[ENDING_KEY] = ending = _ending(session, request, response)
            if response.status == 304 and address:
                session.store.unchanged(address, record)
            else:
                session.store.save(portal, kind, record, address=address, readable=ending is None and leads_to(response) is None)
            if kind == "robots" and ending is not None:
                session.store.settle(response.url, ending.outcome, ending.reason, ending.detail)
        except (DiskFull, LedgerBroken) as error:
            session.fail(error)
            raise Refused("fetch_failed", error.code, error.sentence) from error
        return response


def _ending(session: Session, request: Request, response: Response) -> Ending | None:
    """Why the response is not what was asked for. Told before it is archived, so that such a body never is a revision."""
    if ending := of_response(response.status, response.body):
        return ending
    known = session.store.address(request.meta["address"]) if request.meta["kind"] == "report" else None
    if known is None or response.status == 304 or leads_to(response):
        return None
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    reason = doubt(response.body, content_type or None, known.title, again=bool(request.meta.get(AGAIN_KEY)))
    return Ending("soft_404", reason, response.url) if reason else None
