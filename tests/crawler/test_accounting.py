"""Who is expected to publish, who no longer can, and what got worse: coverage as a user reads it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
from loopback import command
from small_archive import HOST, HTML, STREETS, T0, fill, page

from crawler.build import build
from crawler.responses import Fetched
from crawler.store import Store

DAY = date(2027, 5, 1)
# 高邑县: three towns throughout, 万城乡 a town since 2017, 中韩乡 one since 2021.
COUNTY = "130127"
TOWNS = ("高邑镇人民政府", "大营镇人民政府", "富村镇人民政府")


def coverage(data: Path) -> dict[tuple[str, int], pd.Series]:
    rows = pd.read_parquet(data / "dataset" / "coverage.parquet")
    names = pd.read_parquet(data / "dataset" / "agencies.parquet").set_index("agency")["name"]
    return {(names[row["agency"]].removeprefix("石家庄市高邑县"), row["year"]): row for _, row in rows.iterrows()}


def county(data: Path, *reports: tuple[str, int]) -> None:
    with Store.open(data) as store:
        store.portal("130127", "高邑县", COUNTY)
        for n, (name, year) in enumerate(reports):
            url = f"{HOST}/gaoyi/{n}.html"
            listed = f"高邑县{name}{year}年政府信息公开工作年度报告"
            store.listed("130127", url, column=f"{HOST}/gaoyi/", list_url=f"{HOST}/gaoyi/", title=listed, list_date=f"{year + 1}-01-20")
            body = page(f"高邑县{name}", year).replace("北京市朝阳区人民政府".encode(), b"")
            store.save("130127", "report", Fetched(url, 200, HTML, body, T0))


def test_towns_that_the_register_knows_are_expected_of_a_portal_that_publishes_for_them(tmp_path: Path) -> None:
    county(tmp_path, *((name, year) for name in TOWNS for year in (2019, 2021)))
    build(tmp_path, today=DAY)
    found = coverage(tmp_path)
    assert found["高邑镇人民政府", 2021]["outcome"] in {"parsed", "partial"}
    assert (found["万城镇人民政府", 2021]["outcome"], found["万城镇人民政府", 2021]["reason"]) == ("overdue", "not_listed")
    assert found["中韩镇人民政府", 2021]["outcome"] == "overdue"
    assert ("中韩镇人民政府", 2019) not in found
    assert found["中韩乡人民政府", 2019]["outcome"] == "overdue"
    assert ("中韩乡人民政府", 2021) not in found
    assert ("万城乡人民政府", 2019) not in found


def test_two_towns_do_not_make_a_portal_that_publishes_for_all(tmp_path: Path) -> None:
    county(tmp_path, *((name, 2021) for name in TOWNS[:2]))
    build(tmp_path, today=DAY)
    assert {name for name, _ in coverage(tmp_path)} == set(TOWNS[:2])


def test_a_township_that_became_a_town_is_not_existing_afterwards_and_names_what_it_became(tmp_path: Path) -> None:
    county(tmp_path, *((name, year) for name in TOWNS for year in (2019, 2022)), ("中韩乡人民政府", 2019), ("中韩镇人民政府", 2022))
    build(tmp_path, today=DAY)
    found = coverage(tmp_path)
    gone = found["中韩乡人民政府", 2021]
    assert (gone["outcome"], gone["reason"]) == ("not_existing", "abolished")
    assert "130127104-zhonghanzhen" in gone["detail"]
    assert (found["中韩镇人民政府", 2019]["outcome"], found["中韩镇人民政府", 2019]["reason"]) == ("not_existing", "not_yet_founded")
    agencies = pd.read_parquet(tmp_path / "dataset" / "agencies.parquet").set_index("name")["successor"]
    assert agencies["石家庄市高邑县中韩乡人民政府"] == "130127104-zhonghanzhen"


def test_what_got_worse_is_named_once_by_the_build_and_by_coverage(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data)
    assert build(data, today=date(2023, 1, 15)).worse == []
    summary = build(data, today=DAY)
    (lost,) = summary.worse
    assert (lost["name"].removeprefix("北京市朝阳区"), lost["year"], lost["reason"]) == (STREETS[1], 2022, "not_listed")
    assert build(data, today=DAY).worse == []
    run = data / "runs" / "20270501T000000Z"
    run.mkdir(parents=True)
    (run / "run.json").write_text(json.dumps({"build": {"worse": summary.worse}}), encoding="utf-8")
    printed = command("coverage", data=data).out
    assert "Worse since the run before:" in printed
    assert "望京街道办事处 2022: not_published_yet → overdue (not_listed)" in printed
