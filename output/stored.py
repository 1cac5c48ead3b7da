"""From the dataset back to reports: the inverse of `dataset.write_partition`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from pathlib import Path
from typing import Any

from output.entries import Entry
from output.load import read_table
from output.naming import agency_named
from output.schema import TABLES
from parsing.records import Cell, Check, Fact, Problem, Report, Section

Row = dict[str, Any]
_PARTS: dict[str, type[Cell | Fact | Check | Problem]] = {"cells": Cell, "facts": Fact, "checks": Check, "problems": Problem}


def resolve_agency(data: Path, wanted: str) -> str:
    """The id of the agency that `wanted` names (`output.naming`). Raises DatasetError when none or several fit."""
    return agency_named(read_table("agencies", data).to_pylist(), wanted, str(data))


def stored_entries(data: Path, agency: str, year: int) -> list[Entry]:
    """The reports of one agency (an id) and fiscal year as the dataset holds them, ordered by report_id; empty where there is none.

    A section's heading is not in the dataset; the form's heading stands in for it.
    """
    parts: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in _PARTS}
    for name, by_report in parts.items():
        for row in read_table(name, data, agencies=agency, years=year).to_pylist():
            by_report[row["report_id"]].append(row)
    rows = read_table("reports", data, agencies=agency, years=year).to_pylist()
    return [_entry(row, {name: by_report[row["report_id"]] for name, by_report in parts.items()}) for row in rows]


def _entry(row: Row, parts: dict[str, list[Row]]) -> Entry:
    report = Report(**{name: row[name] for name in _REPORT_FIELDS}, source=row["url"], year=row["year"], sections=_sections(row))
    report.signed_on, report.published_on = (day and day.isoformat() for day in (row["signed_on"], row["published_on"]))
    for name, kind in _PARTS.items():
        setattr(report, name, [kind(**{item.name: part[item.name] for item in fields(kind)}) for part in parts[name]])
    own = ("report_id", "agency", "year", "url", "fetched_at", "revision", "last_seen")
    return Entry(report, **{name: row[name] for name in own})


_REPORT_FIELDS = ("member", "sha256", "format", "status", "reason", "title", "agency_name", "form", "report_scope", "signed_by")


def _sections(row: Row) -> list[Section]:
    headings = {column.name: column.label_zh for column in TABLES["reports"].columns if column.name.startswith("section_")}
    return [Section(int(name.removeprefix("section_")), heading, row[name]) for name, heading in headings.items() if row[name] is not None]
