"""Where the reports that `show` prints come from: a file that is read now, or the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import parsing
from output.entries import Entry
from output.errors import DatasetError
from output.load import load
from output.stored import resolve_agency, stored_entries
from parsing.agencies import identify
from parsing.records import Report

Known = Mapping[str, str]


def from_file(path: Path) -> list[tuple[Report, Known]]:
    """Every report that a file holds, with the agency id that its name gives. Raises DatasetError when the file cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DatasetError(
            "file_unreadable", f"{path} cannot be read ({error.strerror}); name a file, or an agency and a year of the dataset."
        ) from error
    return [(report, _known(report, path)) for report in parsing.parse(content)]


def _known(report: Report, path: Path) -> Known:
    found = {"source": str(path)}
    return {"agency id": identify(report.agency_name).id, **found} if report.agency_name else found


def from_dataset(data: Path, agency: str, year: int) -> list[tuple[Report, Known]]:
    """The reports of one agency (id or name) and fiscal year in the dataset.

    Raises DatasetError when the agency is unknown or ambiguous, or when it has no report for that year (the sentence says what came of it).
    """
    return [
        (
            entry.report,
            {
                "agency id": entry.agency,
                "report": entry.report_id,
                "url": entry.url,
                "fetched": entry.fetched_at.isoformat(sep=" "),
                **({"last seen": entry.last_seen.isoformat()} if entry.last_seen else {}),
            },
        )
        for entry in entries_of(data, agency, year)
    ]


def entries_of(data: Path, agency: str, year: int) -> list[Entry]:
    """The same, as the dataset holds them. Raises DatasetError as `from_dataset` does."""
    found = resolve_agency(data, agency)
    entries = stored_entries(data, found, year)
    if not entries:
        raise DatasetError("no_report", f"The dataset has no report of {found} for {year}{_outcome(data, found, year)}")
    return entries


def _outcome(data: Path, agency: str, year: int) -> str:
    rows = load("coverage", data, agencies=agency, years=year).to_dict("records")
    reason = f", {rows[0]['reason']}" if rows and rows[0]["reason"] else ""
    outcome = f" (outcome: {rows[0]['outcome']}{reason})" if rows else ""
    return f"{outcome}; `nianbao coverage --data {data}` shows the years it has."
