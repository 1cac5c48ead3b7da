"""Downloads over https in two ways: as usual, and, for requests marked so, as old servers need it."""

from __future__ import annotations

import copy
from typing import Any, Final

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.transport.connections import UnhurriedHandler

LEGACY_KEY: Final = "nianbao_legacy_tls"
# OpenSSL 3 speaks TLS 1.0 and 1.1 and takes short keys and SHA-1 only at level 0; some modern servers hang under it, so it is the last try.
# Scrapy 2.19 sets OP_LEGACY_SERVER_CONNECT itself, and verifies no certificate; of its setting for ciphers it keeps names, not levels.
_CIPHERS: Final = b"ALL:@SECLEVEL=0"
_LEGACY: Final = {"DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0"}


class TlsHandler(BaseDownloadHandler):
    """The usual handler, and a second one with the settings for old servers that is made when it is first needed."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._usual = UnhurriedHandler(crawler)
        self._legacy: UnhurriedHandler | None = None

    async def download_request(self, request: Request) -> Response:
        """Scrapy's interface."""
        if not request.meta.get(LEGACY_KEY):
            return await self._usual.download_request(request)
        if self._legacy is None:
            self._legacy = _LegacyHandler(_with_settings(self.crawler))
        return await self._legacy.download_request(request)

    async def close(self) -> None:
        """Close what was opened."""
        await self._usual.close()
        if self._legacy is not None:
            await self._legacy.close()


class _LegacyHandler(UnhurriedHandler):
    """Scrapy's handler on contexts of the lowest security level. Scrapy has no other way in than its own class of contexts."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        usual: Any = self._contextFactory._get_cert_options

        def options() -> Any:
            made = usual()
            made.getContext().set_cipher_list(_CIPHERS)
            return made

        self._contextFactory._get_cert_options = options


def _with_settings(crawler: Crawler) -> Crawler:
    """The same crawler to a handler, which takes its TLS from the settings and nowhere else."""
    twin = copy.copy(crawler)
    twin.settings = crawler.settings.copy()
    twin.settings.frozen = False
    twin.settings.setdict(_LEGACY, priority="cmdline")
    return twin


def certificate(response: Response) -> str | None:
    """`self_signed` where the server's certificate is its own issuer, `expired` where its time is over; None otherwise and for http."""
    if response.certificate is None:
        return None
    x509 = response.certificate.original
    if x509.has_expired():
        return "expired"
    return "self_signed" if x509.get_issuer() == x509.get_subject() else None
