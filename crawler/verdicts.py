"""What became of every report address: the outcome that its latest page earns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from crawler.ledger import Ledger
from crawler.outcomes import ARCHIVED_OUTCOMES, CONTENT_OUTCOMES

Row = Any


def settle_addresses(ledger: Ledger) -> None:
    """Give every archived address the outcome that its latest page earns: duplicate, superseded, not_a_report, or what the fetch said.

    `choice.choose` must have been called.
    """
    changed = list(_changed(ledger))
    with ledger.transaction():
        ledger.connection.executemany("UPDATE addresses SET outcome = ?, reason = ?, detail = ? WHERE url = ?", changed)


# The records of every address's latest page: whether its revision is the latest, and which pages stand for that and for the latest.
_LATEST: Final = """
    SELECT c.url, r.status, r.reason, r.agency, a.outcome, a.reason AS known_reason, a.detail, h.latest, s.url AS stands, l.url AS head
    FROM captures AS c JOIN records AS r ON r.capture = c.id JOIN addresses AS a ON a.url = c.url AND a.kind = 'report'
    LEFT JOIN chosen AS h ON h.capture = r.capture AND h.item = r.item
    LEFT JOIN captures AS s ON s.id = h.stands LEFT JOIN captures AS l ON l.id = h.head
    WHERE NOT EXISTS (SELECT 1 FROM captures AS d WHERE d.url = c.url
        AND (d.seen_at, d.meta_file, d.meta_offset) > (c.seen_at, c.meta_file, c.meta_offset))
    ORDER BY c.url, r.item
"""


def _changed(ledger: Ledger) -> Iterator[tuple[str, str | None, str | None, str]]:
    """(outcome, reason, detail, address) where they are not what the ledger has."""
    for url, group in groupby(ledger.rows(_LATEST), key=itemgetter("url")):
        rows = list(group)
        known = rows[0]
        if known["outcome"] not in ARCHIVED_OUTCOMES:
            continue
        outcome, reason, detail = _verdict(url, rows)
        verdict = (outcome or ("fetched" if known["outcome"] in CONTENT_OUTCOMES else known["outcome"]), reason, detail)
        if verdict != (known["outcome"], known["known_reason"], known["detail"]):
            yield (*verdict, url)


def _verdict(url: str, rows: Sequence[Row]) -> tuple[str | None, str | None, str | None]:
    """(content outcome or None where the page counts, reason, detail)."""
    reports = [row for row in rows if row["status"] != "not_a_report"]
    if not reports:
        return "not_a_report", rows[0]["reason"], None
    placed = [row for row in rows if row["stands"] is not None]
    if not placed:
        return None, "agency_unknown" if reports[0]["agency"] is None else "year_unknown", None
    if any(row["latest"] and row["stands"] == url for row in placed):
        return None, reports[0]["reason"] if reports[0]["status"] == "failed" else None, None
    first = placed[0]
    if first["stands"] != url and first["latest"]:
        return "duplicate", None, first["stands"]
    return "superseded", None, first["head"]
