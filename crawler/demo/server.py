"""The portal on loopback: answers requests in absolute form (as a proxy gets them) and ordinary ones by their Host header."""

from __future__ import annotations

import sys
import time
from email.utils import parsedate_to_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import SplitResult, parse_qsl, urlsplit

from crawler.demo import hanweb, trs
from crawler.demo.articles import HOSTS
from crawler.demo.page import BANNER, Page, template


class Asked(NamedTuple):
    """One answered request: monotonic seconds, method, host without port, path with query, status."""

    time: float
    method: str
    host: str
    path: str
    status: int


@cache
def _pages() -> dict[tuple[str, str], Page]:
    systems = {HOSTS["trs"]: trs.pages(), HOSTS["hanweb"]: hanweb.pages()}
    return {(host, path): page for host, pages in systems.items() for path, page in pages.items()}


@cache
def _error(status: int, sentence: str) -> Page:
    text = template("plain.html").substitute(title=sentence, banner=BANNER, body="")
    return Page(text.encode(), status=status)


def answer(method: str, host: str, target: SplitResult) -> Page:
    """The page for one request; an error page (400, 404, 405) where there is none."""
    if (host, target.path) == (HOSTS["hanweb"], hanweb.PROXY):
        try:
            return hanweb.dataproxy(dict(parse_qsl(target.query)))
        except ValueError:
            return _error(400, "参数有误")
    page = _pages().get((host, target.path))
    if page is None:
        return _error(404, "您访问的页面不存在")
    return _error(405, "不支持的请求方式") if method == "POST" else page


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nianbao-demo"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one packet
    server: _Listener

    def do_GET(self) -> None:
        """Answer, and log what was answered."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = urlsplit(self.path)
        host = (target.netloc or self.headers.get("Host", "")).partition(":")[0].lower()
        page = answer(self.command, host, target)
        status = 304 if page.status == 200 and self._is_current(page) else page.status
        self.server.log.append(Asked(time.monotonic(), self.command, host, target._replace(scheme="", netloc="").geturl(), status))
        self._send(page, status)

    do_HEAD = do_POST = do_GET  # noqa: N815 - the names that http.server looks for

    def _is_current(self, page: Page) -> bool:
        # RFC 9110, 13.1.3: If-Modified-Since counts only where there is no If-None-Match.
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return page.etag is not None and page.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        return since is not None and page.modified is not None and _seconds(since) >= page.modified.timestamp()

    def _send(self, page: Page, status: int) -> None:
        # No Date header: an answer is the same bytes on every run.
        self.send_response_only(status)
        fields = {"Server": self.server_version, "ETag": page.etag, "Last-Modified": page.last_modified}
        if status != 304:
            fields |= {"Content-Type": page.content_type, "Content-Length": str(len(page.body)), "Content-Disposition": page.disposition}
        for name, value in fields.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The request log of the server takes the place of lines on stderr."""


def _seconds(text: str) -> float:
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return 0.0


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.log: list[Asked] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Silent where the client went away, as a stopped crawl does; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class DemoServer:
    """The running server. `log` holds every answered request in order; `hosts` maps the portal's names to the address it listens on."""

    def __init__(self) -> None:
        self._listener = _Listener()
        self.port = int(self._listener.server_address[1])
        self.address = f"127.0.0.1:{self.port}"
        self.hosts = dict.fromkeys(HOSTS.values(), self.address)
        self.log = self._listener.log

    def __enter__(self) -> Self:
        # A daemon thread, so the server never outlives its process.
        Thread(target=self._listener.serve_forever, name="demo-portal", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.shutdown()
        self._listener.server_close()


def serve() -> DemoServer:
    """A context manager that runs the demonstration portal on 127.0.0.1 and a free port."""
    return DemoServer()
