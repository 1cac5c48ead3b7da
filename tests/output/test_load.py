from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sample_dataset import BUREAU, STREET, entry, report, small_dataset

from output.dataset import write_partition
from output.errors import DatasetError
from output.load import load
from output.schema import RELEASED, TABLES


def test_a_table_comes_with_agency_and_year_in_front(tmp_path: Path) -> None:
    small_dataset(tmp_path)
    cells = load("cells", tmp_path)
    assert list(cells.columns[:2]) == ["agency", "year"]
    assert cells["year"].dtype == "int64"
    assert isinstance(cells["agency"][0], str)
    assert len(cells) == 200 + 198 + 200
    reports = load("reports", tmp_path)
    assert reports["fetched_at"].dtype == "datetime64[s, UTC]"
    assert pd.api.types.is_datetime64_dtype(reports["signed_on"])


def test_filters_narrow_by_agency_and_year(tmp_path: Path) -> None:
    small_dataset(tmp_path)
    assert set(load("cells", tmp_path, agencies=[BUREAU])["agency"]) == {BUREAU}
    assert set(load("cells", tmp_path, years=2020)["agency"]) == {STREET}
    assert len(load("cells", tmp_path, agencies=STREET, years=[2020, 2021])) == 398
    assert len(load("coverage", tmp_path, agencies=BUREAU, years=range(2019, 2021))) == 2
    assert load("agencies", tmp_path, agencies=STREET)["names"][0].tolist() == ["小关街道", "小关街道办事处"]


def test_only_the_partitions_asked_for_are_read(tmp_path: Path) -> None:
    root = small_dataset(tmp_path)
    (root / f"cells/agency={BUREAU}/year=2021/part-0.parquet").write_bytes(b"torn")
    assert len(load("cells", tmp_path, agencies=STREET)) == 398


def test_partitions_come_in_order(tmp_path: Path) -> None:
    for year in (2022, 2019, 2021, 2020):
        write_partition(tmp_path / "dataset", STREET, year, [entry(report(year))])
    assert load("reports", tmp_path)["year"].tolist() == [2019, 2020, 2021, 2022]


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if table not in RELEASED])
def test_an_empty_dataset_gives_empty_frames_with_all_columns(tmp_path: Path, table: str) -> None:
    (tmp_path / "dataset").mkdir()
    frame = load(table, tmp_path)
    assert frame.empty
    assert list(frame.columns) == TABLES[table].full_schema.names


def test_what_cannot_be_loaded_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no dataset") as missing:
        load("cells", tmp_path)
    assert (missing.value.code, missing.value.exit_code) == ("no_dataset", 3)
    small_dataset(tmp_path)
    with pytest.raises(DatasetError, match="choose one of reports, cells"):
        load("cell", tmp_path)
    with pytest.raises(DatasetError, match="no column year"):
        load("codes", tmp_path, years=2021)
