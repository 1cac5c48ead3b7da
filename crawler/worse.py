"""What got worse since the last build: the coverage of now beside the one that the ledger still holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from crawler.ledger import Ledger

# From best to worst. An agency that no longer exists, and a report withheld by decision, are no loss.
_RANKS: Final = {"parsed": 0, "partial": 1, "failed": 2, "unreadable": 2, "not_published_yet": 3, "blocked": 4, "overdue": 5}

Row = dict[str, Any]


def worse(ledger: Ledger, known: Mapping[str, Row], coverage: Sequence[Row]) -> list[Row]:
    """The agency-years that were better before, in the order of agency and year: `was` and `now` are outcomes, `now` None where the year is
    no longer expected. Must run before the ledger's agency-years are replaced.
    """
    before = {(row["agency"], row["year"]): row for row in ledger.rows(_BEFORE)}
    now = {(row["agency"], row["year"]): row for row in coverage}
    return list(_worse(before, now, known))


_BEFORE = "SELECT y.agency, y.year, y.outcome, a.name FROM agency_years AS y JOIN agencies AS a USING (agency) ORDER BY y.agency, y.year"


def _worse(before: Mapping[tuple[str, int], Any], now: Mapping[tuple[str, int], Row], known: Mapping[str, Row]) -> Iterator[Row]:
    for key, was in before.items():
        row = now.get(key)
        outcome = row["outcome"] if row else None
        if was["outcome"] not in _RANKS or (row and _RANKS.get(row["outcome"], -1) <= _RANKS[was["outcome"]]):
            continue
        name = known[key[0]]["name"] if key[0] in known else was["name"]
        reason = row["reason"] if row else None
        yield {"agency": key[0], "name": name, "year": key[1], "was": was["outcome"], "now": outcome, "reason": reason}
