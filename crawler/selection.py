"""From names and addresses on the command line to portals of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crawler.catalogue import SHIPPED, Portal, load, named, of_urls
from crawler.urls import resolve
from parsing.errors import NianbaoError


class UnknownPortal(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """A name that is neither in the catalogue nor an address (`unknown_portal`), or that several portals share (`ambiguous_portal`)."""

    exit_code = 2


def select(names: Sequence[str], catalogue: Path | None = None, *, everything: bool = False, searched: bool = False) -> list[Portal]:
    """The portals named by id, name or address, each once; with `everything` also all of the catalogue that have a column.

    `searched`: those without a column too, as long as a search for it has a home page to begin at.

    Raises UnknownPortal, CatalogueError.
    """
    urls = [name for name in names if resolve(name, name)]
    others = [name for name in names if name not in urls]
    known = load(catalogue or SHIPPED) if others or everything else {}
    chosen = {portal.id: portal for portal in known.values() if everything and (portal.columns or (searched and portal.home))}
    for name in others:
        portal = _one(known, name)
        chosen[portal.id] = portal
    chosen |= {portal.id: portal for portal in of_urls([resolve(url, url) or url for url in urls])}
    return list(chosen.values())


def _one(known: dict[str, Portal], name: str) -> Portal:
    found = named(known, name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownPortal(
            "unknown_portal", f"{name!r} is no portal of the catalogue; see `nianbao portals list`, or give an http address."
        )
    some = ", ".join(f"{portal.id} {portal.name}" for portal in found[:5])
    raise UnknownPortal("ambiguous_portal", f"{name!r} names {len(found)} portals ({some}{' …' if len(found) > 5 else ''}); give the id.")
