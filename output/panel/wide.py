"""The wide panel: one row an agency, year and scope, one column an indicator."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from output.schema import INDICATORS, TABLES


def wide_table(panel: pa.Table, reports: pa.Table, agencies: pa.Table) -> pa.Table:
    """The long panel (in its own order, whole rows an agency-year) turned, with the agency's name and what became of the report."""
    spec, width = TABLES["panel_wide"], len(INDICATORS)
    first = panel.take(pa.array(range(0, panel.num_rows, width), pa.int64()))
    names = dict(zip(agencies["agency"].to_pylist(), agencies["name"].to_pylist(), strict=True))
    found = {row["report_id"]: row for row in reports.select(["report_id", "form", "status", "reason"]).to_pylist()}
    known = [found.get(report_id, {}) for report_id in first["report_id"].to_pylist()]
    own = {name: pa.array([row.get(name) for row in known], pa.string()) for name in ("form", "status", "reason")}
    columns = {
        **{name: first[name] for name in ("agency", "year", "report_scope", "report_id", "successor", "predecessors")},
        "agency_name": pa.array([names.get(agency) for agency in first["agency"].to_pylist()], pa.string()),
        "form": own["form"],
        "status": pc.fill_null(own["status"], "no_report"),
        "reason": pc.if_else(pc.is_null(own["status"]), first["reason"], own["reason"]),
        **dict(zip(INDICATORS, _turned(panel["value"], width), strict=True)),
    }
    return pa.table([columns[name] for name in spec.full_schema.names], schema=spec.full_schema)


def _turned(value: pa.ChunkedArray, width: int) -> list[pa.Array]:
    matrix = value.to_numpy().reshape(-1, width)
    return [pa.array(matrix[:, n], pa.float64(), from_pandas=True) for n in range(width)]
