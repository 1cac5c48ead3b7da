"""`scrapy crawl portal`: the spider opens its own session, and the run is concluded when the spider closes."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.crawling import conclude, options
from crawler.selection import select
from crawler.session import CrawlError, Session, years_range
from crawler.transport.stopping import calm
from output.interrupts import INTERRUPTED, at_once, leave
from output.locks import run_lock
from parsing.errors import NianbaoError

if TYPE_CHECKING:
    from crawler.crawling import Build

log = logging.getLogger("nianbao.crawl")


def open_session(crawler: Crawler, arguments: dict[str, Any]) -> Session:
    """A session from the spider arguments `portal`, `years`, `refresh` and `catalogue`; holds the lock until the spider has closed.

    Raises CrawlError, UnknownPortal, CatalogueError, RunLocked.
    """
    names = [name for name in str(arguments.get("portal", "")).split(",") if name]
    if not names:
        raise CrawlError("no_portal", "Say which portal: scrapy crawl portal -a portal=110105, an id or an address.")
    catalogue = Path(arguments["catalogue"]) if "catalogue" in arguments else None
    years = years_range(arguments["years"]) if arguments.get("years") else None
    refresh = str(arguments.get("refresh", "")).lower() in {"1", "true", "yes"}
    chosen = options(crawler.settings, years=years, refresh=refresh)
    stack = ExitStack()
    stack.enter_context(run_lock(chosen.data))
    session = Session.open(chosen, select(names, catalogue))

    def closed() -> None:
        from crawler.build import build  # before an interrupt can be raised: it once came in the midst of these imports

        # Scrapy would take it for an error of this receiver, and wait.
        try:
            calm()
            with stack:
                _conclude(session, build if crawler.settings.getbool("NIANBAO_BUILD") else None)
            at_once()
        except KeyboardInterrupt:
            log.warning("interrupted; the same command goes on where it stopped")
            leave()

    # Scrapy holds receivers weakly: the session keeps this one.
    session.on_close = closed
    crawler.signals.connect(closed, signals.engine_stopped)
    return session


def _conclude(session: Session, build: Build | None) -> None:
    """As at the end of `nianbao crawl`. Scrapy has no exit code for it, but for an interrupt: `run.json` tells, and the log."""
    try:
        code, _ = conclude(session, build)
    except NianbaoError as error:
        log.error("%s", error.sentence)
    else:
        if code == INTERRUPTED:
            raise KeyboardInterrupt
