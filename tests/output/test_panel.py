"""The panel: known figures, every way in which one can be missing, and a second computation that knows nothing of matrices."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_dataset import BUREAU, STREET, entry, form_cells, report, small_dataset, troubled_report

from output.columns import parts_table, reports_table, rows_table
from output.labels import LABELS
from output.load import read_table
from output.panel import PANEL_INPUTS, PANEL_ROWS, panel_table, wide_table
from output.panel.figures import STATUSES
from output.panel.series import MATCHES
from output.schema import INDICATORS, TABLES
from parsing.records import Cell, Check, Fact, Problem, Report

CROSSWALK = Path(__file__).resolve().parents[3] / "shared" / "forms" / "crosswalk.csv"


def tables(
    reports: list[Report], coverage: list[dict[str, Any]] | None = None, agencies: list[dict[str, Any]] | None = None
) -> dict[str, pa.Table]:
    """The panel's inputs, made of reports of the street; no file is written."""
    entries = [entry(made) for made in reports]
    keys = {name: pa.array([getattr(one, name) for one in entries], kind) for name, kind in (("agency", pa.string()), ("year", pa.int64()))}
    found = {name: parts_table(TABLES[name], entries) for name in ("cells", "facts", "problems", "checks")}
    found["reports"] = reports_table(entries).add_column(0, "agency", keys["agency"]).add_column(1, "year", keys["year"])
    known = agencies if agencies is not None else [{"agency": STREET, "name": "小关街道", "kind": "subdistrict"}]
    return found | {"coverage": rows_table(TABLES["coverage"], coverage or []), "agencies": rows_table(TABLES["agencies"], known)}


def panel(reports: list[Report], **more: Any) -> pd.DataFrame:
    frame: pd.DataFrame = panel_table(tables(reports, **more)).to_pandas()
    return frame.set_index("indicator")


def at(frame: pd.DataFrame, indicator: str, *names: str) -> list[Any]:
    return [None if pd.isna(value) else value for value in frame.loc[indicator, list(names or ("value", "status", "match"))]]


def set_cells(made: Report, **values: int | None) -> Report:
    """Set cells by `row__col` of sections 3 and 4; None makes one blank."""
    for name, value in values.items():
        row, col = name.split("__")
        for cell in made.cells:
            if (cell.row, cell.col) == (row, col) and cell.table in {"s3_requests", "s4_remedies"}:
                cell.value, cell.raw, cell.status = value, "" if value is None else str(value), "blank" if value is None else "reported"
    return made


def test_every_indicator_has_a_row_for_every_report() -> None:
    frame = panel([report(2021), report(2022)])
    assert list(frame.index) == [*INDICATORS, *INDICATORS]
    assert frame["year"].tolist() == [2021] * len(INDICATORS) + [2022] * len(INDICATORS)
    assert not frame.reset_index().duplicated(["agency", "year", "report_scope", "indicator"]).any()


def test_figures_and_rates_are_those_of_the_page() -> None:
    made = set_cells(report(), received_new__total=10, carried_in__total=2, results_total__total=8, carried_out__total=4)
    set_cells(made, granted_full__total=3, granted_partial__total=1, refused_state_secret__total=2, refused_internal_affairs__total=1)
    set_cells(made, review__corrected=1, review__upheld=3, review__pending=5, review__total=9)
    frame = panel([made])
    assert at(frame, "refused") == [3, "reported", "exact"]
    assert at(frame, "refusal_rate", "value", "numerator", "denominator", "unit") == [3 / 8, 3, 8, "1"]
    assert at(frame, "grant_rate", "value", "numerator", "denominator") == [0.5, 4, 8]
    assert at(frame, "carried_out_rate", "value") == [4 / 12]
    assert at(frame, "review_correction_rate", "value", "denominator") == [0.25, 4]
    assert at(frame, "received_new", "numerator", "denominator", "unit_printed", "form") == [None, None, "件", "fmt2021"]


def test_a_rate_over_nothing_is_undefined_and_never_zero() -> None:
    assert at(panel([report()]), "refusal_rate", "value", "status", "numerator", "denominator") == [None, "undefined", 0, 0]


