"""What got worse since the last build: the coverage of now beside the one that the ledger still holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from crawler.ledger import Ledger

# From best to worst. An agency that no longer exists, and a report withheld by decision, are no loss.
_RANKS: Final = {"parsed": 0, "partial": 1, "failed": 2, "unreadable": 2, "not_published_yet": 3, "blocked": 4, "overdue": 5}

Row = dict[str, Any]


def worse(ledger: Ledger, known: Mapping[str, Row]) -> list[Row]:
    """The agency-years that were better before, in the order of agency and year: `was` and `now` are outcomes, `now` None where the year is
    no longer expected. Must run when `agency_years.cover` has been called, and before the ledger's agency-years are replaced.
    """
    return [_loss(row, known) for row in ledger.rows(_BESIDE) if _is_worse(row["was"], row["now"])]


_BESIDE: Final = """
    SELECT y.agency, y.year, y.outcome AS was, n.outcome AS now, n.reason, a.name FROM agency_years AS y JOIN agencies AS a USING (agency)
    LEFT JOIN covered AS n ON n.agency = y.agency AND n.year = y.year ORDER BY y.agency, y.year
"""


def _is_worse(was: str, now: str | None) -> bool:
    return was in _RANKS and (now is None or _RANKS.get(now, -1) > _RANKS[was])


def _loss(row: Any, known: Mapping[str, Row]) -> Row:
    name = known[row["agency"]]["name"] if row["agency"] in known else row["name"]
    return {"agency": row["agency"], "name": name, "year": row["year"], "was": row["was"], "now": row["now"], "reason": row["reason"]}
