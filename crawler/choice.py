"""The revisions of every report, as temporary tables of the ledger's connection: a build walks them agency by agency and holds no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from crawler.ledger import Ledger
from crawler.revisions import Publication, Revision, revisions

# `nth`: place among the pages of a revision. `stands`, `head`: the captures that stand for the revision and for the latest one.
_TABLES: Final = (
    "DROP TABLE IF EXISTS temp.chosen",
    """CREATE TEMP TABLE chosen (
        agency TEXT, year INTEGER, scope TEXT, number INTEGER, nth INTEGER, latest INTEGER, report_id TEXT,
        capture INTEGER, item INTEGER, stands INTEGER, head INTEGER, PRIMARY KEY (agency, year, scope, number, nth)
    ) WITHOUT ROWID""",
    "CREATE INDEX temp.chosen_page ON chosen (capture, item)",
)
_OF_CAPTURE: Final = ("portal", "url", "sha256", "list_date", "fetched_at", "seen_at")
_NAMES: Final = tuple(field.name for field in fields(Publication))
_COLUMNS: Final = ", ".join(f"{'c' if name in _OF_CAPTURE else 'r'}.{name}" for name in _NAMES)
# Every report that has a place in the dataset: an agency, a year, and some content.
_PUBLICATIONS: Final = f"""
    SELECT {_COLUMNS} FROM records AS r JOIN current_captures AS c ON c.id = r.capture
    WHERE r.agency IS NOT NULL AND r.year IS NOT NULL AND r.status <> 'not_a_report' ORDER BY r.agency, r.year, r.scope
"""  # noqa: S608 - constants
_CHOSEN: Final = f"""
    SELECT {_COLUMNS}, h.number, h.latest FROM chosen AS h
    JOIN records AS r ON r.capture = h.capture AND r.item = h.item JOIN captures AS c ON c.id = h.capture
"""  # noqa: S608 - constants


def choose(ledger: Ledger) -> None:
    """Order the publications of every (agency, year, scope) into revisions, one group at a time."""
    for statement in _TABLES:
        ledger.connection.execute(statement)
    insert = "INSERT INTO chosen VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    publications = (Publication(*row) for row in ledger.rows(_PUBLICATIONS))
    with ledger.transaction():
        for _, group in groupby(publications, key=attrgetter("agency", "year", "scope")):
            ledger.connection.executemany(insert, _rows(revisions(group)))


def _rows(ordered: list[Revision]) -> Iterator[tuple[Any, ...]]:
    head = ordered[-1].page.capture
    for revision in ordered:
        of = (revision.page.agency, revision.page.year, revision.page.scope, revision.number)
        for nth, page in enumerate(revision.pages):
            yield *of, nth, revision.latest, revision.report_id, page.capture, page.item, revision.page.capture, head


def latest(ledger: Ledger, agency: str) -> dict[int, list[Revision]]:
    """The latest revisions of an agency by year, in the order of their scopes."""
    found: dict[int, list[Revision]] = {}
    rows = ledger.rows(f"{_CHOSEN} WHERE h.agency = ? AND h.latest ORDER BY h.year, h.scope, h.nth", agency)
    for (year, _), group in groupby(rows, key=lambda row: (row["year"], row["scope"])):
        pages = list(group)
        publications = tuple(Publication(*tuple(row)[: len(_NAMES)]) for row in pages)
        found.setdefault(year, []).append(Revision(pages[0]["number"], latest=True, pages=publications))
    return found


def governments(ledger: Ledger) -> list[Publication]:
    """The latest reports of governments on all their levels."""
    rows = ledger.rows(f"{_CHOSEN} WHERE h.latest AND h.nth = 0 AND h.scope = 'aggregate' AND r.agency_kind = 'government'")
    return [Publication(*tuple(row)[: len(_NAMES)]) for row in rows]


def agencies(ledger: Ledger) -> list[str]:
    """The agencies that have a revision, in order."""
    return [row["agency"] for row in ledger.rows("SELECT DISTINCT agency FROM chosen ORDER BY agency")]
