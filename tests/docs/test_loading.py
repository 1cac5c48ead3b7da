"""The answers that docs/loading.md gives, against figures counted by hand from the cells of the same data."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import nianbao

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "loading.md").read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def home(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(workspace)
    return workspace


def printed(holding: str) -> list[Any]:
    """What the one block that holds these words prints, as objects."""
    (block,) = [text for text in BLOCKS if holding in text]
    found: list[Any] = []
    exec(block, {"print": lambda *things: found.extend(things)})
    return found


def by_hand() -> dict[tuple[str, int], list[float]]:
    """Refused and concluded requests of a district and year, over own reports that print all of them, cell by cell."""
    scopes = nianbao.load("reports", "data").set_index("report_id")["report_scope"]
    cells = nianbao.load("cells", "data")
    sums: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0, 0])
    for report_id, group in cells[(cells["table"] == "s3_requests") & (cells["col"] == "total")].groupby("report_id"):
        value = group.set_index("row")["value"]
        refused = value[value.index.str.startswith("refused_")]
        if scopes[report_id] == "own" and len(refused) == 8 and refused.notna().all() and pd.notna(value.get("results_total")):
            district, year = str(report_id)[:6], int(group["year"].iloc[0])
            sums[district, year][0] += refused.sum()
            sums[district, year][1] += value["results_total"]
    return sums


def test_refusal_rates_have_the_denominators_of_the_pages(home: Path) -> None:
    (relation,) = printed("AS district")
    assert isinstance(relation, duckdb.DuckDBPyRelation)
    rows = relation.fetchall()
    assert {(district, year): [refused, concluded] for district, year, refused, concluded, *_ in rows} == by_hand()
    scopes = nianbao.load("reports", "data").set_index(["agency", "year"])["report_scope"].to_dict()
    due = nianbao.load("coverage", "data")
    due = due[[scopes.get(key) != "aggregate" for key in zip(due["agency"], due["year"], strict=True)]]
    for _, year, refused, concluded, rate, reports, missing in rows:
        assert rate == refused / concluded
        assert reports + missing == (due["year"] == year).sum()
    assert sum(missing for *_, missing in rows) >= (due["outcome"] == "overdue").sum() > 0


def test_one_indicator_of_all_agencies_is_what_the_cells_say(home: Path) -> None:
    (table,) = printed("new.pivot")
    cells = nianbao.load("cells", "data", where={"table": "s3_requests", "row": "received_new", "col": "total"})
    for row in cells.to_dict("records"):
        assert table.xs(row["agency"], level="agency")[row["year"]].dropna().tolist() == [row["value"]]
    assert int(table.notna().sum().sum()) == cells["value"].notna().sum()


def test_what_is_missing_is_named(home: Path) -> None:
    coverage, statuses = printed("coverage[")
    assert set(coverage["outcome"]) == {"partial", "overdue"}
    assert statuses.loc["no_report"].reset_index()["reason"].tolist() == ["not_listed"]


def test_a_figure_leads_to_its_page(home: Path) -> None:
    source, traced = printed("iloc[0])")
    assert "fmt2021: s3_requests.received_new.total [exact]" in source
    row = traced[traced["year"] == 2021].iloc[0]
    assert (row["value"], row["raw"], row["unit"]) == (2, "2", "件")
    assert row["url"].endswith("/t20220106_1001.html")
    assert re.fullmatch(r"[0-9a-f]{64}", row["sha256"])


def test_stata_gets_every_figure_under_a_name_and_a_label(home: Path) -> None:
    printed("to_stata")
    with pd.read_stata("panel_wide.dta", iterator=True) as reader:
        labels, frame = reader.variable_labels(), reader.read()
    wide = nianbao.load("panel_wide", "data/releases")
    assert list(frame.columns) == list(wide.columns)
    assert max(map(len, frame.columns)) <= 32
    assert labels["refusal_rate"] == "Share of concluded requests refused"
    numbers = wide.select_dtypes("number").columns
    pd.testing.assert_frame_equal(frame[numbers], wide[numbers], check_dtype=False)
    assert frame["agency_name"].tolist() == wide["agency_name"].tolist()


@pytest.mark.parametrize("table", ["panel", "panel_wide"])
def test_the_panel_of_a_release_is_that_of_its_data(home: Path, table: str) -> None:
    here, there = nianbao.load(table, "data"), nianbao.load(table, "data/releases")
    keys = [name for name in ("agency", "year", "report_scope", "indicator") if name in here.columns]
    pd.testing.assert_frame_equal(*(frame.sort_values(keys, ignore_index=True) for frame in (here, there)))
