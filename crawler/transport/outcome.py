"""What the end of a request means: from a status, a refusal or a network error to an outcome of the ledger with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy import exceptions as scrapy_errors
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import IgnoreRequest
from twisted.internet import error as twisted_errors

from crawler.transport.challenges import challenge


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome of the ledger's vocabulary, the code of its reason, and a detail for people."""

    outcome: str
    reason: str
    detail: str = ""


class Refused(IgnoreRequest):
    """A request that this crawler itself does not make: robots.txt, another host, a private address, a redirect to the home page."""

    def __init__(self, outcome: str, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.ending = Ending(outcome, reason, detail)


_ERRORS: tuple[tuple[type[BaseException], str], ...] = (
    (scrapy_errors.CannotResolveHostError, "dns"),
    (scrapy_errors.DownloadConnectionRefusedError, "connection_refused"),
    (scrapy_errors.DownloadTimeoutError, "timeout"),
    (scrapy_errors.ResponseDataLossError, "truncated"),
    (scrapy_errors.DownloadCancelledError, "too_large"),
    (scrapy_errors.DownloadFailedError, "connection_failed"),
    (scrapy_errors.UnsupportedURLSchemeError, "bad_address"),
    (TunnelError, "connection_failed"),
    (twisted_errors.ConnectError, "connection_failed"),
    (twisted_errors.ConnectionClosed, "connection_failed"),
)
_NOT_FOUND = {404, 410}
_SERVER_ERROR = 500


def of_response(status: int, body: bytes) -> Ending | None:
    """What a response that is kept means; None for one that may be read, and for 304."""
    if found := challenge(status, body):
        return Ending("blocked", found.reason, found.kind)
    if status in _NOT_FOUND:
        return Ending("not_found", "http_status", str(status))
    if 200 <= status < 300 or status == 304:
        return None
    return Ending("fetch_failed", "http_status", str(status))


def of_error(error: BaseException, redirects: list[str]) -> Ending | None:
    """What the failure of a request means; None for an error that is none of the network's, which nobody may swallow."""
    if isinstance(error, Refused):
        return error.ending
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error), redirects)
    reason = next((reason for kind, reason in _ERRORS if isinstance(error, kind)), None)
    if reason == "connection_failed" and "SSL" in str(error):
        reason = "tls"
    return Ending("fetch_failed", reason, str(error)[:300]) if reason else None


def _ignored(message: str, redirects: list[str]) -> Ending:
    """Scrapy's own refusals carry nothing but their message."""
    if "DOWNLOAD_MAXSIZE" in message:
        return Ending("fetch_failed", "too_large", message[:300])
    if len(set(redirects)) == 1:
        return Ending("blocked", "cookie_loop", redirects[0])
    return Ending("fetch_failed", "redirect_loop", message[:300])
