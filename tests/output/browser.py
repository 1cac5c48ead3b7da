"""Chromium for the tests of the release page: where it is installed it is driven, where it is not the tests skip by name."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Chromium itself asks its maker's hosts for updates, which no test may: no name resolves, so that nothing leaves this machine.
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    " --disable-default-apps --disable-domain-reliability --disable-client-side-phishing-detection --no-pings"
)


def needed() -> str:
    """The path of Chromium. Skips the test, naming what is missing."""
    pytest.importorskip("playwright", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    return CHROMIUM


@contextmanager
def playing() -> Iterator[Any]:
    """The driver of browsers; one at a time in a process."""
    needed()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield play


@contextmanager
def chromium(play: Any, *arguments: str) -> Iterator[Any]:
    """A headless browser with an empty profile."""
    browser = play.chromium.launch(executable_path=needed(), args=[*QUIET.split(), NOWHERE, *arguments])
    yield browser
    browser.close()


@dataclass
class Visit:
    """A page, with everything that it asked for and everything that its console said."""

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def until(self, expression: str) -> None:
        """Wait until an expression is true. Asked from outside: the page's own policy forbids to evaluate anything inside."""
        deadline = time.monotonic() + 30
        while not self.page.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(20)

    def settled(self) -> None:
        """Wait until no part is on its way."""
        self.until("!document.querySelector('[aria-busy]')")

    def go(self, address: str) -> None:
        """Open a view by its address, such as `#/agencies`."""
        shown = self.page.query_selector("h1")
        moved = self.page.evaluate(
            "address => { const before = location.hash; location.hash = address; return location.hash !== before }", address
        )
        if moved and shown is not None:
            shown.wait_for_element_state("hidden")
        self.settled()

    def sideways(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def visit(browser: Any, address: str, *, width: int = 1280, height: int = 900, locale: str = "en-GB", **more: Any) -> Iterator[Visit]:
    """Open `address`; every error of the console and every request that leaves its folder fails the test at the end."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale=locale, **more)
    page = context.new_page()
    visited = Visit(page)
    page.on("request", lambda request: visited.asked.append(request.url))
    page.on("console", lambda message: visited.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visited.said.append(f"error: {error}"))
    page.goto(address)
    yield visited
    folder = address.split("#", maxsplit=1)[0].rpartition("/")[0] + "/"
    assert visited.said == []
    assert [url for url in visited.asked if not url.startswith((folder, "data:"))] == []
    context.close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a loopback server; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def network_log(path: Path) -> set[str]:
    """The addresses that pages asked for, by what Chromium itself wrote down; not those that the browser asks for of itself."""
    log = json.loads(path.read_text("utf-8"))
    kinds = {number: name for name, number in log["constants"]["logEventTypes"].items()}
    events = (event.get("params", {}) for event in log["events"] if kinds[event["type"]] == "URL_REQUEST_START_JOB")
    return {params["url"] for params in events if params.get("initiator", "not an origin") != "not an origin"}
