"""What a list page means: the lister of its family reads the entries, the layout of its column tells what stands below. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler import layouts
from crawler.catalogue import Column
from crawler.layouts import Child
from crawler.listers import Listing, ListPage, choose
from crawler.urls import identity


@dataclass(frozen=True, slots=True)
class Reading:
    """`family` is the one that the page was read as; `below` the lists to walk next, first pages all of them; `report`: the page is one."""

    family: str
    listing: Listing
    below: list[Child]
    report: bool = False


def read_first(page: ListPage, column: Column, depth: int = 0, agency: str | None = None) -> Reading:
    """The first page of a list, `depth` levels below its column. `agency`: the name under which a directory linked it."""
    lister = choose(column.family, page.text)
    listing, below = lister.read(page), layouts.children(page.text, page.url, column, depth)
    if depth < layouts.MAX_DEPTH:
        below += [Child(url) for url in listing.below]
    if layouts.is_summary(page.text, column, depth):
        known = {identity(item.url) for item in listing.items}
        listing.items += [item for item in layouts.linked_reports(page) if identity(item.url) not in known]
    lists = {identity(child.url) for child in below}
    own = [item for item in listing.items if identity(item.url) not in lists]
    listing.items = [replace(item, agency_hint=item.agency_hint or agency) for item in own]
    may_be_one = column.layout in {"auto", "article", "summary_page"} and not (listing.items or below or listing.walks)
    return Reading(lister.family, listing, below, (may_be_one or column.layout == "article") and layouts.is_report(page.text))


def read_further(page: ListPage, family: str, agency: str | None = None) -> Listing:
    """A page after the first one of a list, or an answer of its interface, read as the family of the first page."""
    listing = choose(family, page.text).read(page)
    listing.items = [replace(item, agency_hint=item.agency_hint or agency) for item in listing.items]
    return listing
