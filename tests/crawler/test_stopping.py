"""A crawl and a build always end, and say how: when a queue fails under them, and when they are told to stop."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from loopback import ROOT, Portal, crawl, html, serving
from small_archive import fingerprint

from crawler import settings
from output.locks import run_lock

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"
HERE = Path(__file__).parent


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def fill(portal: Portal, count: int, **kwargs) -> None:
    entries = (f'<li><a href="./{n}.html">第{n}局2021年政府信息公开工作年度报告</a><span>2022-01-20</span></li>' for n in range(count))
    portal.put(COLUMN, html("".join(entries)))
    for n in range(count):
        portal.put(f"{COLUMN}{n}.html", html(f"report {n}", **kwargs))


def started(portal: Portal, data: Path, *more: str) -> subprocess.Popen[str]:
    usual = (f"NIANBAO_HOSTS={json.dumps({HOST: f'127.0.0.1:{portal.port}'})}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0")
    given = [part for setting in (*usual, "NIANBAO_BUILD=0", "DOWNLOAD_TIMEOUT=2", *more) for part in ("-s", setting)]
    return subprocess.Popen(
        [sys.executable, "-m", "nianbao", "crawl", COLUMN, *given, "--data", str(data)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"},
        cwd=data.parent,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str], data: Path, patience: float) -> tuple[int, str, dict]:
    try:
        _, errors = process.communicate(timeout=patience)
    finally:
        process.kill()
    (report,) = (data / "runs").rglob("run.json")
    with run_lock(data):
        return process.returncode, errors, json.loads(report.read_text("utf-8"))


@pytest.mark.parametrize(
    "setting",
    [
        "MEMORY_QUEUE=faulty_queues.Unmade",
        "PRIORITY_QUEUE=faulty_queues.Unopened",
        *(f"MEMORY_QUEUE=faulty_queues.{name}" for name in ("Push", "Pop", "Count")),
    ],
)
def test_a_queue_that_fails_ends_the_crawl_and_the_next_one_goes_on(portal: Portal, tmp_path: Path, setting: str) -> None:
    """Scrapy waited for ever for the page that named the request, or lost it and ended well."""
    fill(portal, 6)
    data = tmp_path / "data"
    code, errors, report = ended(started(portal, data, f"SCHEDULER_{setting}"), data, 30)
    assert (code, report["exit_code"]) == (1, 1)
    assert errors.splitlines()[-1].removeprefix("nianbao: ") == report["error"]
    assert "The crawl ended early" in report["error"]
    again = crawl(portal, data, COLUMN, hosts=(HOST,))
    assert again.code == 0, again.err
    assert sum(again.report["outcomes"].values()) == 6


def test_a_folder_of_waiting_requests_that_is_gone_ends_the_crawl(portal: Portal, tmp_path: Path) -> None:
    fill(portal, 30, seconds=0.05)
    data, jobs = tmp_path / "data", tmp_path / "jobs"
    process = started(portal, data, f"JOBDIR={jobs}")
    while len(portal.seen) < 4:
        time.sleep(0.02)
    for path in sorted(jobs.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (jobs / "requests.queue").rmdir() if (jobs / "requests.queue").exists() else None
    jobs.rmdir() if jobs.exists() else None
    code, errors, report = ended(process, data, 30)
    assert code == report["exit_code"] == 1, errors
    assert "The crawl ended early" in report["error"]


def test_a_crawl_that_cannot_start_says_so_in_its_run_too(portal: Portal, tmp_path: Path) -> None:
    extensions = f"EXTENSIONS={json.dumps(settings.EXTENSIONS | {'faulty_queues.Nobody': 50})}"
    code, errors, report = ended(started(portal, tmp_path / "data", extensions), tmp_path / "data", 30)
    assert (code, report["exit_code"], "could not start" in report["error"]) == (1, 1, True), errors
    assert errors.splitlines()[-1] == f"nianbao: {report['error']}"


def test_a_fault_outside_of_the_spider_makes_the_exit_code_1(portal: Portal, tmp_path: Path) -> None:
    fill(portal, 2)
    extensions = f"EXTENSIONS={json.dumps(settings.EXTENSIONS | {'faulty_queues.Idle': 50})}"
    code, errors, report = ended(started(portal, tmp_path / "data", extensions), tmp_path / "data", 30)
    assert (code, report["exit_code"], report["unexpected"] > 0) == (1, 1, True), errors
    assert report["outcomes"] == {"fetched": 2}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_that_hangs_ends_when_told_to(portal: Portal, tmp_path: Path, number: signal.Signals) -> None:
    """By itself after the longest that a request may take, at once where it is told twice; Scrapy waited for ever in both."""
    fill(portal, 3)
    for times, patience in ((1, 20), (2, 6)):
        data = tmp_path / f"data{times}"
        portal.seen.clear()
        process = started(portal, data, "SCHEDULER=scrapy.core.scheduler.Scheduler", "SCHEDULER_MEMORY_QUEUE=faulty_queues.Push")
        while COLUMN.removeprefix(f"http://{HOST}") not in portal.paths(HOST):
            time.sleep(0.05)
        time.sleep(1)
        for _ in range(times):
            process.send_signal(number)
            time.sleep(0.5)
        code, errors, report = ended(process, data, patience)
        assert (code, report["exit_code"]) == (130, 130), errors
        # The fault itself is logged where its task happens to be collected; the interrupt leaves no traceback.
        assert errors.count("Traceback") == errors.count("Task exception was never retrieved"), errors
        assert "stopping once the requests under way have ended" in errors
        assert "interrupted" in errors.splitlines()[-1]


def nianbao(*arguments: str) -> subprocess.Popen[str]:
    """In a session of its own, as a terminal starts it: Ctrl-C goes to all of its processes."""
    command = [sys.executable, str(ROOT / "nianbao.py"), *arguments]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(command, stdout=nowhere, stderr=pipe, text=True, encoding="utf-8", start_new_session=True)


def interrupt(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """The last lines of a command that is told to stop; it has ended as one that was, with all that it started."""
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors, errors
    assert "interrupted" in errors.splitlines()[-1]
    until = time.monotonic() + 5
    while left := [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]:
        assert time.monotonic() < until, left
        time.sleep(0.1)
    return errors


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], float]:
    """A crawl of the demonstration portal that is not built yet, what its dataset is when it is, and how long that takes."""
    data, built = tmp_path_factory.mktemp("crawled") / "data", tmp_path_factory.mktemp("built") / "data"
    assert nianbao("crawl", "demo", "-s", "NIANBAO_BUILD=0", "--data", str(data)).wait(timeout=120) == 0
    shutil.copytree(data, built)
    began = time.monotonic()
    assert nianbao("reparse", "--data", str(built)).wait(timeout=120) == 0
    return data, fingerprint(built), time.monotonic() - began


def test_a_reparse_that_is_interrupted_leaves_nothing_behind(crawled: tuple[Path, dict[str, str], float], tmp_path: Path) -> None:
    archive, whole, seconds = crawled
    data = shutil.copytree(archive, tmp_path / "data")
    chance = random.Random(4)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
        process = nianbao("reparse", "--data", str(data))
        time.sleep(chance.uniform(1, seconds * 0.9))
        interrupt(process, number)
    assert nianbao("reparse", "--data", str(data)).wait(timeout=120) == 0
    assert fingerprint(data) == whole
    assert not [path for path in (data / "dataset").rglob("*") if path.is_file() and path.suffix != ".parquet"]


@pytest.mark.parametrize(("number", "stage"), [(signal.SIGTERM, "parse"), (signal.SIGINT, "write")])
def test_a_crawl_that_is_interrupted_in_its_build_says_so(
    crawled: tuple[Path, dict[str, str], float], tmp_path: Path, number: signal.Signals, stage: str
) -> None:
    archive, whole, _ = crawled
    data = shutil.copytree(archive, tmp_path / "data")
    process = nianbao("crawl", "demo", "--data", str(data))
    assert process.stderr is not None
    while f" {stage}: " not in (line := process.stderr.readline()):
        assert line, "it ended before"
    interrupt(process, number)
    report = max((data / "runs").rglob("run.json"), key=lambda path: path.stat().st_mtime_ns)
    told = json.loads(report.read_text("utf-8"))
    assert (told["exit_code"], "interrupted" in told["error"], told["build"]) == (130, True, None)
    assert nianbao("crawl", "demo", "--data", str(data)).wait(timeout=120) == 0
    assert fingerprint(data) == whole


@pytest.mark.parametrize("seconds", [0.0, 0.2])
def test_scrapy_s_own_command_ends_when_it_is_told_to_stop_before_it_builds(portal: Portal, tmp_path: Path, seconds: float) -> None:
    """The interrupt came while the builder was imported; Scrapy took it for an error of its receiver, and waited for ever."""
    fill(portal, 6)
    data, log = tmp_path / "data", tmp_path / "log"
    hosts = json.dumps({HOST: f"127.0.0.1:{portal.port}"})
    given = [part for pair in (f"NIANBAO_HOSTS={hosts}", "DOWNLOAD_DELAY=0", f"NIANBAO_DATA={data}") for part in ("-s", pair)]
    with log.open("w") as errors:
        command = [sys.executable, "-m", "scrapy", "crawl", "portal", "-a", f"portal={COLUMN}", *given]
        process = subprocess.Popen(command, cwd=ROOT, stderr=errors)
    try:
        while "Closing spider" not in log.read_text():
            assert process.poll() is None, log.read_text()
            time.sleep(0.01)
        time.sleep(seconds)
        process.terminate()
        assert process.wait(60) == 130, log.read_text()
    finally:
        process.kill()
    assert "Traceback" not in log.read_text()
    (report,) = (data / "runs").rglob("run.json")
    assert json.loads(report.read_text("utf-8"))["exit_code"] == 130
