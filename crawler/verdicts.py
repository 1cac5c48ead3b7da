"""What became of every report address: the outcome that its latest page earns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.ledger import Ledger
from crawler.outcomes import ARCHIVED_OUTCOMES, CONTENT_OUTCOMES
from crawler.revisions import Revision

Row = dict[str, Any]


def settle_addresses(ledger: Ledger, revisions: Sequence[Revision]) -> None:
    """Give every archived address the outcome that its latest page earns: duplicate, superseded, not_a_report, or what the fetch said."""
    heads = {(r.page.agency, r.page.year, r.page.scope): r for r in revisions if r.latest}
    places = {(page.capture, page.item): revision for revision in revisions for page in revision.pages}
    verdicts: dict[str, tuple[str | None, str | None, str | None]] = {}
    for url, rows in _latest_records(ledger):
        verdicts[url] = _verdict(url, rows, [places.get((row["capture"], row["item"])) for row in rows], heads)
    with ledger.transaction():
        for row in list(ledger.rows("SELECT url, outcome, reason, detail FROM addresses WHERE kind = 'report'")):
            if row["url"] in verdicts and row["outcome"] in ARCHIVED_OUTCOMES:
                _settle(ledger, row, *verdicts[row["url"]])


def _latest_records(ledger: Ledger) -> Iterator[tuple[str, list[Row]]]:
    """(address, the records of its latest page), for every address that was read."""
    by_url: dict[str, list[Row]] = defaultdict(list)
    for row in ledger.rows(_LATEST):
        by_url[row["url"]].append(dict(row))
    return iter(by_url.items())


_LATEST = """
    SELECT c.url, r.capture, r.item, r.status, r.reason, r.agency, r.year
    FROM captures AS c JOIN records AS r ON r.capture = c.id
    WHERE NOT EXISTS (SELECT 1 FROM captures AS d WHERE d.url = c.url
        AND (d.seen_at, d.meta_file, d.meta_offset) > (c.seen_at, c.meta_file, c.meta_offset))
    ORDER BY c.url, r.item
"""


def _verdict(
    url: str, rows: Sequence[Row], places: Sequence[Revision | None], heads: Mapping[tuple[str, int, str], Revision]
) -> tuple[str | None, str | None, str | None]:
    """(content outcome or None where the page counts, reason, detail)."""
    reports = [row for row in rows if row["status"] != "not_a_report"]
    if not reports:
        return "not_a_report", rows[0]["reason"], None
    placed = [place for place in places if place is not None]
    if not placed:
        return None, "agency_unknown" if reports[0]["agency"] is None else "year_unknown", None
    if any(place.latest and place.page.url == url for place in placed):
        return None, reports[0]["reason"] if reports[0]["status"] == "failed" else None, None
    first = placed[0]
    if first.page.url != url and first.latest:
        return "duplicate", None, first.page.url
    return "superseded", None, heads[first.page.agency, first.page.year, first.page.scope].page.url


def _settle(ledger: Ledger, row: Any, outcome: str | None, reason: str | None, detail: str | None) -> None:
    kept = "fetched" if row["outcome"] in CONTENT_OUTCOMES else row["outcome"]
    verdict = (outcome or kept, reason, detail)
    if verdict != (row["outcome"], row["reason"], row["detail"]):
        ledger.connection.execute("UPDATE addresses SET outcome = ?, reason = ?, detail = ? WHERE url = ?", (*verdict, row["url"]))
