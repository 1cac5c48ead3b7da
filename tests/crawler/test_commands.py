"""The command line as a user and a scheduler meet it: exit codes, sentences, run.json, Scrapy's own habits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loopback import ROOT, Portal, command, crawl, html, serving

from crawler.tracing import find
from output.load import read_table
from output.locks import run_lock
from output.stored import stored_entries

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def fill(portal: Portal, count: int, **kwargs) -> None:
    rows = (f'<li><a href="./{n}.html">第{n}局2021年政府信息公开工作年度报告</a><span>2022-01-20</span></li>' for n in range(count))
    portal.put(COLUMN, html("".join(rows)))
    for n in range(count):
        portal.put(f"{COLUMN}{n}.html", html(f"report {n}", **kwargs))


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["crawl"], 2, "Name a portal"),
        (["crawl", "nowhere"], 2, "nianbao portals list"),
        (["crawl", "110105", "--years", "later"], 2, "2021-2025"),
        (["crawl", "110105", "-s", "novalue"], 2, "SETTING=VALUE"),
        (["crawl", "demo", "110105"], 2, "crawled alone"),
        (["crawl", "110105", "--all"], 2, "not both"),
        (["crawl", "demo", "-s", "DOWNLOAD_DELAY=abc"], 3, "DOWNLOAD_DELAY must be a number"),
        (["crawl", "demo", "-s", "CONCURRENT_REQUESTS=1.5"], 3, "CONCURRENT_REQUESTS must be a whole number"),
        (["crawl", "demo", "-s", "DOWNLOAD_DELAY=-1"], 3, "0 or more"),
        (["crawl", "demo", "-s", "NIANBAO_BACKOFF_DAYS=1,soon"], 3, "NIANBAO_BACKOFF_DAYS must be whole days"),
        (["crawl", "demo", "--data", "broken.toml/data"], 3, "cannot be written"),
        (["crawl", "110106", "-s", "CONTACT=a@b.example", "-s", "NIANBAO_DISCOVER=off"], 3, "no annual-report column"),
        (["crawl", "110106", "-s", "NIANBAO_DISCOVER=maybe"], 3, "off, missing, only"),
        (["crawl", "110105", "--catalogue", "absent.toml"], 3, "cannot be read"),
        (["portals", "check", "--catalogue", "broken.toml"], 1, "key 'name' is missing"),
        (["portals", "check", "--catalogue", "absent.toml"], 3, "cannot be read"),
        (["portals", "check", "--catalogue", "empty"], 3, "holds no TOML file"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_exit_code_and_one_sentence(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.toml").write_text('[[portal]]\nid = "110105"\n', "utf-8")
    run = command(*arguments, data=tmp_path / "data")
    assert (run.code, told in run.err + run.out) == (code, True), run.err + run.out
    assert "Traceback" not in run.err
    assert not run.data.exists()


@pytest.mark.parametrize("charset", ["ascii", "gbk"])
def test_a_run_ends_well_and_prints_utf_8_in_any_locale(tmp_path: Path, charset: str) -> None:
    env = {"PYTHONIOENCODING": charset, "PYTHONUTF8": "0"}
    assert command("crawl", "demo", data=tmp_path / "data", env=env).code == 0
    printed = command("coverage", data=tmp_path / "data", env=env)
    assert "✓" in printed.out
    assert "北京市朝阳区小关街道办事处" in printed.out


def test_help_is_quick_and_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = "[m for m in ('scrapy', 'pandas', 'pyarrow', 'lxml') if m in sys.modules]"
    probe = f"import sys, nianbao\ntry:\n nianbao.main()\nexcept SystemExit: print({heavy})"
    done = subprocess.run([sys.executable, "-c", probe, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    assert all(name in done.stdout for name in ("crawl", "portals", "reparse", "parse", "show", "coverage"))


def test_python_front_door() -> None:
    import nianbao
    from output.load import load
    from parsing import parse

    assert (nianbao.parse, nianbao.load) == (parse, load)
    with pytest.raises(AttributeError):
        _ = nianbao.nothing


def test_portals_list_is_plain_where_there_is_no_terminal(tmp_path: Path) -> None:
    lines = command("portals", "list", data=tmp_path / "data").out.splitlines()
    assert any(line.startswith("110105\t北京市朝阳区\thttp://www.bjchy.gov.cn/zfxxgk/gknb/") for line in lines)
    check = command("portals", "check", data=tmp_path / "data")
    assert (check.code, "3209 portals, 21 of them with a column; no faults" in check.out) == (0, True)


def test_run_json_tells_the_run(portal: Portal, tmp_path: Path) -> None:
    fill(portal, 2)
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    report = run.report
    assert (report["exit_code"], report["requests"], report["outcomes"], report["error"]) == (0, 4, {"fetched": 2}, None)
    assert report["portals"]["x-www-a-test"]["listed"] == 2
    assert report["bytes"] > 0
    assert report["command"][0] == "crawl"
    assert [path.name for path in (run.data / "runs").rglob("*") if path.is_file()] == ["run.json"]


def test_second_run_in_a_busy_directory_does_not_start(portal: Portal, tmp_path: Path) -> None:
    fill(portal, 1)
    with run_lock(tmp_path / "data"):
        run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert run.code == 3
    assert len(run.err.strip().splitlines()) == 1
    assert portal.seen == []


def test_ctrl_c_ends_with_130_and_leaves_a_run_json_and_no_lock(portal: Portal, tmp_path: Path) -> None:
    fill(portal, 40, seconds=0.2)
    data = tmp_path / "data"
    hosts = json.dumps({HOST: f"127.0.0.1:{portal.port}"})
    arguments = ["crawl", COLUMN, "-s", "DOWNLOAD_DELAY=0", "-s", f"NIANBAO_HOSTS={hosts}", "--data", str(data)]
    started = subprocess.Popen(
        [sys.executable, "-m", "nianbao", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(portal.seen) < 5:
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=60)
    assert started.returncode == 130
    assert "Traceback" not in errors
    (report,) = (data / "runs").rglob("run.json")
    assert json.loads(report.read_text("utf-8"))["exit_code"] == 130
    assert not (data / "dataset").exists()
    with run_lock(data):
        pass


def test_a_path_that_the_locale_cannot_decode_ends_no_run(portal: Portal, tmp_path: Path) -> None:
    """A cron job may have no locale, and a folder a Chinese name."""
    fill(portal, 1)
    hosts = json.dumps({HOST: f"127.0.0.1:{portal.port}"})
    plain = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    settings = ("-s", f"NIANBAO_HOSTS={hosts}", "-s", "NIANBAO_BUILD=0", "-s", "DOWNLOAD_DELAY=0")
    run = command("crawl", COLUMN, *settings, "--data", str(tmp_path / "数据"), data=tmp_path / "数据", env=plain)
    assert run.code == 0, run.err
    assert run.report["outcomes"] == {"fetched": 1}
    unknown = command("show", "小关", "2021", "--data", str(tmp_path / "data"), data=tmp_path / "data", env=plain)
    assert (unknown.code, len(unknown.err.splitlines())) == (3, 1)


def test_scrapy_s_own_commands_work(portal: Portal, tmp_path: Path) -> None:
    fill(portal, 2)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    scrapy = [sys.executable, "-m", "scrapy"]
    listed = subprocess.run([*scrapy, "list"], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["portal"]
    hosts = json.dumps({HOST: f"127.0.0.1:{portal.port}"})
    settings = [f"NIANBAO_DATA={tmp_path / 'data'}", f"NIANBAO_HOSTS={hosts}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0"]
    arguments = [part for setting in settings for part in ("-s", setting)]
    done = subprocess.run(
        [*scrapy, "crawl", "portal", "-a", f"portal={COLUMN}", "-a", "years=2021", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    (report,) = (tmp_path / "data" / "runs").rglob("run.json")
    assert json.loads(report.read_text("utf-8"))["outcomes"] == {"fetched": 2}, done.stderr
    assert (tmp_path / "data" / "dataset" / "coverage.parquet").exists()


def test_demo_twice_writes_a_dataset_and_then_nothing(tmp_path: Path) -> None:
    def tree() -> dict[Path, tuple[bytes, int]]:
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "data" / "dataset").rglob("*.parquet")}

    first = command("crawl", "demo", data=tmp_path / "data")
    assert first.code == 0, first.err
    assert "小关街道办事处" in first.out
    before = tree()
    second = command("crawl", "demo", data=tmp_path / "data")
    assert (second.code, tree() == before) == (0, True)
    assert "nothing was written" in second.out
    assert second.report["outcomes"]["unchanged"] > 30
    assert {"html", "docx", "doc", "rtf", "odt", "pdf", "ofd", "xls", "xlsx", "image"} <= traced_formats(tmp_path / "data")


def traced_formats(data: Path) -> set[str]:
    """The formats of the reports whose last cell is found again in the archive, at a place that prints its text."""
    reports = read_table("reports", data)
    formats = dict(
        zip(reports["format"].to_pylist(), zip(reports["agency"].to_pylist(), reports["year"].to_pylist(), strict=True), strict=True)
    )
    found = set()
    for agency, year in formats.values():
        for entry in stored_entries(data, agency, year):
            for cell in entry.report.cells[-1:]:
                assert {place.cell.text for place in find(data, entry, cell).places} == {cell.raw}
                found.add(entry.report.format)
    return found
