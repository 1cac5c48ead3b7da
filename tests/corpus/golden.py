"""The golden record of a page: what a careful person reads on it. One JSON file beside the page, a line for each row of figures.

`cells` holds for each `table.row` its entries in the form's column order (a dict by column where the row is not whole): a number, null for
blank, "?" for something that is no figure (`unparsed`), "-" where the page carries no cell, `[number, unit]` where another unit than the
form's is printed. `doubts` are all problems of that level, as `code where`; `notes` and `raw` (cells of local rows and columns) are those
that must be there, others may. `failed` are the identities that fail, as `I3 row`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nianbao import parse
from parsing.forms import FORMS
from parsing.records import Cell, Report

PAGES = Path(__file__).parent / "pages"
KNOWN_GAPS = Path(__file__).parent / "known_gaps.txt"
UNPARSED, ABSENT = "?", "-"
FIELDS = ("status", "reason", "form", "title", "agency_name", "year", "report_scope", "signed_by", "signed_on")

Entry = Any  # a number, None, "?", "-" or [number, unit]
Row = list[Entry] | dict[str, Entry]


@dataclass(slots=True)
class Expected:
    """What one report of a page must read as. Of a page that is no report only status, reason and the absence of cells count."""

    status: str = "parsed"
    reason: str | None = None
    form: str = "unknown"
    title: str | None = None
    agency_name: str | None = None
    year: int | None = None
    report_scope: str = "unknown"
    signed_by: str | None = None
    signed_on: str | None = None
    sections: list[int] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    cells: dict[str, Row] = field(default_factory=dict)
    raw: list[list[Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    facts: dict[str, list[Any]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def entries(self) -> dict[str, Entry]:
        """`table.row.col` to entry, cells that the page does not carry left out."""
        found: dict[str, Entry] = {}
        for key, row in self.cells.items():
            columns = row if isinstance(row, dict) else dict(zip(self._columns(key), row, strict=True))
            found |= {f"{key}.{col}": entry for col, entry in columns.items() if entry != ABSENT}
        return found

    def pack(self, entries: dict[str, Entry]) -> None:
        """The inverse of `entries`: set `cells`."""
        rows: dict[str, dict[str, Entry]] = {}
        for key, entry in entries.items():
            row, _, col = key.rpartition(".")
            rows.setdefault(row, {})[col] = entry
        self.cells = {}
        for key, columns in rows.items():
            names = self._columns(key)
            whole = set(columns) <= set(names)
            self.cells[key] = [columns.get(name, ABSENT) for name in names] if whole else columns

    def _columns(self, row: str) -> list[str]:
        table = row.partition(".")[0]
        form = FORMS[self.forms.get(table, self.form)]
        return [col.code for col in form.table(table).leaf_cols] if table in {t.code for t in form.tables} else []


@dataclass(slots=True)
class Golden:
    """One page: the defect and where it was seen, the arguments that go to `parse` beside the bytes, and its reports."""

    defect: str
    source: str
    reports: list[Expected]
    call: dict[str, Any] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write the record, a line for each row of figures."""
        path.write_text(
            _dump({"defect": self.defect, "source": self.source, "call": self.call, "reports": list(map(asdict, self.reports))})
        )


def load(path: Path) -> Golden:
    """Read a golden record. Raises TypeError on an unknown key."""
    data = json.loads(path.read_text(encoding="utf-8"))
    reports = [Expected(**report) for report in data.pop("reports")]
    return Golden(reports=reports, **data)


def _dump(data: Any, indent: int = 0) -> str:
    """JSON with a line for each key; lists of plain values and whole rows stay on one line. Empty lists and dicts are left out."""
    pad = "\n" + "  " * (indent + 1)
    if isinstance(data, dict):
        items = [f"{json.dumps(key)}: {_dump(value, indent + 1)}" for key, value in data.items() if value not in ([], {})]
        return "{" + pad + f",{pad}".join(items) + pad[:-2] + "}"
    if isinstance(data, list) and any(isinstance(item, dict) for item in data):
        return "[" + pad + f",{pad}".join(_dump(item, indent + 1) for item in data) + pad[:-2] + "]"
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def pages() -> list[Path]:
    """Every page of the corpus, by name."""
    return sorted(path for path in PAGES.iterdir() if path.suffix != ".json")