def test_missing_is_null_with_a_status_and_never_zero() -> None:
    frame = panel([troubled_report()])
    # granted_full.natural_person is no figure and review.pending is not on the page, but other columns and totals are.
    assert at(frame, "granted_full") == [2, "reported", "exact"]
    assert at(frame, "review_pending") == [None, "not_carried", "exact"]
    assert at(frame, "review_total") == [2, "reported", "exact"]
    made = report()
    odd = next(cell for cell in made.cells if (cell.row, cell.col) == ("refused_state_secret", "total"))
    odd.value, odd.raw, odd.status = None, "见附件", "unparsed"
    set_cells(made, received_new__total=4, results_total__total=None)
    frame = panel([made])
    assert at(frame, "refused_state_secret") == at(frame, "refused") == [None, "unparsed", "exact"]
    assert at(frame, "results_total") == [None, "blank", "exact"]
    assert at(frame, "refusal_rate", "value", "status", "numerator", "denominator") == [None, "unparsed", None, None]
    assert at(frame, "grant_rate", "value", "status", "numerator", "denominator") == [None, "blank", 0, None]


def test_a_blank_report_has_no_zero_in_it() -> None:
    frame = panel([report(value=None)])
    of_cells = frame[~frame.index.str.startswith(("stated_", "fee_"))]
    assert of_cells["value"].isna().all()
    assert set(of_cells["status"]) == {"blank"}


def test_forms_meet_only_where_the_crosswalk_lets_them() -> None:
    frame = panel([report(2020, "fmt2019", 7)])
    assert at(frame, "received_new") == [7, "reported", "exact"]
    assert at(frame, "other_handling") == [7, "reported", "exact"]
    assert at(frame, "normative_issued") == [7, "reported", "near"]
    assert at(frame, "penalty_decisions") == [7, "reported", "near"]
    for code in ("normative_in_force", "normative_repealed", "fees_charged", "fee_notices_issued"):
        assert at(frame, code) == [None, "not_comparable", None]
    assert at(panel([report(2021, "fmt2021", 7)]), "other_handling") == [21, "reported", "exact"]


def test_the_table_of_2014_is_near_or_not_there() -> None:
    made = report(2016, "stat2014", 3)
    frame = panel([made])
    assert at(frame, "received_new") == [3, "reported", "near"]
    assert at(frame, "granted_full") == [6, "reported", "near"]
    assert at(frame, "suit_total") == [3, "reported", "near"]
    for code in ("refused", "refused_law_prohibits", "results_total", "review_upheld", "refusal_rate", "penalty_decisions"):
        assert at(frame, code) == [None, "not_comparable", None]
    local = report(2012, "local2008", 3)
    stated = frame.index.str.startswith("stated_")
    assert set(panel([local])[~stated]["status"]) == {"not_comparable"}


@pytest.mark.skipif(not CROSSWALK.is_file(), reason="the crosswalk of the forms is not here")
def test_every_match_is_one_of_the_crosswalk() -> None:
    rows = list(csv.DictReader(CROSSWALK.open(encoding="utf-8")))
    of_2014 = {row["from_code"]: row for row in rows if row["from_form"] == "stat2014"}
    for one in INDICATORS.values():
        if (source := one.sources.get("stat2014")) and source.cells:
            row = of_2014["+".join(cell.split(".")[1] for cell in source.cells)]
            assert (row["to_code"].replace(" ", ""), row["match"]) == ("+".join(one.sources["fmt2021"].cells), "near")


def test_a_mixed_report_is_told_table_by_table() -> None:
    made = report(2021)
    made.form = "mixed"
    older = [cell for cell in form_cells("fmt2019", 5) if cell.table == "s3_requests"]
    made.cells = [cell for cell in made.cells if cell.table not in {"s3_requests", "s4_remedies"}] + older
    frame = panel([made])
    assert at(frame, "other_handling", "value", "form") == [5, "fmt2019"]
    assert at(frame, "normative_in_force", "value", "form") == [0, "fmt2021"]
    assert at(frame, "review_total", "value", "status", "form") == [None, "not_carried", "mixed"]


def test_a_table_of_a_form_that_has_nothing_comparable_is_told_by_its_other_cells() -> None:
    """Section 2 in the form of 2019 beside section 3 in that of 2021: its fees are items, and no fee is missing on the page."""
    made = report(2021)
    made.form = "mixed"
    older = [cell for cell in form_cells("fmt2019", 5) if cell.table.startswith("s2_")]
    made.cells = [cell for cell in made.cells if not cell.table.startswith("s2_")] + older
    frame = panel([made])
    assert at(frame, "fees_charged", "value", "status", "form") == [None, "not_comparable", "fmt2019"]
    assert at(frame, "rules_in_force", "value", "status", "form") == [None, "not_comparable", "fmt2019"]
    assert at(frame, "rules_issued") == [5, "reported", "near"]


