"""Servers on 127.0.0.1 for crawl tests: any number of host names on one port, and a log of who asked what and when."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Asked:
    method: str
    host: str
    path: str
    headers: dict[str, str]
    body: bytes
    began: float
    ended: float = 0.0
    scheme: str = "http"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))
    seconds: float = 0.0
    cut: bool = False
    drip: float = 0.0
    drop: bool = False


Page = Answer | Callable[[Asked], Answer]


def html(text: str, **kwargs) -> Answer:
    return Answer(body=text.encode(), **kwargs)


def redirect(to: str, status: int = 302, **headers: str) -> Answer:
    return Answer(status, b"", {"Location": to, **headers})


class Portal:
    """Pages by (host, path with query); what is not there is 404. `seen` holds every request in order."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], Page] = {}
        self.seen: list[Asked] = []
        self.port = 0
        self.tls: dict[str, ssl.SSLContext] = {}

    def put(self, url: str, page: Page) -> None:
        parts = urlsplit(url)
        self.pages[parts.netloc, parts.path + (f"?{parts.query}" if parts.query else "")] = page

    def paths(self, host: str) -> list[str]:
        return [asked.path for asked in self.seen if asked.host == host]

    def answer(self, asked: Asked) -> Answer:
        page = self.pages.get((asked.host, asked.path), Answer(404, b"<html>no such page</html>"))
        return page if isinstance(page, Answer) else page(asked)


@contextmanager
def serving(portal: Portal) -> Iterator[Portal]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(self.command, parts.netloc or self.headers["Host"], path, dict(self.headers), body, time.monotonic())
            asked.scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
            portal.seen.append(asked)
            answer = portal.answer(asked)
            time.sleep(answer.seconds)
            if answer.drop:  # the connection ends without a word
                self.close_connection = True
                asked.ended = time.monotonic()
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) + (1000 if answer.cut else 0)))
            self.end_headers()
            for piece in [answer.body[n : n + 1] for n in range(len(answer.body))] if answer.drip else [answer.body]:
                self.wfile.write(piece)
                time.sleep(answer.drip)
            self.close_connection = self.close_connection or answer.cut
            asked.ended = time.monotonic()

        def do_CONNECT(self) -> None:
            """A tunnel to a host of `tls`, which then speaks TLS; to others there is none."""
            host = self.path.partition(":")[0]
            if host not in portal.tls:
                self.send_error(502)
                return
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self.close_connection = True
            try:
                self.connection = portal.tls[host].wrap_socket(self.connection, server_side=True)
            except (ssl.SSLError, OSError):
                return
            self.rfile, self.wfile = self.connection.makefile("rb", -1), self.connection.makefile("wb", 0)
            self.close_connection = False
            while not self.close_connection:
                self.handle_one_request()

        do_GET = do_POST = handle_any  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that go away are part of these tests."""

    server = Server(("127.0.0.1", 0), Handler)
    portal.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Run:
    code: int
    out: str
    err: str
    data: Path

    @property
    def report(self) -> dict:
        runs = sorted((self.data / "runs").iterdir())
        return json.loads((runs[-1] / "run.json").read_text("utf-8"))


def command(*arguments: str, data: Path, env: dict[str, str] | None = None, patience: float = 120) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "nianbao", *arguments],
        cwd=data.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=patience,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr, data)


def crawl(portal: Portal, data: Path, *arguments: str, hosts: tuple[str, ...] = (), delay: float = 0, patience: float = 120) -> Run:
    """`nianbao crawl` with the given hosts led to the server, no build, no delay unless asked for, short patience, every report each time."""
    fast = [f"DOWNLOAD_DELAY={delay}", "AUTOTHROTTLE_ENABLED=0", "NIANBAO_BUILD=0", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=2"]
    fast.append("NIANBAO_REVALIDATE_DAYS={}")
    mapped = json.dumps(dict.fromkeys(hosts, f"127.0.0.1:{portal.port}"))
    settings = [part for setting in [*fast, f"NIANBAO_HOSTS={mapped}"] for part in ("-s", setting)]
    return command("crawl", *settings, *arguments, "--data", str(data), data=data, patience=patience)
