"""Live progress on a terminal, plain log lines elsewhere; both on standard error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from crawler.runs import Tally

_NAMES = 20


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
    table.add_row(*(Text.assemble(f"{name} ", (str(value), "bold")) for name, value in figures.items()))
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
