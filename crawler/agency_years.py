"""The agencies seen, and what came of every agency-year: why a report is there, in doubt, or missing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from crawler.due import absent, due_date
from crawler.expectations import expected, not_existing, successor
from crawler.ledger import Ledger
from crawler.outcomes import ARCHIVED_OUTCOMES
from crawler.publishing import Key
from crawler.revisions import Revision
from crawler.rows import listed_as
from crawler.wrong_pages import listed_otherwise

# A report is there, but this version or this machine could not look into it.
_UNREADABLE: Final = frozenset(
    {
        "attachment_only",
        "image_only",
        "low_resolution",
        "needs_extra",
        "unsupported_format",
        "too_large",
        "unreadable",
        "reader_died",
        "archive_damaged",
    }
)
_REFUSED: Final = ("blocked", "robots")
_STATUS_RANK: Final = {"parsed": 3, "partial": 2, "failed": 1}

Row = dict[str, Any]
_NOTHING: Final[Row] = {"reason": None, "detail": None, "url": None, "report_id": None}


def agencies(ledger: Ledger) -> dict[str, Row]:
    """The agencies seen, in reports or only in lists, as rows of the register `agencies`."""
    found: dict[str, Row] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for row in ledger.rows(_AGENCIES):
        names[row["agency"]].add(row["printed_name"])
        known = found.setdefault(row["agency"], {"agency": row["agency"], "first_year": None, "last_year": None})
        known |= {"name": row["agency_name"], "kind": row["agency_kind"], "place": row["place"], "place_name": row["place_name"]}
        if row["year"] is not None:
            known["first_year"] = min(known["first_year"] or row["year"], row["year"])
            known["last_year"] = max(known["last_year"] or row["year"], row["year"])
    return {agency: row | {"names": sorted(names[agency]), "successor": successor(row)} for agency, row in found.items()}


_AGENCIES = """
    SELECT DISTINCT r.agency, r.agency_name, r.agency_kind, r.place, r.place_name, r.printed_name, r.year
    FROM records AS r JOIN current_captures AS c ON c.id = r.capture
    WHERE r.agency IS NOT NULL AND r.status <> 'not_a_report'
    ORDER BY r.agency, r.year
"""


def agency_years(ledger: Ledger, known: dict[str, Row], revisions: Sequence[Revision], day: date) -> list[Row]:
    """Rows of `coverage`: what came of every agency and year. Adds to `known` the agencies that only a list names.

    A year is expected of an agency when its portal published any report between it and the portal's other years, and of every township
    and subdistrict of a county whose portal publishes for them (`expectations.units_of`); what a run was told not to fetch
    (`out_of_range`) is neither found nor missing and has no row.
    """
    found: dict[Key, Row | None] = {}
    for revision in sorted((r for r in revisions if r.latest), key=lambda r: (_STATUS_RANK[r.page.status], r.page.scope)):
        found[revision.page.agency, revision.page.year] = _reported(revision)
    for key, row in _unfetched(ledger, known):
        found.setdefault(key, row)
    missing = [key for key in expected(ledger, known, revisions) if key not in found]
    otherwise = listed_otherwise(ledger) if missing else {}
    for agency, year in missing:
        found.setdefault((agency, year), _absent(known[agency], year, day, otherwise))
    return [row for _, row in sorted(found.items()) if row is not None]


def _reported(revision: Revision) -> Row:
    page = revision.page
    outcome = "unreadable" if page.status == "failed" and page.reason in _UNREADABLE else page.status
    reason = None if outcome == "parsed" else page.reason
    return _NOTHING | {
        "agency": page.agency,
        "year": page.year,
        "outcome": outcome,
        "reason": reason,
        "url": page.url,
        "report_id": revision.report_id,
    }


def _absent(agency: Row, year: int, day: date, otherwise: Mapping[Key, Row]) -> Row:
    row = _NOTHING | {"agency": agency["agency"], "year": year}
    if why := not_existing(agency, year):
        return row | {"outcome": "not_existing", **why}
    if why := otherwise.get((agency["agency"], year)):
        return row | why
    outcome, due = absent(agency["kind"], year, day), due_date(agency["kind"], year)
    return row | {"outcome": outcome, "reason": "not_listed", "detail": f"due {due.isoformat()}"}


def _unfetched(ledger: Ledger, known: dict[str, Row]) -> Iterator[tuple[Key, Row | None]]:
    """Reports that a list names and whose page is not in the archive; the address says why."""
    from parsing.agencies import identify

    for row in ledger.rows(_UNFETCHED):
        name, year = listed_as(dict(row))
        if name is None or year is None:
            continue
        agency = identify(name, division=row["division"])
        if row["outcome"] == "out_of_range":
            yield (agency.id, year), None
            continue
        place = {"place": agency.place or None, "place_name": agency.place_name or None}
        span = {"first_year": None, "last_year": None, "names": [name]}
        known.setdefault(agency.id, {"agency": agency.id, "name": agency.name, "kind": agency.kind, **place, **span})
        outcome = "blocked" if row["outcome"] in _REFUSED else "unreadable"
        why = {"outcome": outcome, "reason": row["outcome"], "detail": row["reason"], "url": row["url"]}
        yield (agency.id, year), _NOTHING | {"agency": agency.id, "year": year, **why}


_UNFETCHED = f"""
    SELECT a.url, a.title, a.column, a.list_date, a.agency_hint, a.outcome, a.reason, p.division
    FROM addresses AS a LEFT JOIN portals AS p ON p.id = a.portal
    WHERE a.kind = 'report' AND a.title <> '' AND a.outcome NOT IN ({", ".join(f"'{code}'" for code in ARCHIVED_OUTCOMES)})
    ORDER BY a.url
"""  # noqa: S608 - constants


def keep(ledger: Ledger, known: Mapping[str, Row], coverage: Sequence[Row]) -> None:
    """Make the ledger's agencies and agency-years exactly these."""
    with ledger.transaction():
        ledger.connection.execute("DELETE FROM agencies")
        ledger.connection.execute("DELETE FROM agency_years")
        for row in known.values():
            kept = {name: value for name, value in row.items() if name != "successor"}
            ledger.upsert("agencies", ("agency",), kept | {"names": json.dumps(row["names"], ensure_ascii=False)})
        for row in coverage:
            ledger.upsert("agency_years", ("agency", "year"), row)
