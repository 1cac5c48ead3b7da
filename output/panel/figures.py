"""The figures behind the indicators: one row a report, one column an operand, with what is known about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from output.panel.operands import CHECKS, FACT, OPERANDS, TABLES, checked, doubted, used_cells
from parsing.forms import FORMS

Array = npt.NDArray[Any]

# From the worst to the best: a sum is as good as its worst part.
STATUSES: Final = ("no_report", "not_comparable", "not_carried", "unparsed", "blank", "undefined", "reported")
NO_REPORT, NOT_COMPARABLE, NOT_CARRIED, UNPARSED, BLANK, UNDEFINED, REPORTED = range(len(STATUSES))
_STATES: Final = pa.array(["reported", "blank"])
FORM_CODES: Final = (*FORMS, "mixed", "unknown")


@dataclass
class Figures:
    """Matrices of reports by operands, and of reports by tables.

    `unit`: index into `units`, -1 for none. `failed`: bit n is set where CHECKS[n] does not hold. `table_form`: index into FORM_CODES of
    the form that a table is printed in, -1 where the report has no figure of it.
    """

    value: Array
    state: Array
    unit: Array
    doubt: Array
    failed: Array
    table_form: Array
    units: list[str]


def read_figures(reports: pa.Table, tables: Mapping[str, pa.Table]) -> Figures:
    """The figures of these reports (their order is that of the rows) from the tables cells, facts, problems and checks."""
    shape = (reports.num_rows, len(OPERANDS))
    found = Figures(
        np.full(shape, np.nan),
        np.full(shape, NOT_CARRIED, np.int8),
        np.full(shape, -1, np.int16),
        np.zeros(shape, bool),
        np.zeros(shape, np.uint8),
        np.full((reports.num_rows, len(TABLES)), -1, np.int8),
        [],
    )
    ids = reports["report_id"].combine_chunks()
    _cells(found, ids, tables["cells"])
    _facts(found, ids, tables["facts"])
    _doubts(found, ids, tables["problems"])
    _checks(found, ids, tables["checks"])
    return found


def _index(values: pa.ChunkedArray, known: pa.Array) -> Array:
    """The place of each value among those known, -1 for none."""
    return pc.fill_null(pc.index_in(values, value_set=known), -1).to_numpy()  # type: ignore[no-any-return]


def _cells(found: Figures, ids: pa.Array, cells: pa.Table) -> None:
    cells = cells.select(["report_id", "form", "table", "row", "col", "value", "unit", "status"]).filter(used_cells())
    report, table, form = _index(cells["report_id"], ids), _index(cells["table"], pa.array(TABLES)), _index(cells["form"], pa.array(FORMS))
    _table_forms(found, report, table, form)
    name = pc.binary_join_element_wise(cells["form"], cells["table"], cells["row"], cells["col"], ".")
    state = np.array([REPORTED, BLANK, UNPARSED], np.int8)[_index(cells["status"], _STATES)]
    _place(found, report, name, cells, state)


def _table_forms(found: Figures, report: Array, table: Array, form: Array) -> None:
    """The form that most of a table's figures are in; `form_conflict` is the doubt that says when there are two."""
    known = (report >= 0) & (form >= 0)
    counts = np.zeros((*found.table_form.shape, len(FORMS)), np.int32)
    np.add.at(counts, (report[known], table[known], form[known]), 1)
    found.table_form[:] = np.where(counts.any(axis=2), counts.argmax(axis=2), -1)


def _facts(found: Figures, ids: pa.Array, facts: pa.Table) -> None:
    report = _index(facts["report_id"], ids)
    name = pc.binary_join_element_wise(pa.scalar(FACT.rstrip(".")), facts["fact"], ".")
    _place(found, report, name, facts, np.full(facts.num_rows, REPORTED, np.int8))


def _place(found: Figures, report: Array, name: pa.ChunkedArray, rows: pa.Table, state: Array) -> None:
    operand = _index(name, pa.array(OPERANDS))
    known = (report >= 0) & (operand >= 0)
    at = (report[known], operand[known])
    value = rows["value"].to_numpy()[known]
    found.value[at] = value
    found.state[at] = np.where(np.isnan(value) & (state[known] == REPORTED), UNPARSED, state[known])
    units = pc.unique(rows["unit"]).to_pylist()
    found.unit[at] = _index(rows["unit"], pa.array(units, pa.string()))[known] + len(found.units)
    found.units += units


def _doubts(found: Figures, ids: pa.Array, problems: pa.Table) -> None:
    problems = problems.filter(pc.equal(problems["level"], "doubt"))
    report = _index(problems["report_id"], ids)
    for where in pc.unique(problems["where"]).to_pylist():
        rows = report[pc.equal(problems["where"], where).to_numpy()]
        found.doubt[np.ix_(rows[rows >= 0], doubted(where))] = True


def _checks(found: Figures, ids: pa.Array, checks: pa.Table) -> None:
    checks = checks.filter(pc.and_(pc.equal(checks["status"], "fail"), pc.is_in(checks["check"], pa.array(CHECKS))))
    report = _index(checks["report_id"], ids)
    for check, scope in dict.fromkeys(zip(checks["check"].to_pylist(), checks["scope"].to_pylist(), strict=True)):
        rows = report[pc.and_(pc.equal(checks["check"], check), pc.equal(checks["scope"], scope)).to_numpy()]
        found.failed[np.ix_(rows[rows >= 0], checked(check, scope))] |= np.uint8(1 << CHECKS.index(check))
