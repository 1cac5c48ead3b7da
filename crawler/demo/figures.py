"""The data of the demonstration portal: which report of which agency is published where, and every cell as it is printed.

Source: `reports/*.toml`, one file an agency. 小关街道 FY2021 carries the published figures of that report; everything else is illustrative.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Block:
    """One block of section 2: its table code, its heading, and (code, label) of columns and rows."""

    table: str
    title: str
    columns: list[tuple[str, str]]
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """The printed tables of one national form. `requests` holds (row, outer group, inner group, label)."""

    headings: list[str]
    proactive: list[Block]
    requests: list[tuple[str, str, str, str]]
    columns: list[tuple[str, str]]
    corner: str
    results: list[tuple[str, str]]
    blocks: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class DemoReport:
    """One published report. `cells` maps `table.row.col` to the printed text, None where the page leaves a blank.

    `totals`: the last column of section 3 by row, of which the text speaks whether its table is printed or not.
    """

    agency: str
    agency_id: str
    kind: str
    self_name: str
    scope: str
    system: str
    entry: dict[str, Any]
    cells: dict[str, str | None]
    totals: dict[str, str | None] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The fiscal year."""
        return int(self.entry["year"])

    @property
    def proactive_form(self) -> Form:
        """The form in which section 2 is printed."""
        return forms()[self.entry.get("proactive_form", self.entry["form"])]

    @property
    def requests_form(self) -> Form:
        """The form in which sections 3 and 4 are printed."""
        return forms()[self.entry.get("requests_form", self.entry["form"])]

    def omits(self, part: str) -> bool:
        """Whether the report leaves out a table: `requests` is the one of section 3, `remedies` that of section 4."""
        return part in self.entry.get("omit", [])


@cache
def forms() -> dict[str, Form]:
    """`fmt2019` and `fmt2021` as the pages print them, from `tables.toml`."""
    data = tomllib.loads((HERE / "tables.toml").read_text(encoding="utf-8"))
    return {code: _form(data, data[code]) for code in ("fmt2019", "fmt2021")}


def _form(data: dict[str, Any], own: dict[str, Any]) -> Form:
    return Form(
        headings=own["headings"],
        proactive=[Block(b["table"], b["title"], _pairs(b["columns"]), _pairs(b["rows"])) for b in own["proactive"]],
        requests=[(r[0], r[1], r[2], r[3]) for r in data["common_rows"] + own["other_rows"] + data["closing_rows"]],
        columns=_pairs(data["columns"]),
        corner=data["corner"],
        results=_pairs(data["results"]),
        blocks=_pairs(data["blocks"]),
    )


def _pairs(rows: list[list[str]]) -> list[tuple[str, str]]:
    return [(code, label) for code, label in rows]


@cache
def reports() -> tuple[DemoReport, ...]:
    """Every published report, corrections and the reports they replace included, by agency file and year."""
    found: list[DemoReport] = []
    for path in sorted((HERE / "reports").glob("*.toml")):
        head = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [_report(head, entry) for entry in head["report"]]
    return tuple(found)


def _report(head: dict[str, Any], entry: dict[str, Any]) -> DemoReport:
    bare = DemoReport(head["agency"], head["id"], head["kind"], head["self"], head["scope"], head["system"], entry, {})
    requests = _requests(bare)
    bare.totals.update({key.split(".")[1]: text for key, text in requests.items() if key.endswith(".total")})
    bare.cells.update(_proactive(bare) | ({} if bare.omits("requests") else requests) | _remedies(bare))
    return bare


def _row(key: str, columns: list[tuple[str, str]], printed: str) -> dict[str, str | None]:
    texts = printed.split()
    return {f"{key}.{col}": None if text == "." else text for (col, _), text in zip(columns, texts, strict=True)}


def _proactive(report: DemoReport) -> dict[str, str | None]:
    cells: dict[str, str | None] = {}
    for block in report.proactive_form.proactive:
        for row, _ in block.rows:
            key = f"{block.table}.{row}"
            cells |= _row(key, block.columns, report.entry["section2"][key])
    return cells


def _requests(report: DemoReport) -> dict[str, str | None]:
    form, zeros = report.requests_form, report.entry.get("zeros", "0 0 0 0 0 0 0")
    cells: dict[str, str | None] = {}
    for row, *_ in form.requests:
        cells |= _row(f"s3_requests.{row}", form.columns, report.entry["section3"].get(row, zeros))
    return cells


def _remedies(report: DemoReport) -> dict[str, str | None]:
    cells: dict[str, str | None] = {}
    if report.omits("remedies"):
        return cells
    for block, _ in report.requests_form.blocks:
        printed = report.entry.get("section4", {}).get(block, "0 0 0 0 0")
        cells |= _row(f"s4_remedies.{block}", report.requests_form.results, printed)
    return cells
