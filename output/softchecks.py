"""Soft checks over the dataset: a report beside the one of the year before and beside its government's."""

from __future__ import annotations

from parsing.consistency import soft_checks
from parsing.forms.soft import SOFT
from parsing.records import Check, Report


def checks_beside(report: Report, last: Report | None, government: Report | None) -> list[Check]:
    """The rows of `checks` for a report: its identities as they were tested, then I5-I12 with what stands beside it.

    `last`: the same agency's report of the same scope for the year before; `government`: for an own report, that of the government of
    its place for the same year; None where the dataset has none. `report.checks` is left as it is.
    """
    return [check for check in report.checks if check.check not in SOFT] + soft_checks(report, last=last, government=government)
