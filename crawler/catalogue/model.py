"""A portal is data: its identity, its hosts and the columns where it publishes annual reports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from crawler.catalogue.declared import Declared
from crawler.urls import authority, portal_id

FAMILIES = (
    "auto", "static", "ucap", "hanweb_dataproxy", "hanweb_jpaas", "hanweb_xxgk", "truecms", "gkmlpt", "lonsun", "epoint", "eportal",
    "was5", "aspx", "json",
)  # fmt: skip
LAYOUTS = ("auto", "flat", "two_lists", "year_tree", "agency_tree", "year_agency_tree", "summary_page", "article")
# Publishing systems as far as an address shows them: what a portal, or most portals of a province, probably run on.
SYSTEMS = (
    "static", "ucap", "hanweb", "vsb", "lonsun", "gkmlpt", "epoint", "eportal", "aspnet", "was5",
    "pc_list", "channel_list", "cms_html", "hebei_uuid", "xxgk_list",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A page that lists annual reports. `family`: its publishing system, `layout`: how it is arranged; `auto` is told by the page.

    `list` declares the interface of family `json`; `below` is a pattern of the addresses of lists that stand elsewhere than in folders
    under the page (agency trees).
    """

    url: str
    family: str = "auto"
    layout: str = "auto"
    list: Declared | None = None
    below: re.Pattern[str] | None = None

    @classmethod
    def of(cls, table: dict[str, Any]) -> Self:
        """The column that a checked table of the catalogue describes."""
        declared, below = table.get("list"), table.get("below")
        return cls(
            **{key: table[key] for key in ("url", "family", "layout") if key in table},
            list=Declared(**declared) if declared else None,
            below=re.compile(below) if below else None,
        )


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal of the catalogue. `hosts` are `host` or `host:port`; `delay` is in seconds and only ever lengthens the general one.

    `home`: its home page, where discovery begins; `entries`: paths that its system keeps for the public to enter by, tried when the home
    page leads nowhere; `likely`: the system it probably runs on, which is shown to people and decides nothing.
    """

    id: str
    name: str
    home: str = ""
    columns: tuple[Column, ...] = ()
    hosts: frozenset[str] = frozenset()
    encoding: str | None = None
    link_allow: re.Pattern[str] | None = None
    delay: float | None = None
    likely: str = ""
    entries: tuple[str, ...] = ()
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
        """Whether a report may be taken from this address: it is the portal's, and its path fits `link_allow` where that is set."""
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return self.owns(url) and (self.link_allow is None or self.link_allow.search(path) is not None)


def of_urls(urls: list[str]) -> list[Portal]:
    """The portals of addresses given on the command line: one a host and port, each address a column."""
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(authority(url), []).append(url)
    return [
        Portal(id=portal_id(group[0]), name=host, columns=tuple(Column(url) for url in group), hosts=frozenset({host}))
        for host, group in groups.items()
    ]
