"""Soft checks that would tell a withheld figure: the other side of a comparison is a figure of another report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from output.decisions import Decision, Decisions
from parsing.agencies.register import area
from parsing.forms.soft import SOFT, SoftCheck


def _compared_with(source: str) -> list[str]:
    return [check.code for check in SOFT.values() if any(name.startswith(source) for name in _operands(check))]


def _operands(check: SoftCheck) -> Iterator[str]:
    for comparison in check.comparisons:
        for side in (comparison.left, comparison.right, comparison.either):
            yield from (operand.name for operand in side)


_COUNT: Final = "soft_checks_failed"
_LAST_YEAR: Final = _compared_with("last:")
_GOVERNMENT: Final = _compared_with("government:")


def without_comparisons(checks: pa.Table, decisions: Decisions, agencies: pa.Table) -> pa.Table:
    """The rows of `checks` without those that compare with a withheld report: of its agency's next year, of a government's bodies."""
    for line in decisions.withheld:
        next_year = pc.equal(checks["agency"], line.agency)
        checks = _drop(checks, pc.and_(next_year, _in(checks, _LAST_YEAR)), line.year and line.year + 1)
        for place in _governed(line, agencies):
            checks = _drop(checks, pc.and_(pc.starts_with(checks["agency"], place), _in(checks, _GOVERNMENT)), line.year)
    return checks


def recounted(reports: pa.Table, before: pa.Table, kept: pa.Table) -> pa.Table:
    """The reports with `soft_checks_failed` less by the soft checks of theirs that failed and were left out of `kept`."""
    if kept.num_rows == before.num_rows:
        return reports
    gone = _failed(before) - _failed(kept)
    at = reports.schema.get_field_index(_COUNT)
    counts = zip(reports["report_id"].to_pylist(), reports[_COUNT].to_pylist(), strict=True)
    return reports.set_column(at, reports.schema.field(at), pa.array([count - gone[report_id] for report_id, count in counts], pa.int64()))


def _failed(checks: pa.Table) -> Counter[str]:
    failed = pc.and_(_in(checks, list(SOFT)), pc.equal(checks["status"], "fail"))
    return Counter(checks["report_id"].filter(failed).to_pylist())


def _governed(line: Decision, agencies: pa.Table) -> Iterator[str]:
    """What the ids of the bodies begin with that a withheld government is compared with; nothing where it is no government."""
    rows = agencies.filter(pc.and_(pc.equal(agencies["agency"], line.agency), pc.equal(agencies["kind"], "government")))
    yield from (area(place) for place in rows["place"].to_pylist() if place)


def _in(checks: pa.Table, codes: list[str]) -> pa.ChunkedArray:
    return pc.is_in(checks["check"], value_set=pa.array(codes, pa.string()))


def _drop(checks: pa.Table, rows: pa.ChunkedArray, year: int | None) -> pa.Table:
    if year is not None:
        rows = pc.and_(rows, pc.equal(checks["year"], year))
    return checks.filter(pc.invert(rows))
