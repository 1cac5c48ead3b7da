"""From an archive to a dataset: what is chosen, what is said to be missing, and that the bytes repeat whatever happens on the way."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd
import psutil
import pytest
from dask_cluster import cluster
from loopback import Run, command
from small_archive import HOST, HTML, PORTAL, STREETS, T0, YEARS, fill, fingerprint, page, save, title

from crawler import warc
from crawler.build import build
from crawler.store import Store
from output.errors import DatasetError
from output.load import load

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2027, 1, 10)
XIAOGUAN = "110105010-xiaoguanjiedao"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    fill(data)
    build(data, today=DAY)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "data"))


def table(data: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(data / "dataset" / (name if (data / "dataset" / name).is_dir() else f"{name}.parquet"))


def outcomes(data: Path) -> dict[str, tuple[str, str | None, str | None]]:
    with Store.open(data) as store:
        rows = store.ledger.rows("SELECT url, outcome, reason, detail FROM addresses")
        return {row["url"].removeprefix(HOST): (row["outcome"], row["reason"], row["detail"]) for row in rows}


def test_each_agency_and_year_has_its_latest_report(built: Path) -> None:
    reports = table(built, "reports")
    assert len(reports) == 7
    assert set(reports["agency"].astype(str)) >= {XIAOGUAN}
    row = reports[(reports["agency"] == XIAOGUAN) & (reports["year"] == 2022)].iloc[0]
    assert (row["report_id"], row["revision"], row["url"]) == (f"{XIAOGUAN}.2022.own.r2", 2, f"{HOST}/art/corrected.html")
    cells = table(built, "cells")
    upheld = cells[(cells["report_id"] == row["report_id"]) & (cells["row"] == "review") & (cells["col"] == "upheld")]
    assert upheld["value"].tolist() == [5.0]


def test_revisions_keep_what_the_dataset_replaced(built: Path) -> None:
    revisions = table(built, "revisions")
    ours = revisions[(revisions["agency"] == XIAOGUAN) & (revisions["year"] == 2022)].sort_values("revision")
    assert ours["latest"].tolist() == [False, True]
    assert ours["url"].tolist() == [f"{HOST}/art/1.html", f"{HOST}/art/corrected.html"]


def test_every_address_ends_with_an_outcome(built: Path) -> None:
    ended = outcomes(built)
    assert ended["/art/corrected.html"][0] == "fetched"
    assert ended["/art/1.html"] == ("superseded", None, f"{HOST}/art/corrected.html")
    assert ended["/street/twin.html"] == ("duplicate", None, f"{HOST}/art/0.html")
    assert ended["/art/notice.html"][0] == "not_a_report"
    assert ended["/art/notice.html"][1] is not None
    assert ended["/art/blocked.html"] == ("blocked", "http_403", None)
    assert "new" not in {outcome for outcome, _, _ in ended.values()}


def test_every_agency_year_ends_with_an_outcome(built: Path) -> None:
    coverage = table(built, "coverage").set_index(["agency", "year"])
    assert len(coverage) == len(STREETS) * len(YEARS)
    gaps = coverage[coverage["report_id"].isna()]
    assert sorted(zip(gaps["outcome"], gaps["reason"], strict=True)) == [("blocked", "blocked"), ("overdue", "not_listed")]
    assert set(coverage[coverage["report_id"].notna()]["outcome"]) == {"partial"}


def test_before_the_due_date_nothing_is_overdue(data: Path) -> None:
    build(data, today=date(2022, 12, 31))
    coverage = table(data, "coverage")
    assert set(coverage[coverage["reason"] == "not_listed"]["outcome"]) == {"not_published_yet"}


def test_a_second_build_reads_nothing_and_writes_nothing(data: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (data / "dataset").rglob("*.parquet")}
    summary = build(data, today=DAY)
    assert (summary.pages_read, summary.changed, summary.partitions_unchanged) == (0, False, 7)
    assert {path: path.stat().st_mtime_ns for path in (data / "dataset").rglob("*.parquet")} == before


def test_reparse_reads_the_archive_alone_and_gives_the_same_bytes(data: Path) -> None:
    before = fingerprint(data)
    with Store.open(data) as store, store.ledger.transaction():
        store.ledger.connection.execute("DELETE FROM captures")
        store.ledger.connection.execute("DELETE FROM bodies")
    shutil.rmtree(data / "dataset")
    summary = build(data, full=True, workers=1, today=DAY)
    assert summary.pages_read == 10
    assert fingerprint(data) == before


def test_a_lost_ledger_costs_only_what_was_never_fetched(data: Path) -> None:
    before = fingerprint(data)
    for path in data.glob("ledger.sqlite*"):
        path.unlink()
    build(data, full=True, today=DAY)
    after = fingerprint(data)
    assert {name for name in before if after.get(name) != before[name]} <= {"coverage.parquet", "agencies.parquet"}
    with Store.open(data) as store:
        again = save(store, "/art/0.html", title(STREETS[0], 2021), page(STREETS[0], 2021), list_date="2022-01-20", minutes=9000)
        assert store.address(again).outcome == "unchanged"  # type: ignore[union-attr]
    build(data, today=DAY)
    assert fingerprint(data) == after


def damage(data: Path, url: str) -> None:
    """Bytes of the body of an address are lost, as on a bad disk."""
    with Store.open(data) as store:
        place = store.address(url).position  # type: ignore[union-attr]
    with (data / "archive" / place.file).open("r+b") as file:
        file.seek(place.offset + place.length // 2)
        file.write(b"\0" * 50)


def test_damage_in_the_archive_costs_the_page_it_stands_in_and_is_said(data: Path) -> None:
    before = table(data, "reports")
    damage(data, f"{HOST}/art/2.html")
    summary = build(data, full=True, today=DAY)
    assert len(summary.damaged) == 1
    assert "-00001.warc.gz, bytes" in summary.damaged[0]
    after = table(data, "reports")
    assert len(after) == len(before)
    changed = after[after["status"] == "failed"]
    assert changed[["agency", "year", "reason"]].values.tolist() == [[XIAOGUAN, 2023, "archive_damaged"]]
    coverage = table(data, "coverage").set_index(["agency", "year"])
    assert coverage.loc[(XIAOGUAN, 2023)][["outcome", "reason"]].tolist() == ["unreadable", "archive_damaged"]
    with Store.open(data) as store:  # the next crawl asks for it without a condition
        again = save(store, "/art/2.html", title(STREETS[0], 2023), page(STREETS[0], 2023), list_date="2024-01-20", minutes=9000)
        assert store.address(again).outcome == "fetched"  # type: ignore[union-attr]
    build(data, today=DAY)
    pd.testing.assert_frame_equal(table(data, "reports").drop(columns="fetched_at"), before.drop(columns="fetched_at"))


def test_damage_found_without_a_ledger_costs_no_page_after_it(data: Path) -> None:
    damage(data, f"{HOST}/art/2.html")
    for path in data.glob("ledger.sqlite*"):
        path.unlink()
    summary = build(data, full=True, today=DAY)
    assert (summary.pages, len(summary.damaged)) == (9, 1)


def reparse(data: Path) -> Run:
    return command("reparse", "--data", str(data), data=data)


def lose_ledger(data: Path) -> None:
    for path in data.glob("ledger.sqlite*"):
        path.unlink()


@pytest.mark.parametrize("kept", [1, 40, 300])
def test_an_end_that_a_killed_run_left_is_said_once_without_a_ledger_and_is_no_damage(data: Path, built: Path, kept: int) -> None:
    """It was damage in every run from then on, and a nightly job failed for ever because of one kill."""
    (file,) = (data / "archive" / "110105").iterdir()
    whole = file.read_bytes()
    _, record = warc.response(f"{HOST}/never.html", T0, 200, HTML, b"of a run that was killed" * 50, "0" * 64)
    left = record[: min(kept, len(record) - 1)]
    file.write_bytes(whole + left)
    lose_ledger(data)
    first = reparse(data)
    assert first.code == 0, first.err
    assert f"110105/110105-00001.warc.gz, bytes {len(whole)} to {len(whole) + len(left)}" in " ".join(first.out.split())
    assert "what a killed run leaves" in " ".join(first.out.split())
    assert file.read_bytes() == whole
    assert (file.parent / f"{file.name}-{len(whole)}.unfinished").read_bytes() == left
    ours, theirs = fingerprint(data), fingerprint(built)
    assert {name for name in theirs if ours.get(name) != theirs[name]} <= {"coverage.parquet", "agencies.parquet"}
    assert "unfinished" not in reparse(data).out
    lose_ledger(data)
    assert "unfinished" not in reparse(data).out


def test_damage_at_the_end_of_a_file_stays_damage(data: Path) -> None:
    (file,) = (data / "archive" / "110105").iterdir()
    whole = file.read_bytes()
    lose_ledger(data)
    for lost in (b"\0" * 300, os.urandom(300)):
        file.write_bytes(whole + lost)
        run = reparse(data)
        assert (run.code, "damaged" in run.out, "unfinished" in run.out) == (1, True, False)


def test_a_page_that_the_ledger_knows_is_lost_where_its_file_is_cut_short(data: Path) -> None:
    """The ledger was lost and made again, so that it does not vouch for the file's length; but it knows what stood there."""
    (file,) = (data / "archive" / "110105").iterdir()
    lose_ledger(data)
    assert reparse(data).code == 0
    with Store.open(data) as store:
        row = store.ledger.one("SELECT offset, length FROM bodies ORDER BY offset DESC")
    os.truncate(file, row["offset"] + row["length"] // 2)  # type: ignore[index]
    assert reparse(data).code == 1


def test_a_page_seen_again_changes_nothing_and_a_corrected_page_makes_a_revision(data: Path) -> None:
    before = fingerprint(data)
    with Store.open(data) as store:
        save(store, "/art/0.html", title(STREETS[0], 2021), page(STREETS[0], 2021), list_date="2022-01-20", minutes=9000)
    assert not build(data, today=DAY).changed
    with Store.open(data) as store:
        save(store, "/art/0.html", title(STREETS[0], 2021), page(STREETS[0], 2021, upheld=9), list_date="2022-01-20", minutes=9001)
    assert build(data, today=DAY).partitions_written == 1
    changed = {name for name, digest in fingerprint(data).items() if before.get(name) != digest}
    assert {name.split("/")[1] for name in changed if "/" in name} == {f"agency={XIAOGUAN}"}
    revisions = table(data, "revisions")
    ours = revisions[(revisions["agency"] == XIAOGUAN) & (revisions["year"] == 2021)]
    assert len(ours) == 2


def test_a_report_that_moves_to_another_year_leaves_no_stale_partition(data: Path) -> None:
    stale = data / "dataset" / "reports" / f"agency={XIAOGUAN}" / "year=2019"
    stale.mkdir()
    shutil.copy(stale.parent / "year=2021" / "part-0.parquet", stale)
    assert build(data, today=DAY).partitions_removed == 1
    assert not stale.exists()


def test_a_deleted_partition_is_written_again(data: Path) -> None:
    before = fingerprint(data)
    shutil.rmtree(data / "dataset" / "reports" / f"agency={XIAOGUAN}")
    build(data, today=DAY)
    assert fingerprint(data) == before


@contextmanager
def reparsing(data: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`nianbao reparse` in a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom crawler.commands_data import reparse\nif __name__ == '__main__': reparse()"
    script = data.parent / "reparse.py"
    script.write_text(code)
    process = subprocess.Popen(
        [sys.executable, str(script), "--data", str(data), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_killed_at_any_moment_and_run_again_gives_the_same_bytes(data: Path) -> None:
    before = {name: digest for name, digest in fingerprint(data).items() if name != "coverage.parquet"}
    for seed in range(4):
        with reparsing(data) as process:
            time.sleep(random.Random(seed).uniform(0.2, 2.5))
            process.kill()
    with reparsing(data) as process:
        assert process.wait(120) == 0
    after = fingerprint(data)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"coverage.parquet"}


def many(data: Path, count: int) -> None:
    with Store.open(data) as store:
        store.portal(PORTAL, "北京市朝阳区", PORTAL)
        for n in range(count):
            agency, year = STREETS[n % len(STREETS)], 2008 + n // len(STREETS)
            save(store, f"/art/{n}.html", title(agency, year), page(agency, year), list_date=f"{year + 1}-01-20", minutes=n)


def test_a_killed_pool_worker_costs_nothing(tmp_path: Path) -> None:
    many(tmp_path, 48)
    build(tmp_path, today=DAY)
    before = fingerprint(tmp_path)
    killed: list[int] = []

    def kill_one(stage: str, done: int, total: int) -> None:
        # Only before the kill: the worker is a zombie after it, whose command line nobody can read.
        if stage == "parse" and not killed:
            workers = [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, signal.SIGKILL)

    build(tmp_path, full=True, progress=kill_one, today=DAY)
    assert killed
    assert fingerprint(tmp_path) == before


def test_a_dask_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    many(data, 96)
    build(data, today=DAY)
    before = fingerprint(data)
    with cluster(tmp_path, "--no-nanny") as (spec, processes):
        killed: list[int] = []

        def kill_one(stage: str, done: int, total: int) -> None:
            if stage == "parse" and not killed:
                killed.append(done)
                processes[1].kill()

        summary = build(data, executor=str(spec), full=True, progress=kill_one, today=DAY)
    assert killed
    assert killed[0] < summary.pages_read == 96
    assert fingerprint(data) == before


def test_a_hostile_page_costs_one_report_and_bounded_time(data: Path) -> None:
    hostile = b"<html><body>" + b"<table><tr><td>" * 1_600_000
    with Store.open(data) as store:
        save(store, "/art/hostile.html", title(STREETS[1], 2022), hostile, list_date="2023-01-20")
        save(
            store, "/art/span.html", title(STREETS[2], 2023), page(STREETS[2], 2023).replace(b'"5"', b'"100000000"'), list_date="2024-01-20"
        )
    began = time.monotonic()
    build(data, today=DAY)
    assert time.monotonic() - began < 150
    coverage = table(data, "coverage").set_index("url")
    assert coverage.loc[f"{HOST}/art/hostile.html", "outcome"] in {"failed", "unreadable"}
    assert coverage.loc[f"{HOST}/art/hostile.html", "reason"]
    assert coverage.loc[f"{HOST}/art/span.html", "outcome"] in {"partial", "failed"}


def older_nianbao(home: Path) -> Path:
    """This program with the schema of version 1."""
    for room in ("parsing", "output", "crawler"):
        shutil.copytree(ROOT / room, home / room, ignore=shutil.ignore_patterns("__pycache__"))
    version = home / "output" / "schema" / "version.py"
    version.write_text(version.read_text(encoding="utf-8").replace("= max(MIGRATIONS)", "= 1"), encoding="utf-8")
    return home


def test_reparse_brings_a_data_directory_of_an_older_schema_up_to_date(tmp_path: Path, built: Path) -> None:
    data = tmp_path / "data"
    fill(data)
    code = f"import datetime; from pathlib import *; from crawler.build import build; build({data!r}, today={DAY!r})"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=older_nianbao(tmp_path / "older"), env=environment)
    assert fingerprint(data) != fingerprint(built)
    with pytest.raises(DatasetError, match="nianbao reparse"):
        load("cells", data)
    build(data, today=DAY, full=True)
    assert fingerprint(data) == fingerprint(built)
    assert len(load("reports", data)) == 7


def test_reparse_brings_back_a_file_that_was_lost_or_torn(data: Path, built: Path) -> None:
    (data / f"dataset/cells/agency={XIAOGUAN}/year=2022/part-0.parquet").unlink()
    (data / f"dataset/cells/agency={XIAOGUAN}/year=2021/part-0.parquet").write_bytes(b"PAR1 torn")
    build(data, today=DAY, full=True)
    assert fingerprint(data) == fingerprint(built)
