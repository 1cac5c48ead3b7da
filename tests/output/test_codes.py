from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from sample_dataset import small_dataset

from crawler.outcomes import ADDRESS_OUTCOMES, AGENCY_YEAR_OUTCOMES
from output.codes import code_rows
from output.coverage import SYMBOLS
from output.labels import LABELS, PROBLEM_ZH, REASON_ZH
from output.schema import TABLES
from parsing.forms import FORMS
from parsing.narrative.facts import find_facts
from parsing.problems import PROBLEMS, REASONS
from parsing.records import Section


def test_every_code_of_the_forms_is_there_once_with_both_labels(tmp_path: Path) -> None:
    codes = pd.read_parquet(small_dataset(tmp_path) / "codes.parquet")
    assert not codes.duplicated(["kind", "form", "table", "code"]).any()
    assert codes[["label_zh", "label_en"]].map(bool).all(axis=None)
    for form in FORMS.values():
        for table in form.tables:
            lines = codes[(codes["form"] == form.code) & (codes["table"] == table.code)].sort_values("position")
            leaves = lines[~lines["heading"]]
            assert leaves[leaves["kind"] == "row"]["code"].tolist() == [row.code for row in table.leaf_rows]
            assert leaves[leaves["kind"] == "col"]["code"].tolist() == [col.code for col in table.leaf_cols]
    total = codes[(codes["form"] == "fmt2021") & (codes["table"] == "s3_requests") & (codes["code"] == "results_total")]
    assert total[["label_zh", "unit", "parent"]].to_numpy().tolist() == [["（七）总计", "件", "results"]]


def test_every_problem_reason_and_outcome_has_a_chinese_label() -> None:
    assert set(PROBLEM_ZH) == set(PROBLEMS)
    assert set(REASON_ZH) == set(REASONS)
    assert set(LABELS["outcome"]) == set(AGENCY_YEAR_OUTCOMES) == set(SYMBOLS)
    assert set(LABELS["address_outcome"]) == set(ADDRESS_OUTCOMES)
    assert not [row for row in code_rows() if "{" in row["label_en"]]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_registry_says_what_every_column_is(table) -> None:
    columns = (*table.partition, *table.columns)
    assert max(Counter(column.name for column in columns).values()) == 1
    assert set(table.key) <= {column.name for column in columns}
    for column in columns:
        assert re.search(r"[\u4e00-\u9fff]", column.label_zh), column
        assert column.label_en
        assert column.description.endswith((".", "…")), column


def test_every_fact_that_the_readers_find_is_a_code() -> None:
    facts = {row["code"] for row in code_rows() if row["kind"] == "fact"}
    sections = [
        Section(1, "总体情况", "本年度共收到政府信息公开申请3件，上年结转1件。"),
        Section(6, "其他", "发出收费通知1件，金额380元，实际收取380元。"),
    ]
    found = {fact.fact for fact in find_facts(sections, 2021)}
    assert found
    assert found <= facts
