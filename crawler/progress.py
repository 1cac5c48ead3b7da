"""Live progress on a terminal, plain log lines elsewhere; both on standard error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table

from crawler.reading import Progress
from crawler.runs import Tally

_LINES_A_STAGE = 10
_NAMES = 20
_PLAIN = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")


def set_up_logging(console: Console, level: str) -> None:
    """One handler on standard error. Scrapy's own lines below WARNING are shown only where LOG_LEVEL is DEBUG."""
    handler: logging.Handler = RichHandler(console=console, show_path=False) if console.is_terminal else logging.StreamHandler(console.file)
    if not console.is_terminal:
        handler.setFormatter(_PLAIN)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("scrapy", "asyncio", "twisted", "filelock"):
        logging.getLogger(noisy).setLevel(logging.DEBUG if level == "DEBUG" else logging.WARNING)
    if console.is_terminal and level != "DEBUG":
        logging.getLogger("nianbao").setLevel(logging.WARNING)


def _view(tally: Tally) -> Table:
    table = Table.grid(padding=(0, 2))
    total = len(tally.portals)
    begun = sum(1 for counts in tally.portals.values() if counts.requests)
    figures = {
        "portals": f"{begun}/{total}",
        "list pages": tally.pages,
        "entries": f"{tally.settled}/{tally.listed}",
        "errors": tally.errors,
        "host": tally.host or "…",
        "seconds": int(tally.seconds),
    }
    table.add_row(*(f"{name} [bold]{value}[/bold]" for name, value in figures.items()))
    return table


class _Display:
    """Rendered anew at each refresh."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def __rich__(self) -> Table:
        return _view(self._tally)


@contextmanager
def shown(tally: Tally, console: Console) -> Iterator[None]:
    """Show the tally while the block runs."""
    log = logging.getLogger("nianbao.crawl")
    names = [counts.name for counts in tally.portals.values()]
    log.info("crawling %d portal(s): %s", len(names), ", ".join(names[:_NAMES]) + (" …" if len(names) > _NAMES else ""))
    if not console.is_terminal:
        yield
    else:
        with Live(_Display(tally), console=console, refresh_per_second=4, transient=True):
            yield
    log.info(
        "crawl ended: %d responses, %d list pages, %d entries listed, %d errors, %.1f s",
        tally.requests, tally.pages, tally.listed, tally.errors, tally.seconds,
    )  # fmt: skip


@contextmanager
def build_shown(console: Console) -> Iterator[Progress]:
    """The progress callback of a build: a bar a stage on a terminal, some lines a stage elsewhere."""
    if not console.is_terminal:
        yield _lines()
        return
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    with Bars(console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield show


def _lines() -> Progress:
    """Some log lines a stage, however small its steps."""
    logged: dict[str, int] = {}

    def show(stage: str, done: int, total: int) -> None:
        step = max(1, total // _LINES_A_STAGE) if total else 10_000
        if done == total or done // step > logged.get(stage, 0):
            logged[stage] = done // step
            logging.getLogger("nianbao.build").info("%s: %d of %s", stage, done, total or "…")

    return show
