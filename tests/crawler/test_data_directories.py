"""Data directories as they are found: with a name that is not UTF-8, and where this user may only read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import ROOT, Run, command
from small_archive import STREETS, fill

from crawler.build import build
from crawler.read_only import connect

STREET, CELL = STREETS[0], "s4_remedies.review.total"
READING = {
    "show": ("show", STREET, "2021"),
    "trace": ("trace", STREET, "2021", CELL),
    "trace --open": ("trace", STREET, "2021", CELL, "--open"),
    "coverage": ("coverage",),
    "coverage as csv": ("coverage", "--format", "csv"),
    "check": ("check",),
    "doctor": ("doctor",),
    "audit": ("audit",),
    "portals list --found": ("portals", "list", "--found"),
}
WRITING = {
    "crawl": ("crawl", "demo"),
    "reparse": ("reparse",),
    "release": ("release",),
    "portals discover": ("portals", "discover", "http://127.0.0.1:9/", "--allow-private"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built") / "data"
    fill(data)
    build(data)
    return data


@pytest.fixture(scope="module")
def in_gbk(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("names") / os.fsdecode("数据".encode("gbk"))
    try:
        return Path(shutil.copytree(built, data))
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")


@pytest.mark.parametrize("name", READING)
def test_a_directory_whose_name_is_not_utf_8_is_read(in_gbk: Path, name: str) -> None:
    """Arrow takes no such path: `show`, `trace`, `coverage`, `doctor` and the end of a crawl left a traceback."""
    run = command(*READING[name], "--data", str(in_gbk), data=in_gbk, env={"LC_ALL": "C"})
    assert run.code == 0, run.err
    assert "Traceback" not in run.err


def test_a_directory_whose_name_is_not_utf_8_is_built_and_holds_no_releases(in_gbk: Path, tmp_path: Path) -> None:
    assert command("reparse", "--data", str(in_gbk), data=in_gbk).code == 0
    refused = command("release", "--data", str(in_gbk), data=in_gbk)
    assert (refused.code, len(refused.err.splitlines())) == (3, 1)
    assert "is not UTF-8" in refused.err
    assert command("release", "--data", str(in_gbk), "--out", str(tmp_path / "releases"), data=in_gbk).code == 0


@pytest.fixture(scope="module")
def locked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy where nobody but root may write, and root only by a right that `as_guest` gives up."""
    data = Path(shutil.copytree(built, tmp_path_factory.mktemp("locked") / "data"))
    paths = [data, *data.rglob("*")]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    yield data
    for path in paths:
        path.chmod(path.stat().st_mode | 0o200)


def as_guest(data: Path, *arguments: str) -> Run:
    """The command by a user for whom the modes of files count."""
    rights = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] if os.geteuid() == 0 else []
    if rights and (shutil.which("setpriv") is None or subprocess.run([*rights, "true"], check=False, capture_output=True).returncode):
        pytest.skip("root cannot give up its right to write everywhere: no setpriv")
    done = subprocess.run(
        [*rights, sys.executable, "-m", "nianbao", *arguments, "--data", str(data)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr, data)


@pytest.mark.parametrize("name", READING)
def test_what_only_reads_needs_no_right_to_write(locked: Path, name: str) -> None:
    """SQLite wants to write beside a ledger even to read it, and the doctor said to move the ledger away."""
    run = as_guest(locked, *READING[name])
    assert run.code == 0, run.err
    assert "fault" not in run.out


@pytest.mark.parametrize("name", WRITING)
def test_what_writes_says_where_it_cannot(locked: Path, name: str) -> None:
    run = as_guest(locked, *WRITING[name])
    assert (run.code, len(run.err.splitlines())) == (3, 1), run.err
    assert "cannot be written" in run.err
    assert "give a directory of your own" in run.err


def test_a_release_of_what_can_only_be_read_goes_elsewhere(locked: Path, tmp_path: Path) -> None:
    assert as_guest(locked, "release", "--out", str(tmp_path / "releases")).code == 0


def test_a_ledger_that_a_run_has_not_finished_is_said_to_be_one(built: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(built, tmp_path / "data"))
    killed = "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('CREATE TABLE t (a)'); c.commit(); os._exit(0)"
    subprocess.run([sys.executable, "-c", killed, str(data / "ledger.sqlite")], check=True)
    (data / "ledger.sqlite-shm").unlink()
    for path in (data, *data.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        run = as_guest(data, "trace", STREET, "2021", CELL)
        assert (run.code, len(run.err.splitlines())) == (3, 1), run.err
        assert "cannot be read where nobody may write to it" in run.err
        looked = as_guest(data, "doctor")
        assert (looked.code, "Look as one who may write there" in looked.out) == (0, True), looked.out
    finally:
        data.chmod(0o755)
        for path in data.rglob("*"):
            path.chmod(path.stat().st_mode | 0o200)


def test_a_ledger_in_use_is_read_with_what_was_added_last(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None) as writer:
        for statement in ("PRAGMA journal_mode=WAL", "CREATE TABLE t (a)", "INSERT INTO t VALUES (7)"):
            writer.execute(statement)
        assert connect(tmp_path / "ledger.sqlite").execute("SELECT a FROM t").fetchall() == [(7,)]
    writer.close()
