"""Starts a crawl from the command line: one Scrapy process, one lock, one ending."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.catalogue import Portal
from crawler.crawling import conclude, options
from crawler.ending import print_ending
from crawler.progress import shown
from crawler.selection import select
from crawler.session import CrawlFault, Options, Session, check
from crawler.summary import BuildSummary
from crawler.transport.stopping import calm
from output.interrupts import INTERRUPTED
from output.locks import run_lock
from output.progress import set_up_logging, stages_shown
from output.show import plain_console
from parsing.errors import NianbaoError

log = logging.getLogger("nianbao.crawl")
# Nobody has to be spared on loopback, and every page is part of the package.
_DEMO_SETTINGS = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "NIANBAO_REVALIDATE_DAYS": {}}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for; `settings` are those given with -s, and the data directory."""

    names: tuple[str, ...]
    everything: bool
    catalogue: Path | None
    years: range | None
    refresh: bool
    settings: dict[str, str]
    allow_private: bool


def launch(wanted: Wanted) -> int:
    """Crawl, build, print how it ended; returns the exit code. Raises NianbaoError where the run could not start."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    with _demo(wanted, settings) as (names, catalogue):
        settings.setdict({"NIANBAO_ALLOW_PRIVATE": wanted.allow_private}, priority="spider")
        settings.setdict(wanted.settings, priority="cmdline")
        chosen = options(settings, years=wanted.years, refresh=wanted.refresh)
        portals = select(names, catalogue, everything=wanted.everything, searched=chosen.discover != "off")
        for portal in portals:
            check(portal, chosen)
        with run_lock(chosen.data):
            return _run(settings, chosen, portals)


@contextmanager
def _demo(wanted: Wanted, settings: Settings) -> Iterator[tuple[tuple[str, ...], Path | None]]:
    """For `demo`, its server for as long as the run takes, and its entry of the catalogue; else what was asked for."""
    if wanted.names != ("demo",):
        yield wanted.names, wanted.catalogue
        return
    from crawler.catalogue import load
    from crawler.demo import CATALOGUE, serve

    with serve() as server:
        settings.setdict({**_DEMO_SETTINGS, "NIANBAO_HOSTS": server.hosts}, priority="spider")
        yield tuple(load(CATALOGUE)), CATALOGUE


def run_spider(settings: Settings, session: Session, console: Console) -> None:
    """Run the spider over an open session until it ends or is interrupted, with live progress. Raises what kept it from its start."""
    from crawler.spiders.portal import PortalSpider

    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="spider")
    process = AsyncCrawlerProcess(settings)
    set_up_logging(console, settings["LOG_LEVEL"])
    try:
        with shown(session.tally, console):
            task = process.crawl(PortalSpider, session=session)
            process.start()
    except KeyboardInterrupt:
        session.end = None
        return
    finally:
        calm()
    if task.done() and not task.cancelled():
        task.result()


def _run(settings: Settings, chosen: Options, portals: list[Portal]) -> int:
    console = plain_console(err=True)
    session = Session.open(chosen, portals)
    try:
        run_spider(settings, session, console)
    except NianbaoError as error:
        session.failure = session.failure or error
    except Exception as error:
        log.exception("the crawl could not start")
        session.failure = CrawlFault("start_failed", f"The crawl could not start ({error!r}); the log says where it failed.")
    code, summary = conclude(session, partial(_build, console) if settings.getbool("NIANBAO_BUILD") else None)
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    print_ending(session, summary)
    return code


def _build(console: Console, data: Path) -> BuildSummary:
    from crawler.build import build
    from crawler.limits import lean_arrow

    with lean_arrow(), stages_shown(console, "nianbao.build") as progress:
        return build(data, progress=progress)
