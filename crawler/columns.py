"""What the ledger remembers of columns: which were found and on what evidence, which drifted, and so which are walked."""

from __future__ import annotations

from datetime import timedelta

from crawler import warc
from crawler.archive import utc_now
from crawler.catalogue import Column, Portal
from crawler.discovery import Found
from crawler.ledger import Ledger
from crawler.urls import identity


def to_walk(ledger: Ledger, portal: Portal) -> list[Column]:
    """The columns to walk: those that serve, of the catalogue and found; where none does, those of the catalogue once more."""
    rows = list(ledger.rows("SELECT * FROM columns WHERE portal = ? ORDER BY found_at, url", portal.id))
    drifted = {identity(row["url"]) for row in rows if row["drift"]}
    kept = [column for column in portal.columns if identity(column.url) not in drifted]
    known = drifted | {identity(column.url) for column in kept}
    kept += [
        Column(row["url"], row["family"], row["layout"])
        for row in rows
        if row["source"] == "discovery" and identity(row["url"]) not in known and portal.owns(row["url"])
    ]
    return kept or list(portal.columns)


def remember(ledger: Ledger, portal: str, found: list[Found], requests: int) -> None:
    """A search has ended: keep what it found, with its evidence and date. A column that is found again has not drifted."""
    now = warc.timestamp(utc_now())
    with ledger.transaction():
        for column in found:
            row = {
                "portal": portal, "url": column.url, "source": "discovery", "family": column.family, "layout": column.layout,
                "evidence": column.evidence, "found_at": now, "drift": None, "drifted_at": None,
            }  # fmt: skip
            ledger.upsert("columns", ("portal", "url"), row)
        searched = {"portal": portal, "searched_at": now, "requests": requests, "found": len(found)}
        ledger.upsert("searches", ("portal",), searched)


def walked(ledger: Ledger, portal: str, column: Column, entries: int, drift: str | None) -> bool:
    """A column was walked. `drift`: why it does not serve, None where it does. Returns whether that is news."""
    known = ledger.one("SELECT * FROM columns WHERE portal = ? AND url = ?", portal, column.url)
    now = warc.timestamp(utc_now())
    row: dict[str, str | int | None] = {"portal": portal, "url": column.url, "walked_at": now, "drift": drift}
    news = drift is not None and (known is None or known["drift"] is None)
    if drift is None:
        row |= {"drifted_at": None, "entries": entries}
    elif news:
        row |= {"drifted_at": now}
    if known is None:
        row |= {"source": "catalogue", "family": column.family, "layout": column.layout, "found_at": now}
    with ledger.transaction():
        if known is None:
            ledger.upsert("columns", ("portal", "url"), row)
        else:
            sets = ", ".join(f"{name} = ?" for name in row)
            ledger.connection.execute(
                f"UPDATE columns SET {sets} WHERE portal = ? AND url = ?",  # noqa: S608 - names of this function
                (*row.values(), portal, column.url),
            )
    return news


def entries_before(ledger: Ledger, portal: str, url: str) -> int:
    """How many entries the column listed when it was last walked, 0 where it never was."""
    row = ledger.one("SELECT entries FROM columns WHERE portal = ? AND url = ?", portal, url)
    return int(row["entries"] or 0) if row else 0


def searched_lately(ledger: Ledger, portal: str, days: int) -> str | None:
    """The moment of the last search where it is at most so many days ago and no column drifted since; None where a search is due."""
    row = ledger.one("SELECT searched_at FROM searches WHERE portal = ?", portal)
    if row is None or not utc_now() - timedelta(days=days) <= warc.moment(row["searched_at"]) <= utc_now():
        return None
    newer = ledger.one("SELECT 1 FROM columns WHERE portal = ? AND drifted_at > ?", portal, row["searched_at"])
    return None if newer else str(row["searched_at"])