def known_gaps() -> dict[str, str]:
    """Page name to the reason why the reader names a cell of it as missing that a person can read."""
    lines = (line.split(":", 1) for line in KNOWN_GAPS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {name.strip(): reason.strip() for name, reason in lines}


def read(page: Path, golden: Golden) -> list[Report]:
    """The page as nianbao reads it."""
    return parse(page.read_bytes(), **golden.call)


def observed(report: Report) -> Expected:
    """A report in the terms of a golden record."""
    shown = Expected(**{name: getattr(report, name) for name in FIELDS})
    shown.forms = {cell.table: cell.form for cell in report.cells} if report.form == "mixed" else {}
    shown.sections = [section.number for section in report.sections]
    shown.pack({cell.key: _entry(cell) for cell in report.cells if not cell.table.startswith("raw_")})
    shown.raw = [[cell.table, cell.row, cell.col, cell.value] for cell in report.cells if cell.table.startswith("raw_")]
    shown.failed = [f"{check.check} {check.scope}" for check in report.checks if check.status == "fail"]
    shown.facts = {fact.fact: [fact.value, fact.unit] for fact in report.facts}
    shown.doubts = sorted({f"{p.code} {p.where}" for p in report.problems if p.level == "doubt"})
    shown.notes = sorted({f"{p.code} {p.where}" for p in report.problems if p.level == "note"})
    return shown


def _entry(cell: Cell) -> Entry:
    if cell.status == "unparsed":
        return UNPARSED
    return cell.value if cell.value is None or cell.unit == _form_unit(cell) else [cell.value, cell.unit]


def _form_unit(cell: Cell) -> str:
    table = FORMS[cell.form].table(cell.table)
    row = next(row for row in table.rows if row.code == cell.row)
    return table.unit(row, next(col for col in table.cols if col.code == cell.col))


def differences(expected: Expected, report: Report) -> list[str]:
    """What differs, a sentence each; empty when the report reads as its golden record says."""
    shown = observed(report)
    names = ("status", "reason", "form") if expected.status == "not_a_report" else (*FIELDS, "sections", "failed", "facts", "doubts")
    found = [
        f"{name}: {getattr(shown, name)!r}, expected {getattr(expected, name)!r}"
        for name in names
        if _plain(getattr(shown, name)) != _plain(getattr(expected, name))
    ]
    wanted, have = expected.entries(), shown.entries()
    pairs = ((key, have.get(key, ABSENT), wanted.get(key, ABSENT)) for key in {**wanted, **have})
    found += [f"{key}: {here!r}, expected {there!r}" for key, here, there in pairs if here != there]
    for name in ("notes", "raw"):
        found += [f"{name}: {item!r} is not there" for item in getattr(expected, name) if item not in getattr(shown, name)]
    return found


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def number(entry: Entry) -> float | None:
    """The figure of an entry, without its unit; None where there is none."""
    value = entry[0] if isinstance(entry, list) else entry
    return value if isinstance(value, int | float) else None


def silently_wrong(expected: Expected, report: Report) -> list[str]:
    """What no known gap excuses: a figure that the page does not show there, a missing one that nothing names, a wrong agency or year."""
    wanted, have = expected.entries(), observed(report).entries()
    wrong = [f"{key}: {entry!r}, the page shows {wanted.get(key)!r}" for key, entry in have.items() if _invented(entry, wanted.get(key))]
    for name in ("agency_name", "year", "form"):
        read_as = getattr(report, name)
        named = name == "form" and any(doubt.code == "form_conflict" for doubt in report.problems)
        if expected.status != "not_a_report" and not named and read_as not in (None, "unknown", getattr(expected, name)):
            wrong.append(f"{name}: {read_as!r}, expected {getattr(expected, name)!r}")
    if report.status == "parsed":
        wrong += [f"{key} is missing and the report is parsed" for key, entry in wanted.items() if number(entry) != number(have.get(key))]
    return wrong


def _invented(entry: Entry, wanted: Entry) -> bool:
    return number(entry) is not None and number(entry) != number(wanted)
