"""Soft checks over the dataset: beside the year before, and beside the government."""

from __future__ import annotations

from typing import Any

import pytest
from sample_dataset import report

from output.softchecks import checks_beside
from parsing.forms.soft import SOFT
from parsing.records import Fact, Report

DOCUMENTS, REQUESTS = "s2_20_1_documents", "s3_requests"


def made(year: int, form: str, value: int | None = 0, **values: int | None) -> Report:
    """A report with `value` in every cell but those named (`row__col`)."""
    found = report(year, form, value)
    for name, figure in values.items():
        cells = [cell for cell in found.cells if f"{cell.row}__{cell.col}" == name]
        assert cells
        for cell in cells:
            cell.value = figure
    return found


def rows(code: str, ours: Report, last: Report | None = None, government: Report | None = None) -> dict[str, tuple[str, Any, Any]]:
    checks = checks_beside(ours, last, government)
    return {check.scope: (check.status, check.left, check.right) for check in checks if check.check == code}


def test_stock_is_last_years_stock_and_the_flow_between() -> None:
    last = made(2021, "fmt2021", rules__in_force=7, normative_documents__in_force=30)
    flow = {"normative_documents__issued": 4, "normative_documents__repealed": 3}
    ours = made(2022, "fmt2021", rules__in_force=7, normative_documents__in_force=33, **flow)
    assert rows("I5", ours, last) == {"rules": ("pass", 7, 7), "normative_documents": ("fail", 33, 31)}


def test_stock_is_compared_only_in_the_form_of_2021() -> None:
    ours = made(2021, "fmt2021", 5)
    assert rows("I5", ours, made(2020, "fmt2019", 5)) == {}
    assert rows("I5", ours) == {}
    assert len(rows("I6", ours, made(2020, "fmt2019", 5))) == 7


def test_what_was_carried_out_is_carried_in() -> None:
    last = made(2021, "fmt2021", carried_out__total=3, carried_out__org_other=None)
    found = rows("I6", made(2022, "fmt2021", carried_in__total=2), last)
    assert (found["total"], found["org_other"]) == (("fail", 2, 3), ("unknown", 0, None))
    assert {found[col][0] for col in set(found) - {"total", "org_other"}} == {"pass"}


def test_items_chain_in_the_form_of_2019_only() -> None:
    last = made(2019, "fmt2019", administrative_fees__items_prev_year=4, administrative_fees__items_change=-1)
    found = rows("I7", made(2020, "fmt2019", administrative_fees__items_prev_year=4), last)
    assert found.pop("administrative_fees") == ("fail", 4, 3)
    assert {status for status, _, _ in found.values()} == {"pass"}
    assert len(found) == 4
    assert rows("I7", made(2021, "fmt2021"), last) == {}


@pytest.mark.parametrize(("form", "shared"), [("fmt2021", 25), ("fmt2019", 22)])
def test_a_unit_is_at_most_its_government_in_the_rows_of_both_forms(form: str, shared: int) -> None:
    government = made(2021, "fmt2021", 5, refused_state_secret__total=0, granted_full__total=None)
    found = rows("I12", made(2021, form, 1), government=government)
    assert len(found) == shared
    assert (found.pop("refused_state_secret"), found.pop("granted_full")) == (("fail", 1, 0), ("unknown", 1, None))
    assert {status for status, _, _ in found.values()} == {"pass"}


@pytest.mark.parametrize(("issued", "status"), [(1, "pass"), (0, "fail"), (None, "unknown")])
def test_last_years_notices_decide_about_an_unpaid_fee(issued: int | None, status: str) -> None:
    ours, last = made(2022, "fmt2021", other_fee_unpaid__total=1), made(2021, "fmt2021")
    last.facts = [] if issued is None else [Fact("fee_notices_issued", issued, "件", "句。")]
    assert rows("I8", ours, last)["fee_notices_issued"] == (status, 1, 0)


def test_identities_stay_as_they_were_tested_and_soft_rows_are_replaced() -> None:
    ours, last = made(2022, "fmt2021"), made(2021, "fmt2021")
    ours.checks = checks_beside(ours, last, None)
    again = checks_beside(ours, None, None)
    assert [check.check for check in again if check.check not in SOFT] == ["I1"]
    assert {check.check for check in again} & {"I5", "I6"} == set()
