"""From names and addresses on the command line to portals of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crawler.catalogue import SHIPPED, Portal, find, load, of_urls
from crawler.urls import resolve
from parsing.errors import NianbaoError


class UnknownPortal(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """A name that is neither in the catalogue nor an address (`unknown_portal`)."""

    exit_code = 2


def select(names: Sequence[str], catalogue: Path | None = None, *, everything: bool = False) -> list[Portal]:
    """The portals named by id, name or address, each once; with `everything` also all of the catalogue that have a column.

    Raises UnknownPortal, CatalogueError.
    """
    urls = [name for name in names if resolve(name, name)]
    others = [name for name in names if name not in urls]
    known = load(catalogue or SHIPPED) if others or everything else {}
    chosen = {portal.id: portal for portal in known.values() if everything and portal.columns}
    for name in others:
        portal = find(known, name)
        if portal is None:
            raise UnknownPortal(
                "unknown_portal", f"{name!r} is no portal of the catalogue; see `nianbao portals list`, or give an http address."
            )
        chosen[portal.id] = portal
    chosen |= {portal.id: portal for portal in of_urls([resolve(url, url) or url for url in urls])}
    return list(chosen.values())
