"""The addresses that look like reports: which are fetched, on what condition, and how each one ends in the ledger."""

from __future__ import annotations

from crawler import titles
from crawler.catalogue import Portal
from crawler.ledger import Address
from crawler.listers import ListItem
from crawler.session import Session
from crawler.transport.outcome import Ending


def enter(session: Session, portal: Portal, item: ListItem, list_url: str) -> dict[str, str] | None:
    """Enter a list item into the ledger; give the headers of the request to make, None where it ends without one."""
    address = session.store.listed(
        portal.id,
        item.url,
        column=item.column,
        list_url=list_url,
        title=item.title,
        list_date=item.list_date,
        agency_hint=item.agency_hint,
    )
    ending = _not_fetched(session, portal, item)
    session.tally.portals[portal.id].listed += 1
    if ending is None:
        return {} if session.options.refresh else _validators(address)
    if address.outcome == "new":
        session.store.settle(item.url, ending.outcome, ending.reason, ending.detail)
    session.tally.ended(portal.id, ending.outcome, ending.reason)
    return None


def _not_fetched(session: Session, portal: Portal, item: ListItem) -> Ending | None:
    """Why an entry is not fetched, by what is certain from the list alone; None where it is to be fetched."""
    years, wanted = titles.years(item.title), session.options.years
    if titles.kind(item.title) == "lookalike":
        return Ending("not_a_report", "lookalike", item.title)
    if not portal.admits(item.url):
        return Ending("offsite", "link_not_allowed" if portal.owns(item.url) else "other_host", item.url)
    if wanted is not None and years and not years & set(wanted):
        return Ending("out_of_range", "other_year", ", ".join(map(str, sorted(years))))
    return None


def _validators(address: Address) -> dict[str, str]:
    """A conditional request where an earlier body is archived: a 304 then costs the portal no body."""
    headers = {"If-None-Match": address.etag, "If-Modified-Since": address.last_modified} if address.sha256 else {}
    return {name: value for name, value in headers.items() if value}


def fetched(session: Session, portal: str, url: str) -> None:
    """The body is archived, or was unchanged: the store knows the outcome."""
    address = session.store.address(url)
    session.tally.ended(portal, address.outcome if address else "new")


def failed(session: Session, portal: str, url: str, ending: Ending) -> None:
    """End an address that could not be had. One that was archived before and is not found now is `gone`; it stays in the dataset."""
    known = session.store.address(url)
    outcome = "gone" if ending.outcome == "not_found" and known is not None and known.sha256 else ending.outcome
    session.store.settle(url, outcome, ending.reason, ending.detail)
    session.tally.ended(portal, outcome, ending.reason)
