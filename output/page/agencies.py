"""The parts of the page that are loaded when asked for: some agencies each, with their reports, figures, gaps and contradictions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from output.page.coverage import details_of
from output.page.figures import Figures, plain
from output.page.source import Row, Source

AGENCIES_A_PART: Final = 20
CHECKS_A_PART: Final = 500
# What a page lists of one report; `nianbao show` and problems.parquet have all of them.
_MOST_PROBLEMS: Final = 8

_REPORT: Final = (
    "agency", "report_id", "report_scope", "title", "form", "status", "reason", "url", "sha256", "fetched_at", "published_on",
    "signed_on", "revision", "last_seen", "cells_reported", "cells_blank", "cells_unparsed", "checks_failed", "soft_checks_failed",
    "doubts", "notes",
)  # fmt: skip
_CHECK: Final = ("agency", "report_id", "check", "scope", "status", "left", "right")
_PROBLEM: Final = ("report_id", "code", "level", "where", "message")

Failed = list[Any]


def agency_parts(source: Source, agencies: Sequence[Row], figures: Figures, failed: dict[str, list[Failed]]) -> Iterator[tuple[str, Any]]:
    """(name, value) of each part. `failed`: the failed checks by agency."""
    reports, gaps = _reports(source, figures), details_of(source)
    for start in range(0, len(agencies), AGENCIES_A_PART):
        some = [row["agency"] for row in agencies[start : start + AGENCIES_A_PART]]
        yield (
            f"agencies-{start // AGENCIES_A_PART}",
            {
                agency: {"reports": reports.get(agency, []), "gaps": _gaps(gaps.get(agency, [])), "failed": failed.get(agency, [])}
                for agency in some
            },
        )


def _gaps(rows: Sequence[Row]) -> list[list[Any]]:
    return [[row["year"], row["outcome"], row["reason"], row["detail"], row["url"]] for row in rows if row["outcome"] != "parsed"]


def _reports(source: Source, figures: Figures) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    problems = _problems(source)
    for year, table in source.years("reports", _REPORT):
        for row in table.to_pylist():
            agency = row.pop("agency")
            said = problems.get((year, row["report_id"]), [])
            row |= {name: _moment(row[name]) for name in ("fetched_at", "published_on", "signed_on", "last_seen")}
            row |= {"year": year, "figures": figures.reports.get((agency, year, row["report_scope"])), "problems": said}
            found[agency].append({name: value for name, value in row.items() if value is not None})
    return found


def _moment(value: date | None) -> str | None:
    """A day, or a moment in UTC, as a person reads it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return None if value is None else value.isoformat()


def _problems(source: Source) -> dict[tuple[int, str], list[list[str]]]:
    """Of each report its first problems: doubts first, with their sentences; of notes the code and the place alone."""
    found: dict[tuple[int, str], list[list[str]]] = defaultdict(list)
    for year, table in source.years("problems", _PROBLEM):
        for row in sorted(table.to_pylist(), key=lambda row: (row["report_id"], row["level"] != "doubt")):
            said = found[year, row["report_id"]]
            if len(said) < _MOST_PROBLEMS:
                said.append([row["level"], row["code"], row["where"], *([row["message"][:200]] if row["level"] == "doubt" else [])])
    return found


def failed_checks(source: Source) -> dict[str, list[Failed]]:
    """The checks that fail, by agency: year, check, scope, left side, right side."""
    found: dict[str, list[Failed]] = defaultdict(list)
    for year, table in source.years("checks", _CHECK):
        for row in table.to_pylist():
            if row["status"] == "fail":
                sides = [None if row[side] is None else plain(row[side]) for side in ("left", "right")]
                found[row["agency"]].append([year, row["check"], row["scope"], *sides])
    return found


def check_parts(agencies: Sequence[Row], failed: dict[str, list[Failed]]) -> tuple[list[Row], list[tuple[str, Any]]]:
    """An overview of the checks that fail, and their parts: of each check the newest years first, the agency as its place in the list."""
    by_check: dict[str, list[list[Any]]] = defaultdict(list)
    for place, row in enumerate(agencies):
        for year, check, scope, left, right in failed.get(row["agency"], []):
            by_check[check].append([place, year, scope, left, right])
    overview: list[Row] = []
    parts: list[tuple[str, Any]] = []
    for check in sorted(by_check, key=lambda code: (len(code), code)):
        rows = sorted(by_check[check], key=lambda one: (-one[1], one[0], one[2]))
        overview.append({"check": check, "count": len(rows), "agencies": len({row[0] for row in rows}), "part": CHECKS_A_PART})
        pieces = [rows[start : start + CHECKS_A_PART] for start in range(0, len(rows), CHECKS_A_PART)]
        parts += [(f"checks-{check}-{number}", piece) for number, piece in enumerate(pieces)]
    return overview, parts