def test_money_is_in_ten_thousand_yuan_and_keeps_the_printed_unit() -> None:
    made = report()
    fee = next(cell for cell in made.cells if cell.row == "administrative_fees")
    made.facts = [Fact("fee_notices_amount", 380, "元", "…"), Fact("fee_collected_amount", 0.038, "万元", "…")]
    for value, unit, expected in ((251000, "元", 25.1), (1.1, "万元", 1.1), (2.5, "亿元", 25000), (3, "千元", 0.3)):
        fee.value, fee.unit = value, unit
        assert at(panel([made]), "fees_charged", "value", "unit", "unit_printed") == [expected, "万元", unit]
    frame = panel([made])
    assert at(frame, "fee_notices_amount", "value", "unit_printed") == [0.038, "元"]
    assert at(frame, "fee_collected_amount", "value", "unit_printed") == [0.038, "万元"]
    fee.unit = "美元"
    assert at(panel([made]), "fees_charged", "value", "status", "unit_printed") == [None, "unparsed", "美元"]


def test_doubts_and_contradictions_stand_beside_their_figures() -> None:
    made = report()
    made.problems = [
        Problem("row_ragged", "doubt", "…", "s3_requests.granted_full"),
        Problem("label_fuzzy", "note", "…", "s3_requests.carried_in"),
        Problem("cell_conflict", "doubt", "…", "s4_remedies..pending"),
        Problem("row_unknown", "doubt", "…", "raw_s2.其他.本年.新"),
    ]
    made.checks = [
        Check("I2", "total", "fail", 1, 2),
        Check("I3", "granted_full", "fail", 1, 2),
        Check("I1", "org_other", "fail", 1, 2),
        Check("I4", "review", "fail", 1, 2),
        Check("I6", "total", "fail", 1, 2),
    ]
    frame = panel([made])
    doubted = set(frame.index[frame["doubt"]])
    assert doubted == {
        "granted_full",
        "grant_rate",
        "full_grant_rate",
        "review_pending",
        "suit_direct_pending",
        "suit_after_review_pending",
    }
    assert at(frame, "granted_full", "checks_failed") == ["I2 I3"]
    assert at(frame, "grant_rate", "checks_failed") == ["I2 I3"]
    assert at(frame, "received_new", "checks_failed") == [None]
    assert at(frame, "received_organization", "checks_failed") == ["I1"]
    assert at(frame, "review_other", "checks_failed") == ["I4"]
    made.problems = [Problem("year_conflict", "doubt", "…", "year")]
    assert panel([made])["doubt"].all()


def test_two_scopes_of_a_year_stay_apart() -> None:
    own, whole = report(value=1), report(value=100)
    whole.report_scope = "aggregate"
    frame = panel([own, whole]).reset_index()
    new = frame[frame["indicator"] == "received_new"]
    assert new[["report_scope", "value"]].to_numpy().tolist() == [["aggregate", 100], ["own", 1]]


def test_an_agency_year_without_a_report_says_why() -> None:
    coverage = [
        {"agency": STREET, "year": 2021, "outcome": "parsed"},
        {"agency": STREET, "year": 2020, "outcome": "overdue", "reason": "not_listed"},
        {"agency": STREET, "year": 2019, "outcome": "not_published_yet"},
    ]
    frame = panel([report()], coverage=coverage).reset_index()
    lost = frame[frame["year"] != 2021]
    assert len(lost) == 2 * len(INDICATORS)
    assert lost[["value", "form", "match", "report_id", "unit_printed", "numerator"]].isna().all(axis=None)
    assert set(lost["status"]) == {"no_report"}
    assert lost.groupby("year")["reason"].unique().map(list).to_dict() == {2019: ["not_published_yet"], 2020: ["not_listed"]}
    assert set(lost["report_scope"]) == {"unknown"}


def test_a_report_that_failed_has_only_what_its_prose_states() -> None:
    made = Report(status="failed", reason="no_table", year=2015, report_scope="own", form="unknown", sha256="00", format="html")
    made.facts = [Fact("requests_received", 5, "件", "收到申请5件"), Fact("fee_collected_amount", 0, "元", "未收费")]
    frame = panel([made])
    assert at(frame, "stated_received", "value", "status", "match", "reason") == [5, "reported", "near", None]
    others = frame.drop("stated_received")
    assert set(others["status"]) == {"no_report"}
    assert set(others["reason"]) == {"no_table"}
    assert others["value"].isna().all()
    assert frame["report_id"].notna().all()


