"""The addresses that look like reports: which are fetched, on what condition, and how each one ends in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from crawler import due, titles, warc
from crawler.catalogue import Portal
from crawler.ledger import Address
from crawler.listers import ListItem
from crawler.outcomes import ARCHIVED_OUTCOMES
from crawler.session import Session
from crawler.transport.outcome import Ending

# Outcomes and reasons that another night hardly changes -> the key of NIANBAO_REVALIDATE_DAYS that says when they are looked at again.
_PATIENT: Final = {**dict.fromkeys(("not_found", "soft_404", "gone", "redirected_offsite"), "missing"), "too_large": "too_large"}


class Ask(NamedTuple):
    """A request to make: the address as the ledger has it, and the headers of a conditional request."""

    url: str
    headers: dict[str, str]


def enter(session: Session, portal: Portal, item: ListItem, list_url: str) -> Ask | None:
    """Enter a list item into the ledger; give the request to make, None where it ends, or stays as it is, without one."""
    url = as_known(session, item.url)
    before = session.store.address(url)
    address = session.store.listed(
        portal.id,
        url,
        column=item.column,
        list_url=list_url,
        title=item.title,
        list_date=item.list_date,
        agency_hint=item.agency_hint,
    )
    ending = _not_fetched(session, portal, item)
    counts = session.tally.portals[portal.id]
    counts.listed += 1
    if ending is None and session.options.refresh:
        return Ask(url, {})
    if ending is None and _is_due(session.options.revalidate_days, before, item):
        return Ask(url, validators(address))
    if ending is None:
        counts.not_due += 1
        return None
    if address.outcome == "new":
        session.store.settle(url, ending.outcome, ending.reason, ending.detail)
    session.tally.ended(portal.id, ending.outcome, ending.reason)
    return None


def as_known(session: Session, url: str) -> str:
    """The address as it was first listed: http and https are one, whichever the list came over today."""
    scheme, _, rest = url.partition("://")
    other = f"{'http' if scheme == 'https' else 'https'}://{rest}"
    return other if session.store.address(url) is None and session.store.address(other) is not None else url


def _is_due(days: Mapping[str, int], before: Address | None, item: ListItem) -> bool:
    """Whether to ask: for what was never had, what failed, what its list now presents otherwise, and what was had long enough ago."""
    if before is None or before.checked_at is None or before.kind != "report":
        return True
    if before.column == item.column and (before.title, before.list_date) != (item.title, item.list_date):
        return True
    today = due.today()
    if before.outcome in ARCHIVED_OUTCOMES:
        wait = due.revalidation(days, max(titles.years(item.title), default=None), today)
    else:
        wait = days.get(_PATIENT.get(before.outcome) or _PATIENT.get(before.reason or "") or "", 0)
    ago = (today - warc.moment(before.checked_at).astimezone(due.SHANGHAI).date()).days
    # Asked tomorrow? Then the clock was set back since, and nobody knows when it was.
    return wait is not None and (ago >= wait or ago < 0)


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


def validators(address: Address) -> dict[str, str]:
    """The headers of a conditional request where an earlier body is archived: a 304 then costs the portal no body."""
    headers = {"If-None-Match": address.etag, "If-Modified-Since": address.last_modified} if address.sha256 else {}
    return {name: value for name, value in headers.items() if value}


def fetched(session: Session, portal: str, url: str) -> None:
    """The body is archived, or was unchanged: the store knows the outcome."""
    address = session.store.address(url)
    session.tally.ended(portal, address.outcome if address else "new")


def failed(session: Session, portal: str, url: str, ending: Ending) -> None:
    """End an address that could not be had. One that was archived before and is not found now is `gone`; it stays in the dataset."""
    known = session.store.address(url)
    if session.failure is not None:
        return
    outcome = "gone" if ending.outcome == "not_found" and known is not None and known.sha256 else ending.outcome
    session.store.settle(url, outcome, ending.reason, ending.detail)
    session.tally.ended(portal, outcome, ending.reason)
