"""The registry: what a change of it asks for, and what derives from it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sample_dataset import small_dataset

from output.dataset import write_table
from output.errors import DatasetError
from output.load import load
from output.schema import DERIVED, INDICATORS, PARTITIONED, REGISTERS, RELEASED, SCHEMA_VERSION, TABLES
from output.schema.codebook import FIELDS, codebook_csv, codebook_markdown, codebook_rows, column_label, labels_r, labels_stata
from output.schema.version import MIGRATIONS, fingerprint
from parsing.forms import FORMS

LATEST = Path(__file__).parent / "schema.txt"


def declared() -> str:
    lines = [f"version {SCHEMA_VERSION}"]
    for table in TABLES.values():
        lines.append(f"{table.name} ({', '.join(table.key)})")
        lines += [f"  {field.name} {field.type}{'' if field.nullable else ' required'}" for field in table.full_schema]
    return "\n".join(lines) + "\n"


def test_a_change_of_a_table_has_a_version_of_its_own() -> None:
    """Where this fails: add the next version to MIGRATIONS with what it brought, then write `declared()` to schema.txt."""
    assert declared() == LATEST.read_text(encoding="utf-8")
    assert list(MIGRATIONS) == list(range(1, SCHEMA_VERSION + 1))


def test_a_label_that_changes_makes_the_partitions_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    assert before == fingerprint()
    monkeypatch.setattr("output.schema.partitioned.PARTITIONED", (replace(TABLES["cells"], label_zh="格"),))
    assert fingerprint() != before


def test_a_table_that_only_releases_hold_is_none_of_a_dataset() -> None:
    """So that it may join without a new version: no file of a dataset, and no partition's fingerprint, knows of it."""
    assert RELEASED
    assert not {*RELEASED} & {*PARTITIONED, *REGISTERS, *DERIVED}
    assert not [table for table in RELEASED if table.partition or table.derived]


def test_every_indicator_is_made_of_what_the_forms_have() -> None:
    facts = {fact.code for form in FORMS.values() for fact in form.facts}
    for one in INDICATORS.values():
        assert re.search(r"[\u4e00-\u9fff]", one.zh)
        assert bool(one.sources) != bool(one.numerator and one.denominator), one.code
        assert set(one.numerator + one.denominator) <= set(INDICATORS)
        for form, source in one.sources.items():
            assert {tuple(cell.split(".")) for cell in source.cells} <= set(FORMS[form].keys()), one.code
            assert source.cells or source.fact in facts | {
                "requests_received",
                "requests_carried_in",
                "requests_answered",
                "reviews",
                "suits",
            }


def test_what_does_not_compare_by_the_crosswalk_is_not_in_the_panel() -> None:
    for code in ("rules_repealed", "normative_repealed", "rules_in_force", "normative_in_force", "fees_charged"):
        assert set(INDICATORS[code].sources) == {"fmt2021"}
    loose = {"refused_law_prohibits", "unavailable_unclear", "refused_administrative_query", "not_processed_petition_complaint"}
    assert not [code for code in loose if "stat2014" in INDICATORS[code].sources]
    assert not [one.code for one in INDICATORS.values() if any(source.cells for form, source in one.sources.items() if form == "local2008")]
    near = {code for code, one in INDICATORS.items() if (old := one.sources.get("fmt2019")) and old.cells and old.match == "near"}
    assert near == {"rules_issued", "normative_issued", "licence_decisions", "penalty_decisions", "compulsion_decisions"}
    other = INDICATORS["other_handling"].sources
    assert (len(other["fmt2021"].cells), other["fmt2019"].cells, other["fmt2019"].match) == (3, ("s3_requests.other.total",), "exact")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_names_fit_stata(table) -> None:
    columns = (*table.partition, *table.columns)
    names = [column.stata for column in columns]
    assert len(set(names)) == len(names)
    for column in columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", column.stata), column.stata
        assert len(column_label(column)) <= 80
        assert '"' not in column_label(column)


def test_the_codebook_has_every_column_and_code_once() -> None:
    rows = codebook_rows()
    assert {tuple(row) for row in rows} == {FIELDS}
    columns = [(row["within"], row["name"]) for row in rows if row["entry"] == "column"]
    assert columns == [(table.name, name) for table in TABLES.values() for name in table.full_schema.names]
    codes = {(row["form"], row["table"], row["name"]): row for row in rows if row["entry"] == "code" and row["within"] in {"row", "col"}}
    for form in FORMS.values():
        for table in form.tables:
            for line in (*table.rows, *table.cols):
                row = codes[form.code, table.code, line.code]
                assert (row["label_zh"], row["label_en"], row["unit"], row["source"]) == (line.zh, line.en, line.unit, form.basis)
    assert "no documents in force" in next(
        row["warning"] for row in rows if row["name"] == "rules_in_force" and row["within"] == "panel_wide"
    )
    assert "not documents in force" in codes["fmt2019", "s2_20_1_documents", "disclosed_total"]["warning"]
    assert "fmt2019: s3_requests.other.total [exact]" in next(row["source"] for row in rows if row["name"] == "other_handling")


def test_the_codebook_can_be_read_as_csv_and_as_markdown() -> None:
    import io

    import pandas as pd

    frame = pd.read_csv(io.StringIO(codebook_csv()), dtype=str, keep_default_na=False)
    assert frame.to_dict("records") == codebook_rows()
    markdown = codebook_markdown()
    assert all(f"## `{name}`" in markdown for name in TABLES)
    for line in markdown.splitlines():
        assert "<" not in line
        if line.startswith("| `"):
            assert line.count("|") - line.count(r"\|") >= 3


def test_labels_are_given_to_r_and_stata() -> None:
    for script in (labels_r(), labels_stata()):
        assert "Share of concluded requests refused 不予公开率" in script
    assert (
        'capture label variable fees_charged `"Administrative and institutional fees charged 行政事业性收费金额 [万元]"\'' in labels_stata()
    )
    assert labels_stata().count("{") == labels_stata().count("}") == len(TABLES)


def with_version(file: Path, version: str | None) -> None:
    table = pq.read_table(file, partitioning=None)
    metadata = {key: value for key, value in table.schema.metadata.items() if key != b"schema_version"}
    pq.write_table(table.replace_schema_metadata(metadata | ({b"schema_version": version.encode()} if version else {})), file)


@pytest.mark.parametrize("file", ["codes.parquet", "cells/agency=110105010-xiaoguanjiedao/year=2020/part-0.parquet"])
def test_another_schema_version_is_refused_with_what_to_do(tmp_path: Path, file: str) -> None:
    root = small_dataset(tmp_path)
    with_version(root / file, None)
    with pytest.raises(DatasetError, match=r"schema version 1, this nianbao reads \d .*run `nianbao reparse --data") as older:
        load("cells", tmp_path, years=2020)
    assert older.value.code == "schema_older"
    with_version(root / file, "99")
    with pytest.raises(DatasetError, match="install a newer nianbao") as newer:
        load("cells", tmp_path, years=2020)
    assert newer.value.code == "schema_newer"
    assert write_table(root, "codes", []) is True


def test_every_file_names_the_schema_version(tmp_path: Path) -> None:
    files = list(small_dataset(tmp_path).rglob("*.parquet"))
    assert {pq.read_schema(file).metadata[b"schema_version"] for file in files} == {str(SCHEMA_VERSION).encode()}
    warned = pq.read_schema(next(file for file in files if "/cells/" in file.as_posix())).field("value").metadata
    assert b"contradict" in warned[b"warning"]
    assert isinstance(TABLES["panel"].file_schema, pa.Schema)
