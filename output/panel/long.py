"""The long panel: one row an agency, year, scope and indicator, those without a figure included, with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.panel.figures import FORM_CODES, NO_REPORT, REPORTED, STATUSES, Array, read_figures
from output.panel.operands import CHECKS, used_cells
from output.panel.series import MATCHES, Series, from_sources, is_fact, rate
from output.panel.succession import succession
from output.schema import INDICATORS, TABLES

# What the panel is made from: tables with their columns, as `output.load.read_table` gives them; more columns do no harm.
PANEL_INPUTS: Final[dict[str, tuple[str, ...]]] = {
    "reports": ("agency", "year", "report_scope", "report_id", "form", "status", "reason"),
    "cells": ("report_id", "form", "table", "row", "col", "value", "unit", "status"),
    "facts": ("report_id", "fact", "value", "unit"),
    "problems": ("report_id", "level", "where"),
    "checks": ("report_id", "check", "scope", "status"),
    "coverage": ("agency", "year", "outcome", "reason"),
    "agencies": ("agency", "name", "successor"),
}
# Of these tables no other rows matter to the panel.
PANEL_ROWS: Final[dict[str, pc.Expression]] = {
    "cells": used_cells(),
    "problems": pc.field("level") == "doubt",
    "checks": pc.field("status") == "fail",
}

_FAILED: Final = pa.array([" ".join(check for n, check in enumerate(CHECKS) if bits >> n & 1) or None for bits in range(1 << len(CHECKS))])


def panel_table(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The panel of these tables (`PANEL_INPUTS`), in the registry's columns, ordered by agency, year, scope and the order of INDICATORS.

    Every report has a row an indicator, and so has every agency and year of `coverage` without a report. A report that failed has only
    what its prose states.
    """
    rows = _rows(tables["reports"], tables["coverage"])
    figures = read_figures(rows, tables)
    report_form = _index(rows["form"], FORM_CODES)
    silent = np.flatnonzero(pc.is_in(rows["status"], pa.array(["parsed", "partial"])).to_numpy() == 0)
    series: dict[str, Series] = {}
    for code, one in INDICATORS.items():
        series[code] = rate(one, series) if one.numerator else from_sources(one, figures, report_form)
        spoken = series[code].state[silent] == REPORTED if is_fact(one) else np.zeros(len(silent), bool)
        series[code].no_report(silent[~spoken])
    return _table(rows, list(series.values()), succession(tables["agencies"]))


def _rows(reports: pa.Table, coverage: pa.Table) -> pa.Table:
    """The reports and, as rows of scope unknown, the agency-years of coverage that have none; in the order of the panel."""
    names = ["agency", "year", "report_scope", "report_id", "form", "status", "reason"]
    absent = coverage.join(reports.select(["agency", "year"]), ["agency", "year"], join_type="left anti")
    why = pc.coalesce(absent["reason"], absent["outcome"])
    blank = pa.nulls(absent.num_rows, pa.string())
    unknown = pa.array(["unknown"] * absent.num_rows, pa.string())
    without = pa.table([absent["agency"], absent["year"], unknown, blank, blank, blank, why], names)
    both = pa.concat_tables([_plain(reports.select(names)), _plain(without)])
    return both.sort_by([(name, "ascending") for name in names[:4]])


def _plain(table: pa.Table) -> pa.Table:
    """The same columns without the registry's labels: two tables are joined only where their types are alike."""
    types = [(name, pa.int64() if name == "year" else pa.string()) for name in table.column_names]
    return table.cast(pa.schema(types))


def _index(values: pa.ChunkedArray, known: tuple[str, ...]) -> Array:
    return pc.fill_null(pc.index_in(values, value_set=pa.array(known)), -1).to_numpy().astype(np.int8)  # type: ignore[no-any-return]


def _table(rows: pa.Table, series: list[Series], known: Mapping[str, Mapping[str, str]]) -> pa.Table:
    spec, count, width = TABLES["panel"], rows.num_rows, len(series)
    which, what = np.repeat(np.arange(count), width), np.tile(np.arange(width), count)
    state = _flat(series, "state", np.int8)
    lost = state == NO_REPORT
    chain = {name: pa.array([known[name].get(agency) for agency in rows["agency"].to_pylist()], pa.string()) for name in known}
    columns: dict[str, Any] = {
        **{name: rows[name].take(pa.array(which)) for name in ("agency", "year", "report_scope", "report_id")},
        **{name: chain[name].take(pa.array(which)) for name in chain},
        "indicator": _labels(list(INDICATORS), what),
        "unit": _labels([one.unit for one in INDICATORS.values()], what),
        "unit_printed": pa.array(_flat(series, "unit", object), pa.string()),
        "form": _labels(FORM_CODES, _flat(series, "form", np.int8)),
        "match": _labels(MATCHES, _flat(series, "match", np.int8)),
        "status": _labels(STATUSES, state),
        "reason": pc.if_else(pa.array(lost), rows["reason"].take(pa.array(which)), pa.scalar(None, pa.string())),
        "doubt": pa.array(_flat(series, "doubt", bool)),
        "checks_failed": _FAILED.take(pa.array(_flat(series, "failed", np.uint8))),
        **{name: _floats(_flat(series, name, float)) for name in ("value", "numerator", "denominator")},
    }
    return pa.table([columns[name] for name in spec.full_schema.names], schema=spec.full_schema)


def _flat(series: list[Series], name: str, kind: Any) -> Array:
    """One attribute of all indicators, report by report."""
    return np.stack([getattr(one, name) for one in series], axis=1).astype(kind).ravel() if series else np.empty(0, kind)


def _labels(names: Any, index: Array) -> pa.Array:
    """Texts by their index, null for -1."""
    return pa.array(list(names), pa.string()).take(pa.array(index, pa.int64(), mask=index < 0))


def _floats(values: Array) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)
