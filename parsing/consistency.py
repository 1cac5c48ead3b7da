"""Soft checks: what ought to agree inside one report, with last year's, with the government's. A failed one is data, never a doubt."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from parsing.forms.soft import SOFT, Comparison, Operand, Relation, SoftCheck
from parsing.records import Check, CheckStatus, Fact, Report

Number = int | float
Figures = Mapping[str, Number | None]

# Facts keep the unit printed; amounts are compared in yuan.
_YUAN: Final = {"百元": 100, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
_ALL = [(check, comparison, frozenset(comparison.needs)) for check in SOFT.values() for comparison in check.comparisons]
# The cells that any check compares, by table, row and column.
_COMPARED = {
    tuple(name.split(".")): name
    for check in SOFT.values()
    for comparison in check.comparisons
    for operand in (*comparison.left, *comparison.right, *comparison.either)
    if (name := operand.name.rpartition(":")[-1]).count(".") == 2
}
_HOLDS: Final[Mapping[Relation, Callable[[Number, Number], bool]]] = {
    "equal": operator.eq,
    "at_most": operator.le,
    "asks_for": lambda left, right: left <= 0 or right > 0,
}


def soft_checks(report: Report, *, last: Report | None = None, government: Report | None = None) -> list[Check]:
    """Test I5-I12 (`parsing/forms/soft.toml`) wherever all operands are stated.

    `last`: the same agency's report for the year before; `government`: that of the government of its place for the same year. A figure
    that a page does not carry, or a report that is not given, gives no row; one that is blank or unparsed makes the check `unknown`, as
    does an unpaid fee without a notice (I8) while last year's notices are not known. Amounts (I11) are in 元.
    """
    figures = _figures("", report)
    for source, other in (("last:", last), ("government:", government)):
        if other is not None:
            figures |= _figures(source, other)
    return [_tested(check, comparison, figures) for check, comparison, needs in _ALL if figures.keys() >= needs]


def _figures(source: str, report: Report) -> dict[str, Number | None]:
    cells = {source + name: cell.value for cell in report.cells if (name := _COMPARED.get((cell.table, cell.row, cell.col)))}
    return cells | {f"{source}{fact.fact}": _plain(fact) for fact in report.facts}


def _plain(fact: Fact) -> Number | None:
    scale = _YUAN.get(fact.unit)
    return fact.value if scale is None or fact.value is None else round(fact.value * scale, 2)


def _tested(check: SoftCheck, comparison: Comparison, figures: Figures) -> Check:
    holds = _HOLDS[check.relation]
    left, right = _sum(comparison.left, figures), _sum(comparison.right, figures)
    status = _status(holds, left, right)
    if status == "fail" and comparison.either:
        status = _status(holds, left, _sum(comparison.either, figures))
    return Check(check.code, comparison.scope, status, left, right)


def _status(holds: Callable[[Number, Number], bool], left: Number | None, right: Number | None) -> CheckStatus:
    if left is None or right is None:
        return "unknown"
    return "pass" if holds(left, right) else "fail"


def _sum(operands: Sequence[Operand], figures: Figures) -> Number | None:
    total: Number = 0
    for operand in operands:
        value = figures.get(operand.name)
        if value is None:
            return None
        total += operand.sign * value
    return total
