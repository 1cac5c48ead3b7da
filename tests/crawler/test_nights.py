"""Night after night: what is asked again and when, what the monitors say, and what a full disk does."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from loopback import HTML, ROOT, Answer, Asked, Portal, Run, command, crawl, html, serving

from crawler import due
from crawler.settings import NIANBAO_REVALIDATE_DAYS as DAYS
from crawler.store import Store

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"
BY_AGE = ("-s", f"NIANBAO_REVALIDATE_DAYS={json.dumps({**DAYS, 'season': 1, '0': 1, '1': 1})}")
LATEST = datetime.now(due.SHANGHAI).year - 1


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def title(name: str, year: int = 2018) -> str:
    return f"{name}{year}年政府信息公开工作年度报告"


def entry(path: str, name: str) -> str:
    return f'<li><a href="{path}">{name}</a><span>2022-01-20</span></li>'


def tagged(text: str):
    def answer(asked: Asked) -> Answer:
        tag = f'"{hash(text)}"'
        headers = HTML | {"ETag": tag}
        return Answer(304, b"", headers) if asked.headers.get("If-None-Match") == tag else Answer(200, text.encode(), headers)

    return answer


def fill(portal: Portal, *titles: str) -> None:
    portal.put(COLUMN, html("".join(entry(f"./{n}.html", text) for n, text in enumerate(titles))))
    for n in range(len(titles)):
        portal.put(f"{COLUMN}{n}.html", tagged(f"<p>report {n}</p>"))


def age(run: Run, days: int) -> None:
    moment = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with sqlite3.connect(run.data / "ledger.sqlite") as connection:
        connection.execute("UPDATE addresses SET checked_at = ? WHERE kind = 'report'", (moment,))


def night(portal: Portal, data: Path, *arguments: str) -> tuple[Run, list[str]]:
    portal.seen.clear()
    run = crawl(portal, data, COLUMN, *BY_AGE, *arguments, hosts=(HOST,))
    assert portal.paths(HOST)[:2] == ["/robots.txt", "/gknb/"]
    return run, [path.rsplit("/", 1)[1] for path in portal.paths(HOST)[2:]]


def codes(run: Run) -> set[tuple[str, str]]:
    return {(finding["level"], finding["code"]) for finding in run.report["findings"]}


def test_a_night_without_news_makes_list_requests_and_due_revalidations_only(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(portal, title("甲局", LATEST), title("乙局"), "丙局政府信息公开年度报告")
    portal.put(f"{COLUMN}3.html", Answer(404))
    portal.put(COLUMN, html(portal.pages[HOST, "/gknb/"].body.decode() + entry("./3.html", title("丁局", LATEST))))
    run, asked = night(portal, data)
    assert asked == ["0.html", "1.html", "2.html", "3.html"]
    archive = {path: path.stat().st_size for path in (data / "archive").rglob("*.gz")}
    run, asked = night(portal, data)
    assert asked == []
    assert (run.report["not_due"], run.report["outcomes"]) == (4, {})
    assert sum(path.stat().st_size - archive[path] for path in (data / "archive").rglob("*.gz")) < 3000, "no body"
    age(run, 2)
    run, asked = night(portal, data)
    assert asked == ["0.html", "2.html"], "the latest year, and what names none"
    assert run.report["outcomes"] == {"unchanged": 2}
    age(run, 8)
    assert night(portal, data)[1] == ["0.html", "2.html", "3.html"]
    age(run, 91)
    season = date.today().month <= 4
    assert night(portal, data)[1] == ["0.html", *([] if season else ["1.html"]), "2.html", "3.html"]
    assert night(portal, data, "--refresh")[1] == ["0.html", "1.html", "2.html", "3.html"]


def test_an_entry_that_its_list_presents_otherwise_is_asked_for_at_once(portal: Portal, tmp_path: Path) -> None:
    fill(portal, title("甲局"), title("乙局"))
    night(portal, tmp_path / "data")
    fill(portal, title("甲局"), title("乙局") + "（更正）", title("丙局"))
    assert night(portal, tmp_path / "data")[1] == ["1.html", "2.html"]


def test_from_january_to_april_the_two_latest_fiscal_years_are_looked_at() -> None:
    january, may = date(2027, 1, 5), date(2027, 5, 1)
    assert [due.revalidation(DAYS, year, january) for year in (None, 2026, 2025, 2024, 2010)] == [1, 1, 1, None, None]
    assert [due.revalidation(DAYS, year, may) for year in (None, 2026, 2025, 2024, 2023, 2010)] == [7, 7, 7, 30, 30, 90]
    assert due.revalidation({}, 2010, january) == 0


def test_faulty_days_are_refused(portal: Portal, tmp_path: Path) -> None:
    run = crawl(portal, tmp_path / "data", COLUMN, "-s", 'NIANBAO_REVALIDATE_DAYS={"0": -1}', hosts=(HOST,))
    assert run.code == 3
    assert "whole days" in run.err


def test_a_list_that_lost_entries_warns_and_one_that_lost_half_stops(portal: Portal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    names = [title(f"第{n}局") for n in range(12)]
    fill(portal, *names)
    assert codes(night(portal, data)[0]) == set()
    fill(portal, *names[:10])
    run, _ = night(portal, data)
    assert (run.code, codes(run)) == (0, {("warn", "fewer_listed")})
    assert "held 12 entries" in run.report["findings"][0]["sentence"]
    fill(portal, *names[:4])
    run, _ = night(portal, data)
    assert (run.code, codes(run)) == (1, {("stop", "half_listed")})
    assert codes(night(portal, data)[0]) == set(), "told once"


def test_error_rates(portal: Portal, tmp_path: Path) -> None:
    fill(portal, *(title(f"第{n}局") for n in range(20)))
    for n in range(4):
        portal.put(f"{COLUMN}{n}.html", Answer(500))
    run, _ = night(portal, tmp_path / "some", "-s", "RETRY_TIMES=0")
    assert (run.code, codes(run)) == (0, {("warn", "some_failed")})
    for n in range(10):
        portal.put(f"{COLUMN}{n}.html", Answer(500))
    run, _ = night(portal, tmp_path / "most", "-s", "RETRY_TIMES=0")
    assert (run.code, codes(run)) == (1, {("stop", "most_failed")})


def test_a_portal_without_the_report_that_is_due_is_stale(portal: Portal, tmp_path: Path) -> None:
    from crawler.catalogue import of_urls
    from crawler.monitors import watch
    from crawler.session import Options, Session

    session = Session.open(Options(tmp_path / "data", hosts={HOST: "127.0.0.1:1"}), of_urls([COLUMN]))
    for year in (2024, 2025):
        session.store.listed("x-www-a-test", f"{COLUMN}{year}.html", column=COLUMN, list_url=COLUMN, title=title("甲局", year))
    session.tally.portals["x-www-a-test"].listed = 2
    try:
        watch(session, date(2027, 1, 31))
        assert session.tally.findings == []
        watch(session, date(2027, 2, 1))
        assert [(finding.level, finding.code) for finding in session.tally.findings] == [("warn", "stale_portal")]
    finally:
        session.close()


def limited(portal: Portal, data: Path, limit: int) -> subprocess.CompletedProcess[str]:
    """The crawl as under `ulimit -f`: no file may grow beyond `limit` bytes."""
    settings = [f"NIANBAO_HOSTS={json.dumps({HOST: f'127.0.0.1:{portal.port}'})}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0"]
    arguments = ["crawl", COLUMN, *(part for setting in settings for part in ("-s", setting)), "--data", str(data)]
    return subprocess.run(
        [sys.executable, "-m", "nianbao", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=data.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


@pytest.mark.parametrize("limit", [150_000, 30_000], ids=["archive", "ledger"])
def test_a_full_disk_is_said_and_nothing_is_torn(portal: Portal, tmp_path: Path, limit: int) -> None:
    fill(portal, *(title(f"第{n}局") for n in range(12)))
    for n in range(12):
        portal.put(f"{COLUMN}{n}.html", Answer(body=b"<p>" + os.urandom(40_000).hex().encode()))
    data = tmp_path / "data"
    run = limited(portal, data, limit)
    assert run.returncode == 3, run.stderr
    assert "free some space" in run.stderr.splitlines()[-1]
    assert "Traceback" not in run.stderr
    assert len(portal.seen) < 14, "it gives up"
    assert not (data / "dataset").exists()
    with Store.open(data):
        pass
    again = crawl(portal, data, COLUMN, hosts=(HOST,))
    assert again.code == 0, again.err
    assert sum(again.report["outcomes"].values()) == 12
    with Store.open(data) as store:
        from crawler import archive

        assert len({capture.url for capture in archive.scan(store.archive_root)}) == 12


def damage(ledger: Path, table: str) -> None:
    with sqlite3.connect(ledger) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with ledger.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def test_damage_that_only_a_middleware_meets_ends_the_crawl_too(portal: Portal, tmp_path: Path) -> None:
    """Each request failed with a traceback as if the host had not answered."""
    fill(portal, *(title(f"第{n}局") for n in range(3)))
    run, _ = night(portal, tmp_path / "data")
    damage(run.data / "ledger.sqlite", "hosts")
    broken = crawl(portal, run.data, COLUMN, hosts=(HOST,))
    assert (broken.code, "Traceback" in broken.err) == (3, False), broken.err
    assert "move it away and run `nianbao reparse`" in broken.err.splitlines()[-1]


@pytest.mark.parametrize("table", ["addresses", "bodies", "captures"])
def test_a_damaged_ledger_is_said_and_rebuilt_from_the_archive(portal: Portal, tmp_path: Path, table: str) -> None:
    fill(portal, *(title(f"第{n}局") for n in range(3)))
    run, _ = night(portal, tmp_path / "data")
    damage(run.data / "ledger.sqlite", table)
    for broken in (crawl(portal, run.data, COLUMN, hosts=(HOST,)), command("reparse", "--data", str(run.data), data=run.data)):
        assert broken.code == 3, broken.err
        assert "move it away and run `nianbao reparse`" in broken.err.splitlines()[-1]
        assert "Traceback" not in broken.err
    for file in run.data.glob("ledger.sqlite*"):
        file.unlink()
    assert command("reparse", "--data", str(run.data), data=run.data).code == 0
    again, asked = night(portal, run.data)
    assert (again.code, again.report["outcomes"], asked) == (0, {"unchanged": 3}, ["0.html", "1.html", "2.html"])
