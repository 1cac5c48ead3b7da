"""The agencies seen, and what came of every agency-year: why a report is there, in doubt, or missing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from crawler.due import absent, due_date
from crawler.expectations import expected, not_existing, span
from crawler.ledger import Ledger
from crawler.outcomes import ARCHIVED_OUTCOMES
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
_FROM_THE_REGISTER: Final = ("valid_from", "valid_to", "successor")
_REFUSED: Final = ("blocked", "robots")

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
    for agency, known in found.items():  # in place: of tens of thousands of agencies none is held twice
        known.update({"names": sorted(names.pop(agency))} | span(known))
    return found


_AGENCIES = """
    SELECT DISTINCT r.agency, r.agency_name, r.agency_kind, r.place, r.place_name, r.printed_name, r.year
    FROM records AS r JOIN current_captures AS c ON c.id = r.capture
    WHERE r.agency IS NOT NULL AND r.status <> 'not_a_report'
    ORDER BY r.agency, r.year
"""


# NULL as an outcome: what a run was told not to fetch is neither found nor missing.
_COVERED: Final = (
    "DROP TABLE IF EXISTS temp.covered",
    """CREATE TEMP TABLE covered (
        agency TEXT, year INTEGER, outcome TEXT, reason TEXT, detail TEXT, url TEXT, report_id TEXT, PRIMARY KEY (agency, year)
    ) WITHOUT ROWID""",
)


def cover(ledger: Ledger, known: dict[str, Row], day: date) -> None:
    """Tell what came of every agency and year, in the temporary table `covered`; what is told of one first, holds. Adds to `known` the
    agencies that only a list or the register names. `choice.choose` must have been called.

    A year is expected of an agency when its portal published any report between it and the portal's other years, and of every township
    and subdistrict of a county whose portal publishes for them (`expectations.units_of`); what a run was told not to fetch
    (`out_of_range`) is neither found nor missing and has no row.
    """
    for statement in _COVERED:
        ledger.connection.execute(statement)
    insert = "INSERT OR IGNORE INTO covered VALUES (:agency, :year, :outcome, :reason, :detail, :url, :report_id)"
    with ledger.transaction():
        ledger.connection.executemany(insert, map(_reported, ledger.rows(_LATEST)))
        ledger.connection.executemany(insert, _unfetched(ledger, known))
        ledger.connection.executemany(insert, _missing(ledger, known, day))


# Of several reports of one agency and year the one that was read best.
_LATEST: Final = """
    SELECT h.agency, h.year, h.report_id, r.status, r.reason, c.url FROM chosen AS h
    JOIN records AS r ON r.capture = h.capture AND r.item = h.item JOIN captures AS c ON c.id = h.capture WHERE h.latest AND h.nth = 0
    ORDER BY CASE r.status WHEN 'parsed' THEN 3 WHEN 'partial' THEN 2 ELSE 1 END DESC, h.scope DESC
"""


def _reported(row: Any) -> Row:
    outcome = "unreadable" if row["status"] == "failed" and row["reason"] in _UNREADABLE else row["status"]
    reason = None if outcome == "parsed" else row["reason"]
    found = {name: row[name] for name in ("agency", "year", "url", "report_id")}
    return found | {"outcome": outcome, "reason": reason, "detail": None}


def _missing(ledger: Ledger, known: dict[str, Row], day: date) -> Iterator[Row]:
    """The agency-years that are expected, as if none of them had come."""
    otherwise = listed_otherwise(ledger)
    for agency, year in expected(ledger, known):
        yield _absent(known[agency], year, day, otherwise)


def _absent(agency: Row, year: int, day: date, otherwise: Mapping[tuple[str, int], Row]) -> Row:
    row = _NOTHING | {"agency": agency["agency"], "year": year}
    if why := not_existing(agency, year):
        return row | {"outcome": "not_existing", **why}
    if why := otherwise.get((agency["agency"], year)):
        return row | why
    outcome, due = absent(agency["kind"], year, day), due_date(agency["kind"], year)
    return row | {"outcome": outcome, "reason": "not_listed", "detail": f"due {due.isoformat()}"}


def _unfetched(ledger: Ledger, known: dict[str, Row]) -> Iterator[Row]:
    """Reports that a list names and whose page is not in the archive; the address says why."""
    from parsing.agencies import identify

    for row in ledger.rows(_UNFETCHED):
        name, year = listed_as(dict(row))
        if name is None or year is None:
            continue
        agency = identify(name, division=row["division"])
        if row["outcome"] == "out_of_range":
            yield _NOTHING | {"agency": agency.id, "year": year, "outcome": None}
            continue
        place = {"place": agency.place or None, "place_name": agency.place_name or None}
        seen = {
            "agency": agency.id,
            "name": agency.name,
            "kind": agency.kind,
            "first_year": None,
            "last_year": None,
            "names": [name],
        } | place
        known.setdefault(agency.id, seen | span(seen))
        outcome = "blocked" if row["outcome"] in _REFUSED else "unreadable"
        why = {"outcome": outcome, "reason": row["outcome"], "detail": row["reason"], "url": row["url"]}
        yield _NOTHING | {"agency": agency.id, "year": year, **why}


_UNFETCHED = f"""
    SELECT a.url, a.title, a.column, a.list_date, a.agency_hint, a.outcome, a.reason, p.division
    FROM addresses AS a LEFT JOIN portals AS p ON p.id = a.portal
    WHERE a.kind = 'report' AND a.title <> '' AND a.outcome NOT IN ({", ".join(f"'{code}'" for code in ARCHIVED_OUTCOMES)})
    ORDER BY a.url
"""  # noqa: S608 - constants


def keep(ledger: Ledger, known: Mapping[str, Row]) -> None:
    """Make the ledger's agencies and agency-years exactly those known and covered."""
    with ledger.transaction():
        ledger.connection.execute("DELETE FROM agencies")
        ledger.connection.execute("DELETE FROM agency_years")
        for row in known.values():
            kept = {name: value for name, value in row.items() if name not in _FROM_THE_REGISTER}
            ledger.upsert("agencies", ("agency",), kept | {"names": json.dumps(row["names"], ensure_ascii=False)})
        ledger.connection.execute(f"INSERT INTO agency_years ({_COLUMNS}) SELECT {_COLUMNS} FROM covered WHERE outcome IS NOT NULL")  # noqa: S608


def coverage_rows(ledger: Ledger) -> Iterator[Row]:
    """Rows of `coverage`, in the order of its key, once they are kept."""
    return map(dict, ledger.rows(f"SELECT {_COLUMNS} FROM agency_years ORDER BY agency, year"))  # noqa: S608 - constants


_COLUMNS: Final = "agency, year, outcome, reason, detail, url, report_id"
