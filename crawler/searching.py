"""A run that only searches for columns: `portals discover` and `portals probe`. Transport, archive and ledger are those of a crawl."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scrapy.settings import Settings

from crawler import columns
from crawler.catalogue import Portal
from crawler.crawling import options
from crawler.discovery import Search
from crawler.launch import run_spider
from crawler.runs import write_run
from crawler.selection import select
from crawler.session import CrawlError, Options, Session, check
from crawler.store import LEDGER_NAME, Store
from crawler.urls import authority, resolve
from output.interrupts import INTERRUPTED
from output.locks import run_lock
from output.show import plain_console
from parsing.errors import NianbaoError


@dataclass(frozen=True, slots=True)
class Searched:
    """One portal's search, and what its robots.txt files answered. `search` is None where the run was interrupted before its end."""

    portal: Portal
    search: Search | None
    robots: list[str]


@dataclass(frozen=True, slots=True)
class Where:
    """What the command line says of a search: which portals, and with which settings. `limit`: at most so many portals."""

    names: Sequence[str]
    catalogue: Path | None
    data: Path
    settings: dict[str, str]
    allow_private: bool
    everything: bool = False
    limit: int | None = None


def search(where: Where) -> tuple[list[Searched], int]:
    """Search, write run.json, and give what was found with the exit code. Raises what starting a crawl raises."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"NIANBAO_ALLOW_PRIVATE": where.allow_private, "NIANBAO_DATA": str(where.data)}, priority="spider")
    settings.setdict({**where.settings, "NIANBAO_DISCOVER": "only"}, priority="cmdline")
    chosen = options(settings)
    portals = [_with_home(portal) for portal in select(where.names, where.catalogue, everything=where.everything, searched=True)]
    for portal in portals:
        check(portal, chosen)
    with run_lock(chosen.data):
        if where.everything:
            portals = _waiting(portals, where, settings.getint("NIANBAO_DISCOVER_DAYS"))
        return _run(settings, chosen, portals) if portals else ([], 0)


def _with_home(portal: Portal) -> Portal:
    """A portal known by an address only is entered at the root of its host; an address that is this root is no column."""
    if portal.home:
        return portal
    if not portal.columns:
        raise CrawlError("no_home", f"The catalogue knows no home page of {portal.id} {portal.name}; give its address.")
    home = resolve(portal.columns[0].url, "/") or ""
    kept = tuple(column for column in portal.columns if resolve(column.url, "/") != column.url)
    return replace(portal, home=home, columns=kept, hosts=portal.hosts | {authority(home)})


def _waiting(portals: list[Portal], where: Where, days: int) -> list[Portal]:
    """Of all portals those without any known column that were not searched lately, as many as the limit allows."""
    if not (where.data / LEDGER_NAME).exists():
        return [portal for portal in portals if not portal.columns][: where.limit]
    with Store.open(where.data) as store:
        waiting = [
            portal
            for portal in portals
            if not columns.to_walk(store.ledger, portal) and not columns.searched_lately(store.ledger, portal.id, days)
        ]
    return waiting[: where.limit]


def _run(settings: Settings, chosen: Options, portals: list[Portal]) -> tuple[list[Searched], int]:
    session = Session.open(chosen, portals)
    code, error = INTERRUPTED, "The run was interrupted; the same command goes on with the portals that are left."
    try:
        run_spider(settings, session, plain_console(err=True))
        if session.failure is not None:
            raise session.failure
        if session.end == "finished":
            code, error = session.tally.exit_code, ""
        searched = [Searched(portal, session.searches.get(portal.id), _robots(session, portal)) for portal in portals]
    except NianbaoError as failure:
        code, error = failure.exit_code, failure.sentence
        raise
    except Exception:
        code, error = 1, "The search ended unexpectedly; the log says why."
        raise
    finally:
        session.close()
        write_run(chosen.data, session.tally, exit_code=code, error=error or None, build=None)
    return searched, code


def _robots(session: Session, portal: Portal) -> list[str]:
    rows = session.store.ledger.rows("SELECT * FROM addresses WHERE portal = ? AND kind = 'robots' ORDER BY url", portal.id)
    return [f"{row['url']}: {_answer(row['status'], row['reason'])}" for row in rows]


def _answer(status: int | None, reason: str | None) -> str:
    if status is None:
        return f"no answer ({reason})"
    return "there is one, and it is kept to" if status < 300 else f"none (HTTP {status})"