def test_an_agency_that_goes_on_as_another_is_told_and_not_joined() -> None:
    agencies = [
        {"agency": STREET, "name": "小关街道", "kind": "subdistrict", "successor": BUREAU},
        {"agency": BUREAU, "name": "财政局", "kind": "department"},
    ]
    coverage = [{"agency": BUREAU, "year": 2022, "outcome": "overdue"}]
    frame = panel([report()], agencies=agencies, coverage=coverage).reset_index()
    street, bureau = frame[frame["agency"] == STREET], frame[frame["agency"] == BUREAU]
    assert (set(street["successor"]), set(bureau["predecessors"])) == ({BUREAU}, {STREET})
    assert street["predecessors"].isna().all()
    assert set(street["year"]) == {2021}
    assert bureau["value"].isna().all()


def test_every_status_and_match_is_a_code() -> None:
    assert set(LABELS["panel_status"]) == set(STATUSES)
    assert set(LABELS["match"]) == set(MATCHES)


def test_the_columns_and_rows_that_are_read_are_all_that_the_panel_needs() -> None:
    made = troubled_report()
    made.checks.append(Check("I2", "total", "fail", 1, 2))
    whole = tables([made])
    narrow = {name: whole[name].select(columns) for name, columns in PANEL_INPUTS.items()}
    for name, rows in PANEL_ROWS.items():
        narrow[name] = narrow[name].filter(rows)
    assert narrow["cells"].num_rows < whole["cells"].num_rows / 2
    assert panel_table(narrow).equals(panel_table(whole))


def test_nothing_gives_an_empty_panel_with_all_columns() -> None:
    empty = panel_table(tables([]))
    assert empty.num_rows == 0
    assert empty.schema.equals(TABLES["panel"].full_schema, check_metadata=True)
    assert wide_table(empty, tables([])["reports"], tables([])["agencies"]).schema.equals(TABLES["panel_wide"].full_schema)


def test_the_wide_panel_is_the_long_one_turned(tmp_path: Path) -> None:
    small_dataset(tmp_path)
    inputs = {name: read_table(name, tmp_path) for name in PANEL_INPUTS}
    long, wide = panel_table(inputs), wide_table(panel_table(inputs), inputs["reports"], inputs["agencies"])
    assert long.schema.equals(TABLES["panel"].full_schema, check_metadata=True)
    frame = wide.to_pandas()
    # 2019 failed without a row in `reports`, 2020 is overdue: both are there, with the reason.
    assert frame[["agency_name", "year", "status", "reason"]].fillna("").to_numpy().tolist() == [
        ["北京市朝阳区财政局", 2019, "no_report", "image_only"],
        ["北京市朝阳区财政局", 2020, "no_report", "not_found"],
        ["北京市朝阳区财政局", 2021, "parsed", ""],
        ["北京市朝阳区小关街道", 2020, "partial", ""],
        ["北京市朝阳区小关街道", 2021, "parsed", ""],
    ]
    turned = frame.melt(["agency", "year", "report_scope"], list(INDICATORS), "indicator").dropna()
    both = turned.merge(long.to_pandas().dropna(subset="value"), on=["agency", "year", "report_scope", "indicator"], how="outer")
    assert (both["value_x"] == both["value_y"]).all()


figures = st.one_of(st.none(), st.just("gone"), st.just("odd"), st.integers(0, 10**9))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["fmt2021", "fmt2019", "stat2014"]), st.data())
def test_a_second_computation_agrees(form: str, data: st.DataObject) -> None:
    made = report(2021, form)
    made.cells = [cell for cell in made.cells if _draw(cell, data.draw(figures) if data.draw(st.integers(0, 9)) == 0 else 1)]
    known = {cell.key: cell for cell in made.cells}
    frame = panel([made])
    for code, one in INDICATORS.items():
        source = one.sources.get(form)
        if source is None or source.fact:
            continue
        parts = [known.get(cell) for cell in source.cells]
        whole = all(part is not None and part.value is not None for part in parts)
        assert at(frame, code, "value") == [sum(part.value for part in parts) if whole else None]  # type: ignore[misc,union-attr]
        assert (frame.loc[code, "status"] == "reported") == whole


def _draw(cell: Cell, figure: Any) -> bool:
    cell.value = figure if isinstance(figure, int) else None
    cell.status = "reported" if isinstance(figure, int) else "unparsed" if figure == "odd" else "blank"
    return figure != "gone"
