"""What a search found, for people: step by step for one portal (`portals probe`), a line each for many (`portals discover`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from crawler.catalogue import Column, Portal
from crawler.catalogue.writing import entry
from crawler.discovery import Found, Search
from crawler.due import today
from crawler.listers import ListItem
from crawler.searching import Searched
from crawler.titles import kind

_SHOWN = 8


def lines(searched: Searched) -> Iterator[str]:
    """The whole account of a probe."""
    portal, search = searched.portal, searched.search
    yield f"{portal.id}  {portal.name}"
    yield f"home    {portal.home}"
    if portal.likely:
        yield f"likely  {portal.likely} (a guess of the catalogue, which decides nothing)"
    yield from (f"robots  {told}" for told in searched.robots or ["not asked for"])
    if search is None:
        yield "The probe was interrupted."
        return
    yield f"\nSteps ({search.spent} of {search.budget} requests)"
    for number, step in enumerate(search.steps, 1):
        yield f"{number:3}  {step.lead.url}"
        yield f"     {step.lead.why}: {step.told}"
    for url, why in search.elsewhere.items():
        yield f"  -  {url}"
        yield f"     {why}; on another host, so not asked for: name the host under hosts if it is the portal's"
    for found in search.found:
        yield from _column(portal, found)
    yield "\n" + (
        f"For the catalogue\n{toml(search)}"
        if search.found
        else "No column was found. Open the portal in a browser; see docs/operating.md."
    )


def _column(portal: Portal, found: Found) -> Iterator[str]:
    listing, below = found.reading.listing, found.reading.below
    yield f"\nColumn {found.url}"
    yield f"  evidence  {found.evidence}"
    yield f"  family    {found.family}"
    yield f"  layout    {found.layout}"
    total = f"; the portal counts {listing.total} entries" if listing.total is not None else ""
    pages = sum(max(len(route) for route in walk.routes) for walk in listing.walks)
    yield f"  pager     {f'{pages} further pages or more' if pages else 'no further page'}{total}"
    for child in below[:_SHOWN]:
        yield f"  below     {child.url}{f' ({child.agency})' if child.agency else ''}"
    if len(below) > _SHOWN:
        yield f"  below     … and {len(below) - _SHOWN} more"
    fates = Counter(_fate(portal, item) for item in listing.items)
    yield f"  entries   {len(listing.items)} on the first page: " + (", ".join(f"{n} {fate}" for fate, n in fates.items()) or "none")
    for item in listing.items[:_SHOWN]:
        yield from _item(portal, item)


def _fate(portal: Portal, item: ListItem) -> str:
    if kind(item.title) == "lookalike":
        return "not fetched (another document)"
    return "to be fetched" if portal.admits(item.url) else "not fetched (another host, or not in link_allow)"


def _item(portal: Portal, item: ListItem) -> Iterator[str]:
    from parsing.agencies import identify
    from parsing.narrative.title import read_title

    title = read_title(item.title)
    name = title.name or item.agency_hint or ""
    agency = f"{name} = {identify(name, division=portal.division).id}" if name else "no agency in the title"
    yield f"    {item.list_date or '(no date)'}  {item.title}"
    yield f"      {title.year or 'no year in the title'}, {agency}: {_fate(portal, item)}"
    yield f"      {item.url}"


def toml(search: Search) -> str:
    """The portal's entry of the catalogue with the columns that were found."""
    found = [Column(column.url, column.family, column.layout) for column in search.found]
    evidence = "; ".join(dict.fromkeys(column.evidence for column in search.found))
    return entry(search.portal, found, evidence=f"nianbao portals discover: {evidence}", verified=today().isoformat())


def summary(searched: Searched) -> str:
    """One line, tab-separated: id, name, requests, what was found."""
    search = searched.search
    if search is None:
        return f"{searched.portal.id}\t{searched.portal.name}\t-\tinterrupted"
    last = search.steps[-1].told if search.steps else "nothing to ask"
    told = " ".join(column.url for column in search.found) or f"nothing ({last})"
    return f"{searched.portal.id}\t{searched.portal.name}\t{search.spent}\t{told}"
