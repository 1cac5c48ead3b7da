"""A static portal on 127.0.0.1: `python -m benchmarks.server PAGES` prints its port and serves until its input ends."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

from benchmarks.pages import CHARSETS, listed

COLUMN = "/gknb/"
PER_PAGE = 20
_MODIFIED = b"Last-Modified: Thu, 22 Jan 2026 01:00:00 GMT\r\n"


def list_paths(count: int) -> list[str]:
    """The paths of the list pages of a portal of `count` reports."""
    return [f"{COLUMN}index_{n}.html" if n else COLUMN for n in range(ceil(count / PER_PAGE))]


def _site(count: int) -> dict[bytes, bytes]:
    reports = listed(count)
    charsets = list(CHARSETS.values())
    site = {f"{COLUMN}202601/t{n}.html": report.page(charsets[n % 2]) for n, report in enumerate(reports)}
    paths = list_paths(count)
    for n, path in enumerate(paths):
        here = range(n * PER_PAGE, min(count, (n + 1) * PER_PAGE))
        items = "".join(
            f'<li><a href="./202601/t{i}.html" title="{reports[i].title}">{reports[i].title}</a><span>2026-01-22</span></li>' for i in here
        )
        script = f'<script>createPageHTML({len(paths)}, {n}, "index", "html");</script>'
        site[path] = f'<html><head><meta charset="utf-8"></head><body><ul class="list">{items}</ul>{script}</body></html>'.encode()
    return {path.encode(): body for path, body in site.items()}


class _Server(asyncio.Protocol):
    site: dict[bytes, bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            body = self.site.get(path)
            if body is None:
                self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            elif b"if-modified-since:" in head.lower():
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\n" + _MODIFIED + b"\r\n")
            else:
                fields = b"Content-Type: text/html\r\nContent-Length: %d\r\n" % len(body)
                validator = _MODIFIED if b"/t" in path else b""
                self.transport.write(b"HTTP/1.1 200 OK\r\n" + fields + validator + b"\r\n" + body)


async def _serve(count: int) -> None:
    _Server.site = _site(count)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def serving(count: int) -> Iterator[str]:
    """The address of the list of a running portal of `count` reports; its process ends with the block, or with ours."""
    command = [sys.executable, "-m", "benchmarks.server", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}{COLUMN}"
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
