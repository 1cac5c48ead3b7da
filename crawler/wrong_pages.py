"""Where a list names one report and the portal gives another: the agency-year of the list is missing for a reason of its own."""

from __future__ import annotations

from typing import Any

from crawler.ledger import Ledger
from crawler.rows import listed_as

Row = dict[str, Any]


def listed_otherwise(ledger: Ledger) -> dict[tuple[str, int], Row]:
    """(agency, year) that a list names and under whose address stands the report of another agency or year -> what coverage says of it."""
    from parsing.agencies import identify

    found: dict[tuple[str, int], Row] = {}
    for row in ledger.rows(_OTHERWISE):
        name, year = listed_as(dict(row))
        if name is None or year is None:
            continue
        key = identify(name, division=row["division"]).id, year
        if key != (row["agency"], row["year"]):
            given = f"{row['printed_name']} {row['year']}"
            found[key] = {"outcome": "unreadable", "reason": "wrong_page", "detail": given, "url": row["url"]}
    return found


# A title that has the agency's name and the year in it names what was read.
_OTHERWISE = """
    SELECT c.url, c.title, a.column, a.list_date, a.agency_hint, p.division, r.agency, r.year, r.printed_name
    FROM current_captures AS c JOIN addresses AS a ON a.url = c.url AND a.sha256 = c.sha256 LEFT JOIN portals AS p ON p.id = c.portal
    JOIN records AS r ON r.capture = c.id
    WHERE r.agency IS NOT NULL AND r.status <> 'not_a_report' AND (instr(c.title, r.printed_name) = 0 OR instr(c.title, r.year) = 0)
    ORDER BY c.url, r.item
"""
