"""A portal is data: its identity, its hosts and the columns where it publishes annual reports."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.urls import authority, portal_id

FAMILIES = ("auto", "static", "hanweb_dataproxy")
LAYOUTS = ("auto", "flat", "year_tree", "article")


@dataclass(frozen=True, slots=True)
class Column:
    """A page that lists annual reports. `family`: its publishing system, `layout`: how it is arranged; `auto` is told by the page."""

    url: str
    family: str = "auto"
    layout: str = "auto"


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal of the catalogue. `hosts` are `host` or `host:port`; `delay` is in seconds and only ever lengthens the general one."""

    id: str
    name: str
    columns: tuple[Column, ...] = ()
    hosts: frozenset[str] = frozenset()
    encoding: str | None = None
    link_allow: re.Pattern[str] | None = None
    delay: float | None = None
    notes: str = ""
    evidence: str = ""
    verified: str = ""

    @property
    def division(self) -> str | None:
        """The GB/T 2260 code, where the id is one."""
        return self.id if self.id.isdigit() else None

    def owns(self, url: str) -> bool:
        """Whether the address lies on a host and port of the portal; a path prefix applies only where `link_allow` says so."""
        return authority(url) in self.hosts

    def admits(self, url: str) -> bool:
        """Whether a report may be taken from this address: it is the portal's, and fits `link_allow` where that is set."""
        return self.owns(url) and (self.link_allow is None or self.link_allow.search(url) is not None)


def of_urls(urls: list[str]) -> list[Portal]:
    """The portals of addresses given on the command line: one a host and port, each address a column."""
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(authority(url), []).append(url)
    return [
        Portal(id=portal_id(group[0]), name=host, columns=tuple(Column(url) for url in group), hosts=frozenset({host}))
        for host, group in groups.items()
    ]
