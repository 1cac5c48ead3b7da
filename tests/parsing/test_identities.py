"""The accounting identities: every scope tested, unknown where an operand is missing, and never a repair."""

from __future__ import annotations

from collections import Counter

import pytest

from parsing.forms import FORMS
from parsing.identities import check_identities
from parsing.records import Cell


def cells(form: str, value: int = 0) -> dict[str, Cell]:
    made = [Cell(table, row, col, value, str(value), "件", form, "reported") for table, row, col in FORMS[form].keys()]  # noqa: SIM118
    return {cell.key: cell for cell in made}


@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
def test_every_scope_is_tested_once(form: str) -> None:
    checks = check_identities(cells(form).values())
    rows = len(FORMS[form].table("s3_requests").leaf_rows)
    assert Counter(check.check for check in checks) == {"I1": 7, "I2": 7, "I3": rows, "I4": 3}
    assert {check.status for check in checks} == {"pass"}
    assert {check.scope for check in checks if check.check == "I4"} == {"review", "suit_direct", "suit_after_review"}
    assert {check.scope for check in checks if check.check == "I3"} == {row.code for row in FORMS[form].table("s3_requests").leaf_rows}


def test_both_sides_are_given_and_nothing_is_repaired() -> None:
    made = cells("fmt2021")
    made["s3_requests.received_new.natural_person"].value = 5
    failed = {(check.check, check.scope): (check.left, check.right) for check in check_identities(made.values()) if check.status == "fail"}
    assert failed == {("I1", "natural_person"): (5, 0), ("I3", "received_new"): (0, 5)}
    assert made["s3_requests.received_new.total"].value == 0


@pytest.mark.parametrize("gone", [True, False])
def test_a_null_or_missing_operand_makes_it_unknown(gone: bool) -> None:
    made = cells("fmt2021")
    if gone:
        del made["s4_remedies.review.pending"]
    else:
        made["s4_remedies.review.pending"].value = None
    (check,) = [check for check in check_identities(made.values()) if check.status == "unknown"]
    assert (check.check, check.scope, check.left, check.right) == ("I4", "review", 0, None)


def test_a_table_that_was_not_read_has_no_checks() -> None:
    made = [cell for cell in cells("fmt2021").values() if cell.table != "s3_requests"]
    assert {check.check for check in check_identities(made)} == {"I4"}
