"""What the dataset takes in: a report, and what is known about it beside its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from parsing.records import Report


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of one partition.

    `url`: as first listed. `fetched_at`: aware, first capture of this revision. `revision`: from 1. `last_seen`: last day the report was
    listed, None while it still is.
    """

    report: Report
    report_id: str
    agency: str
    year: int
    url: str
    fetched_at: datetime
    revision: int
    last_seen: date | None = None
