"""Release folders with their Parquet files alone, as the page is made from them, of names and years that a test chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from output.columns import array
from output.schema import TABLES
from parsing.forms import FORMS

ABOUT = {"name": "nianbao", "version": "2026.11.0", "nianbao_version": "0.1.0", "schema_version": 2, "previous": None}
HOSTILE = (
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "'\"><svg onload=window.hacked=1>{{data}} ${1} `tick` &amp;",
    "<!-- ]]> \u202edleif lortnoc\u202c \u2028 \u2029 \x00",
    "非常长的名称" * 60,
    "averyveryverylongnamewithoutanyspace" * 12,
)


def _write(release: Path, name: str, rows: pa.Table) -> None:
    folder = release / "parquet"
    if not TABLES[name].partition and name != "panel":
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, folder / f"{name}.parquet")
        return
    (folder / name).mkdir(parents=True, exist_ok=True)
    for year in sorted(set(rows["year"].to_pylist())):
        pq.write_table(rows.filter(pc.equal(rows["year"], year)), folder / name / f"{name}-{year}.parquet")


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of any of the registry's tables; what a row does not say is null, or empty where null is not allowed."""
    items, schema = list(rows), TABLES[name].full_schema
    empty = {pa.string(): "", pa.int64(): 0, pa.bool_(): False}
    columns = (*TABLES[name].partition, *TABLES[name].columns)
    found = [[row.get(column.name, empty.get(column.arrow.type) if column.required else None) for row in items] for column in columns]
    return pa.Table.from_arrays([array(column, values) for column, values in zip(columns, found, strict=True)], schema=schema)


# The agencies whose reports have cells: those of five thousand would take longer to write than to test.
WITH_CELLS = 20


def made_release(release: Path, names: Sequence[str], years: Sequence[int], *, refusals: bool = True, each: int = 1) -> Path:
    """A release of agencies with these names, one report a year each: every seventh is overdue, every fifth contradicts itself.

    `each`: only the reports of every so many agencies are there, though coverage has all.
    """
    agencies = [{"agency": f"x-agency-{n:05d}", "name": name, "kind": "department", "names": [name]} for n, name in enumerate(names)]
    found = [(n, row["agency"], row["name"], year) for n, row in enumerate(agencies) for year in years]
    there = [one for one in found if (one[0] + one[3]) % 7 and one[0] % each == 0]
    key = {(agency, year): f"{agency}.{year}.own.r1" for n, agency, _, year in found if (n + year) % 7}
    _write(release, "agencies", _table("agencies", agencies))
    _write(release, "coverage", _table("coverage", (_coverage(agency, year, key.get((agency, year))) for _, agency, _, year in found)))
    _write(release, "reports", _table("reports", (_report(agency, name, year, key[agency, year]) for _, agency, name, year in there)))
    failed = ((n, agency, year) for n, agency, _, year in there if n % 5 == 0)
    _write(release, "checks", _table("checks", (_check(agency, year, key[agency, year], n) for n, agency, year in failed)))
    problems = (
        {"code": "row_unknown", "level": "note", "where": "raw_s3"},
        {"code": "cell_unparsed", "level": "doubt", "where": "s3_requests.granted_full.natural_person"},
    )
    said = (
        {"agency": agency, "year": year, "report_id": key[agency, year], **problem, "message": name}
        for n, agency, name, year in there
        for problem in problems[: 2 if n < WITH_CELLS else 1]
    )
    _write(release, "problems", _table("problems", said))
    figures = {"received_new": 12, "granted_full": 5, **({"refused": 4, "refused_state_secret": 4} if refusals else {})}
    rows = (
        {
            "agency": agency,
            "year": year,
            "report_scope": "own",
            "indicator": code,
            "value": value + n % 3,
            "status": "reported",
            "match": "exact",
        }
        for n, agency, _, year in there
        for code, value in figures.items()
    )
    _write(release, "panel", _table("panel", rows))
    cells = (cell for n, agency, name, year in there if n < WITH_CELLS for cell in _cells(agency, name, year, key[agency, year]))
    _write(release, "cells", _table("cells", cells))
    return release


def _cells(agency: str, name: str, year: int, report_id: str) -> Iterator[dict[str, Any]]:
    """A whole table 2.1 and table 3 of the 2021 form; one blank, one dash, one that is the agency's name, one missing, one of its own."""
    head = {"agency": agency, "year": year, "report_id": report_id, "form": "fmt2021", "method": "table"}
    odd = {
        "s3_requests.carried_in.total": ("blank", ""),
        "s3_requests.carried_in.natural_person": ("blank", "—"),
        "s3_requests.granted_full.natural_person": ("unparsed", name),
    }
    for table in FORMS["fmt2021"].tables[:1] + FORMS["fmt2021"].tables[-2:-1]:
        for row in table.leaf_rows:
            for col in table.leaf_cols:
                key = f"{table.code}.{row.code}.{col.code}"
                if key == "s3_requests.granted_full.total":
                    continue
                status, raw = odd.get(key, ("reported", "2"))
                value = 2.0 if status == "reported" else None
                unit = table.unit(row, col) or None
                yield {
                    **head,
                    "table": table.code,
                    "row": row.code,
                    "col": col.code,
                    "value": value,
                    "unit": unit,
                    "raw": raw,
                    "status": status,
                }
    yield {
        **head,
        "table": "raw_s3",
        "row": f"备注 {name}",
        "col": "总计",
        "value": 1234.5,
        "raw": "1,234.5",
        "unit": "件",
        "status": "reported",
    }


def _coverage(agency: str, year: int, report: str | None) -> dict[str, Any]:
    row = {"agency": agency, "year": year, "outcome": "parsed" if report else "overdue", "report_id": report}
    return row if report else {**row, "reason": "not_listed", "detail": "due <b>soon</b>"}


def _report(agency: str, name: str, year: int, report_id: str) -> dict[str, Any]:
    return {
        "agency": agency, "year": year, "report_id": report_id, "title": f"{name}{year}年政府信息公开工作年度报告", "form": "fmt2021",
        "report_scope": "own", "status": "parsed", "format": "html", "sha256": "0" * 64, "revision": 1, "cells_reported": 200,
        "url": "javascript:window.hacked=1" if name in HOSTILE else f"http://www.example.test/{agency}/{year}.html",
        "fetched_at": datetime(year + 1, 2, 1, tzinfo=UTC),
    }  # fmt: skip


def _check(agency: str, year: int, report_id: str, n: int) -> dict[str, Any]:
    sides = {"status": "fail", "left": 10.0 + n % 4, "right": 9.0}
    return {"agency": agency, "year": year, "report_id": report_id, "check": "I2", "scope": "total", **sides}
