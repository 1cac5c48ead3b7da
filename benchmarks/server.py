"""A static portal on 127.0.0.1: `python -m benchmarks.server PAGES` prints its port and serves until its input ends."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from math import ceil

from benchmarks.pages import CHARSETS, listed

COLUMN = "/gknb/"
# A crawler follows so many pages of a list at most; of a list that would be longer each has more entries.
_PAGES = 500
_LIST = re.compile(rf"{COLUMN}(?:index_(\d+)\.html)?")
_REPORT = re.compile(rf"{COLUMN}202601/t(\d+)\.html")
_MODIFIED = b"Last-Modified: Thu, 22 Jan 2026 01:00:00 GMT\r\n"


def _per_page(count: int) -> int:
    return max(20, ceil(count / _PAGES))


def list_paths(count: int) -> list[str]:
    """The paths of the list pages of a portal of `count` reports."""
    return [f"{COLUMN}index_{n}.html" if n else COLUMN for n in range(ceil(count / _per_page(count)))]


def _list(count: int, number: int) -> bytes:
    reports, pages = listed(count), len(list_paths(count))
    here = range(number * _per_page(count), min(count, (number + 1) * _per_page(count)))
    items = "".join(
        f'<li><a href="./202601/t{i}.html" title="{reports[i].title}">{reports[i].title}</a><span>2026-01-22</span></li>' for i in here
    )
    script = f'<script>createPageHTML({pages}, {number}, "index", "html");</script>'
    return f'<html><head><meta charset="utf-8"></head><body><ul class="list">{items}</ul>{script}</body></html>'.encode()


# What a small portal has is made once, for all the rounds of a comparison; that of 50,000 reports does not stay in memory.
@lru_cache(maxsize=1000)
def _page(count: int, path: str) -> bytes | None:
    if report := _REPORT.fullmatch(path):
        number = int(report[1])
        return listed(count)[number].page(list(CHARSETS.values())[number % 2]) if number < count else None
    page = _LIST.fullmatch(path)
    return _list(count, int(page[1] or 0)) if page else None


class _Server(asyncio.Protocol):
    count: int

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("ascii")
            body = _page(self.count, path)
            if body is None:
                self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            elif b"if-modified-since:" in head.lower():
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\n" + _MODIFIED + b"\r\n")
            else:
                fields = b"Content-Type: text/html\r\nContent-Length: %d\r\n" % len(body)
                validator = _MODIFIED if "/t" in path else b""
                self.transport.write(b"HTTP/1.1 200 OK\r\n" + fields + validator + b"\r\n" + body)


async def _serve(count: int) -> None:
    _Server.count = count
    listed(count)
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
