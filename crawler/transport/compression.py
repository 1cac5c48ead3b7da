"""Content-decoding that loses nothing: the encoding's name goes with the response, and a body that cannot be decoded is kept as it came."""

from __future__ import annotations

import zlib

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response

from crawler.transport.archiving import ENCODING_KEY

_GZIP = b"\x1f\x8b"


class Decompression(HttpCompressionMiddleware):
    """Scrapy's middleware, but for gzip that nobody declared (some portals send it unasked) and for damaged streams."""

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:  # noqa: ARG002
        """Decode the body (`spider` is there for the signature only). Raises IgnoreRequest where it would exceed DOWNLOAD_MAXSIZE."""
        textual = (response.headers.get("Content-Type") or b"").startswith((b"text/", b"application/json", b"application/xml"))
        if response.body.startswith(_GZIP) and textual and "Content-Encoding" not in response.headers:
            response.headers["Content-Encoding"] = b"gzip"
        encoding = response.headers.get("Content-Encoding")
        try:
            decoded = super().process_response(request, response)
        except (OSError, EOFError, zlib.error):
            response.flags.append("undecodable")
            return response
        request.meta[ENCODING_KEY] = encoding
        return decoded
