"""Soft checks in the dataset: which partitions follow from which reports, on the demonstration portal's pages and edits of them."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from dask_cluster import cluster
from small_archive import HTML, PORTAL, fingerprint

from crawler.build import build
from crawler.demo import expected
from crawler.demo.articles import Article, articles, body
from crawler.responses import Fetched
from crawler.store import Store
from output.commands import show
from parsing.forms.soft import SOFT

DAY = date(2027, 1, 10)
T0 = datetime(2027, 1, 5, 1, 2, 3, tzinfo=UTC)
GOVERNMENT, BUREAU, STREET = "110105-chaoyangqu", "110105-caizhengju", "110105010-xiaoguanjiedao"


def save(store: Store, article: Article, page: str, minutes: int) -> None:
    head = f"<html><head><title>{article.title}</title></head><body><h1>{article.title}</h1>"
    column = article.url.rpartition("/")[0] + "/"
    listing = {"title": article.title, "list_date": article.published.isoformat()}
    store.listed(PORTAL, article.url, column=column, list_url=column, **listing)
    store.save(PORTAL, "report", Fetched(article.url, 200, HTML, f"{head}{page}</body></html>".encode(), T0 + timedelta(minutes=minutes)))


def publish_again(data: Path, agency: str, year: int, cells: dict[str, str], swap: tuple[str, str] = ("", "")) -> None:
    """The page of a report changes: some figures of its section 3 (`row.col`), and a text."""
    article = next(a for a in articles() if a.report and (a.report.agency_id, a.report.year) == (agency, year) and not a.second)
    assert article.report is not None
    changed = article.report.cells | {f"s3_requests.{name}": text for name, text in cells.items()}
    assert len(changed) == len(article.report.cells)
    with Store.open(data) as store:
        save(store, article, body(replace(article.report, cells=changed)).replace(*swap), minutes=9000)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    with Store.open(data) as store:
        store.portal(PORTAL, "北京市朝阳区", PORTAL)
        for minutes, article in enumerate(a for a in articles() if a.fetched and not a.files):
            save(store, article, article.body, minutes)
    build(data, today=DAY)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "data"))


def checks(data: Path) -> pd.DataFrame:
    return pd.read_parquet(data / "dataset" / "checks").astype({"agency": str})


def failed(data: Path) -> set[tuple[str, int, str, str]]:
    rows = checks(data)
    rows = rows[rows["status"] == "fail"]
    return set(zip(rows["agency"], rows["year"], rows["check"], rows["scope"], strict=True))


def changes(data: Path, before: dict[str, str]) -> set[tuple[str, str, str]]:
    """(table, agency, year) of every partition file that differs."""
    after = fingerprint(data)
    assert set(after) == set(before)
    paths = (name.split("/") for name in after if after[name] != before[name] and "/" in name)
    return {(table, agency.removeprefix("agency="), year.removeprefix("year=")) for table, agency, year, _ in paths}


def test_the_portal_contradicts_itself_only_where_it_is_declared(built: Path) -> None:
    declared = {
        (report.agency_id, report.year, *check) for report in expected() if report.outcome == "fetched" for check in report.failed_checks
    }
    assert declared
    assert failed(built) == declared
    rows = checks(built)
    soft = rows[rows["check"].isin(SOFT)]
    assert set(soft["check"]) == set(SOFT) - {"I10"}
    assert set(zip(*(soft[soft["status"] == "unknown"][name] for name in ("agency", "check")), strict=True)) == {
        ("110105026-wangjingjiedao", "I6")  # leaves blanks for zeros
    }


def test_every_own_report_stands_beside_its_government_and_its_own_last_year(built: Path) -> None:
    rows = checks(built)
    years = {(r.agency_id, r.year) for r in expected() if r.cells and r.format == "html"}
    beside = {code: set(zip(found["agency"], found["year"], strict=True)) for code, found in rows.groupby("check")}
    assert beside["I12"] == {key for key in years if key[0] != GOVERNMENT}
    assert beside["I6"] == {(agency, year) for agency, year in years if (agency, year - 1) in years}
    assert {year for _, year in beside["I7"]} == {2020}
    assert {year for _, year in beside["I5"]} == {2022}


def test_a_second_build_writes_nothing_and_a_reparse_the_same_bytes(data: Path) -> None:
    before = fingerprint(data)
    assert not build(data, today=DAY).changed
    shutil.rmtree(data / "dataset")
    build(data, full=True, workers=1, today=DAY)
    assert fingerprint(data) == before


def test_built_in_pieces_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    pages = list(enumerate(a for a in articles() if a.fetched and not a.files))
    random.Random(1).shuffle(pages)
    for start in range(0, len(pages), 12):
        with Store.open(tmp_path) as store:
            store.portal(PORTAL, "北京市朝阳区", PORTAL)
            for minutes, article in pages[start : start + 12]:
                save(store, article, article.body, minutes)
        build(tmp_path, workers=1, today=DAY)
    assert fingerprint(tmp_path) == fingerprint(built)


def test_a_cluster_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    before = fingerprint(data)
    shutil.rmtree(data / "dataset")
    with cluster(tmp_path) as (spec, _):
        build(data, executor=str(spec), full=True, today=DAY)
    assert fingerprint(data) == before


def test_a_changed_year_rewrites_itself_and_the_checks_of_the_next(data: Path) -> None:
    before = fingerprint(data)
    publish_again(data, BUREAU, 2021, {"carried_out.natural_person": "9"})
    assert build(data, today=DAY).partitions_written == 2
    own = {(table, BUREAU, "2021") for table in ("cells", "checks", "reports", "facts", "problems")}
    assert changes(data, before) - own == {("checks", BUREAU, "2022"), ("reports", BUREAU, "2022")}
    assert (BUREAU, 2022, "I6", "natural_person") in failed(data)
    assert not build(data, today=DAY).changed
    changed = fingerprint(data)
    shutil.rmtree(data / "dataset")
    build(data, full=True, today=DAY)
    assert fingerprint(data) == changed


def test_a_changed_government_rewrites_the_checks_of_its_units_that_year(data: Path) -> None:
    before = fingerprint(data)
    publish_again(data, GOVERNMENT, 2022, {"received_new.total": "8"})
    build(data, today=DAY)
    rewritten = {(agency, year) for _, agency, year in changes(data, before)}
    units = {r.agency_id for r in expected() if r.cells and r.format == "html" and r.year == 2022}
    assert rewritten == {(agency, "2022") for agency in units}
    below = {key[0] for key in failed(data) if key[1:] == (2022, "I12", "received_new")}
    assert STREET not in below
    assert BUREAU in below
    reports = pd.read_parquet(data / "dataset" / "reports").set_index("report_id")
    ours = reports.loc[f"{BUREAU}.2022.own.r1"]
    assert (ours["status"], ours["checks_failed"], ours["soft_checks_failed"]) == ("parsed", 0, 1)


def test_a_change_that_no_check_looks_at_rewrites_no_other_partition(data: Path) -> None:
    before = fingerprint(data)
    publish_again(data, GOVERNMENT, 2021, {}, ("解读材料的形式还比较单一", "解读材料仍不够丰富"))
    assert build(data, today=DAY).partitions_written == 1
    assert {(agency, year) for _, agency, year in changes(data, before)} == {(GOVERNMENT, "2021")}


def test_show_lists_the_soft_checks_that_do_not_agree(data: Path) -> None:
    publish_again(data, BUREAU, 2021, {"carried_out.natural_person": "9"})
    build(data, today=DAY)
    result = CliRunner(env={"COLUMNS": "100"}).invoke(show, [BUREAU, "2022", "--data", str(data)])
    text = result.output
    assert "Soft checks: 36 pass, 1 fail, 0 unknown" in text
    (line,) = (line for line in text.splitlines() if line.lstrip().startswith("I6"))
    assert line.split()[:2] == ["I6", "natural_person"]
    assert "last year's report" in line
    assert "Identities that do not hold" not in text
