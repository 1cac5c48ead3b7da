"""One run's state, shared by the spider, the middlewares and the progress display: options, portals, store and tally."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

from scrapy.crawler import Crawler

from crawler.catalogue import Portal
from crawler.discovery import Search
from crawler.runs import PortalTally, Tally
from crawler.scratch import Scratch
from crawler.store import Store
from crawler.transport.hosts import Hosts
from crawler.urls import hostname
from crawler.walks import ColumnState
from parsing.errors import NianbaoError

# Whether a portal's columns are searched for: never, where no column serves, or nothing else is done at all.
Discover = Literal["off", "missing", "only"]


class CrawlError(NianbaoError):
    """A crawl that may not or cannot start (`contact_missing`, `private_address`, `no_column`, `bad_setting`)."""


class CrawlFault(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """What a crawl stands on failed under it (`queue_failed`, `start_failed`)."""

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for. `years`: fiscal years to fetch, None for all; `hosts`: reserved name -> the loopback server behind it."""

    data: Path
    years: range | None = None
    refresh: bool = False
    allow_private: bool = False
    contact: str = ""
    hosts: Mapping[str, str] = field(default_factory=dict)
    max_pages: int = 50
    discover: Discover = "off"
    revalidate_days: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Session:
    """An open run. The data directory must be locked by whoever opens it. `end`: Scrapy's word for how the crawl ended.

    `stopped`: it was told to stop, perhaps when it had just ended by itself: then nothing is built.
    """

    options: Options
    portals: dict[str, Portal]
    store: Store
    tally: Tally
    known_hosts: Hosts
    scratch: Scratch = field(default_factory=Scratch)
    columns: list[ColumnState] = field(default_factory=list)
    searches: dict[str, Search] = field(default_factory=dict)
    end: str | None = None
    stopped: bool = False
    failure: NianbaoError | None = None
    on_failure: Callable[[], None] | None = None
    on_close: Callable[[], None] | None = None

    @classmethod
    def open(cls, options: Options, portals: list[Portal]) -> Session:
        """Open the store and make the portals known. Raises CrawlError where a portal may not be crawled, and what `Store.open` raises."""
        for portal in portals:
            check(portal, options)
        tally = Tally({portal.id: PortalTally(portal.name) for portal in portals})
        store = Store.open(options.data)
        session = cls(options, {portal.id: portal for portal in portals}, store, tally, Hosts(store.ledger))
        for portal in portals:
            session.store.portal(portal.id, portal.name, portal.division)
        return session

    def fail(self, error: NianbaoError) -> None:
        """The run cannot go on: no further request is made, and it ends with this error."""
        if self.failure is None:
            self.failure = error
            if self.on_failure is not None:
                self.on_failure()

    def close(self) -> None:
        """Close the store."""
        self.store.close()
        self.scratch.close()


def session_of(crawler: Crawler) -> Session:
    """The session of a running crawl, for middlewares and extensions."""
    session: Session = cast("Any", crawler.spider).session
    return session


def check(portal: Portal, options: Options) -> None:
    """Raise CrawlError unless the portal has a column or a home to search from, its hosts may be reached, and public ones are told whom
    to write to.
    """
    if not portal.columns and (options.discover == "off" or not portal.home):
        raise CrawlError(
            "no_column", f"The catalogue knows no annual-report column of {portal.id} {portal.name}; crawl its address, or add it."
        )
    for host in sorted(portal.hosts - options.hosts.keys()):
        if _is_local(host):
            if not options.allow_private:
                raise CrawlError("private_address", f"{host} is a loopback or private address; give --allow-private if it is meant.")
        elif not options.contact.strip():
            raise CrawlError(
                "contact_missing",
                f"{host} is a public host and must be told whom to write to: add -s CONTACT=mail@address or -s CONTACT=https://address.",
            )


def _is_local(host: str) -> bool:
    name = hostname(host)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return False


def years_range(text: str) -> range:
    """`2021` or `2021-2025` as a range of years, both ends included. Raises ValueError with a sentence."""
    first, _, last = text.partition("-")
    try:
        span = range(int(first), int(last or first) + 1)
    except ValueError:
        span = range(0)
    if not span or not 2000 <= span[0] <= span[-1] < 2100:
        raise ValueError(f"{text!r} names no years; write 2021 or 2021-2025.")
    return span


def days_map(value: object) -> dict[str, int]:
    """The setting NIANBAO_REVALIDATE_DAYS, a dict or its JSON: what -> days. Raises CrawlError (`bad_setting`)."""
    try:
        days = json.loads(value) if isinstance(value, str) else value
        good = isinstance(days, Mapping) and all(isinstance(k, str) and type(v) is int and v >= 0 for k, v in days.items())
    except ValueError:
        good = False
    if not good:
        raise CrawlError("bad_setting", 'NIANBAO_REVALIDATE_DAYS must give whole days: {"season": 1, "0": 7, "1": 7, "older": 90}.')
    return dict(days)  # type: ignore[arg-type]


def discover_word(value: object) -> Discover:
    """The setting NIANBAO_DISCOVER. Raises CrawlError (`bad_setting`)."""
    words: dict[object, Discover] = {"off": "off", "missing": "missing", "only": "only"}
    if value not in words:
        raise CrawlError("bad_setting", f"NIANBAO_DISCOVER must be one of {', '.join(map(str, words))}.")
    return words[value]


def hosts_map(value: object) -> dict[str, str]:
    """The setting NIANBAO_HOSTS, a dict or its JSON: reserved host -> `127.0.0.1:PORT`. Raises CrawlError (`bad_setting`)."""
    try:
        hosts = json.loads(value) if isinstance(value, str) else value
        good = isinstance(hosts, Mapping) and all(isinstance(k, str) and _is_local(str(v)) for k, v in hosts.items())
    except ValueError:
        good = False
    if not good:
        raise CrawlError("bad_setting", 'NIANBAO_HOSTS must map host names to loopback servers: {"www.portal.test": "127.0.0.1:8000"}.')
    return dict(hosts or {})  # type: ignore[arg-type]
