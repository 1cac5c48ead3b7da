"""What became of every address, every agency and every agency-year: the outcomes that the ledger keeps and coverage shows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from crawler.due import absent, due_date
from crawler.ledger import Ledger
from crawler.outcomes import ARCHIVED_OUTCOMES, CONTENT_OUTCOMES
from crawler.publishing import Key
from crawler.revisions import Revision
from crawler.tasks import listed_as

# A report is there, but this version or this machine could not look into it.
_UNREADABLE: Final = frozenset(
    {"image_only", "low_resolution", "needs_extra", "unsupported_format", "too_large", "unreadable", "reader_died", "archive_damaged"}
)
_REFUSED: Final = ("blocked", "robots")
_STATUS_RANK: Final = {"parsed": 3, "partial": 2, "failed": 1}

Row = dict[str, Any]
_NOTHING: Final[Row] = {"reason": None, "detail": None, "url": None, "report_id": None}


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
    return {agency: row | {"names": sorted(names[agency])} for agency, row in found.items()}


_AGENCIES = """
    SELECT DISTINCT r.agency, r.agency_name, r.agency_kind, r.place, r.place_name, r.printed_name, r.year
    FROM records AS r JOIN current_captures AS c ON c.id = r.capture
    WHERE r.agency IS NOT NULL AND r.status <> 'not_a_report'
    ORDER BY r.agency, r.year
"""


def agency_years(ledger: Ledger, known: dict[str, Row], revisions: Sequence[Revision], day: date) -> list[Row]:
    """Rows of `coverage`: what came of every agency and year. Adds to `known` the agencies that only a list names.

    A year is expected of an agency when its portal published any report between it and the portal's other years; what a run was told
    not to fetch (`out_of_range`) is neither found nor missing and has no row.
    """
    found: dict[Key, Row | None] = {}
    for revision in sorted((r for r in revisions if r.latest), key=lambda r: (_STATUS_RANK[r.page.status], r.page.scope)):
        found[revision.page.agency, revision.page.year] = _reported(revision)
    for key, row in _unfetched(ledger, known):
        found.setdefault(key, row)
    for agency, year in _expected(revisions):
        found.setdefault((agency, year), _absent(known[agency], year, day))
    return [row for _, row in sorted(found.items()) if row is not None]


def _expected(revisions: Sequence[Revision]) -> Iterator[Key]:
    """Every agency with every year between the first and the last report of its portals."""
    portals: dict[str, set[str]] = defaultdict(set)
    years: dict[str, set[int]] = defaultdict(set)
    for page in (page for revision in revisions for page in revision.pages):
        portals[page.agency].add(page.portal)
        years[page.portal].add(page.year)
    for agency, its_portals in portals.items():
        span = set().union(*(years[portal] for portal in its_portals))
        yield from ((agency, year) for year in range(min(span), max(span) + 1))


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


def _absent(agency: Row, year: int, day: date) -> Row:
    outcome, due = absent(agency["kind"], year, day), due_date(agency["kind"], year)
    return _NOTHING | {
        "agency": agency["agency"],
        "year": year,
        "outcome": outcome,
        "reason": "not_listed",
        "detail": f"due {due.isoformat()}",
    }


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
            ledger.upsert("agencies", ("agency",), row | {"names": json.dumps(row["names"], ensure_ascii=False)})
        for row in coverage:
            ledger.upsert("agency_years", ("agency", "year"), row)
