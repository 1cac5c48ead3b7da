from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from filelock import FileLock
from small_archive import fill

from crawler.build import build
from crawler.commands_doctor import doctor
from crawler.doctor import Line, examine


@pytest.fixture
def data(tmp_path: Path) -> Path:
    fill(tmp_path)
    build(tmp_path, workers=1)
    return tmp_path


def lines(data: Path, **settings: str) -> dict[str, Line]:
    """The worst line about each thing."""
    order = ("ok", "note", "fault")
    return {line.about: line for line in sorted(examine(data, settings), key=lambda line: order.index(line.level))}


def test_a_sound_directory_has_no_fault(data: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    found = lines(data, CONTACT="you@example.org")
    assert [line for line in found.values() if line.level == "fault"] == []
    assert (found["CONTACT"].level, found["CONTACT"].found) == ("ok", "you@example.org")
    assert found["dataset"].found.startswith("schema version 2, 3 agencies")
    assert found["archive"].found.startswith("1 files")
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*") if not path.name.endswith(("-shm", "-wal", ".lock"))} == {
        path: time for path, time in before.items() if not path.name.endswith(("-shm", "-wal", ".lock"))
    }


def cut_archive(data: Path) -> None:
    path = next(data.glob("archive/*/*.warc.gz"))
    path.write_bytes(path.read_bytes()[:-100])


def lose_archive(data: Path) -> None:
    next(data.glob("archive/*/*.warc.gz")).unlink()


def spoil_ledger(data: Path) -> None:
    for path in data.glob("ledger.sqlite-*"):
        path.unlink()
    (data / "ledger.sqlite").write_bytes(b"no database at all " * 100)


def later_ledger(data: Path) -> None:
    with sqlite3.connect(data / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")


def tear_register(data: Path) -> None:
    (data / "dataset/coverage.parquet").write_bytes(b"PAR1")


def older_dataset(data: Path) -> None:
    for path in (data / "dataset").glob("*.parquet"):
        pq.write_table(pq.read_table(path).replace_schema_metadata({}), path)


BROKEN = {
    cut_archive: ("archive", "Restore it from a copy"),
    lose_archive: ("archive", "Restore it from a copy"),
    spoil_ledger: ("ledger", "nianbao reparse"),
    later_ledger: ("ledger", "the nianbao that wrote it"),
    tear_register: ("dataset", "nianbao reparse"),
    older_dataset: ("dataset", "nianbao reparse"),
}


@pytest.mark.parametrize("breaking", BROKEN, ids=lambda breaking: breaking.__name__)
def test_what_is_broken_is_a_fault_with_what_to_do(data: Path, breaking: Callable[[Path], None]) -> None:
    about, remedy = BROKEN[breaking]
    breaking(data)
    found = lines(data)[about]
    assert (found.level, remedy in found.do) == ("fault", True), found
    done = CliRunner().invoke(doctor, ["--data", str(data)])
    assert done.exit_code == 1
    assert f"fault  {about}: " in done.output


def test_a_run_at_work_a_failed_release_and_leftovers_are_noted(data: Path) -> None:
    (data / "releases").mkdir()
    report = {"version": None, "error": None, "findings": [{"level": "stop", "gate": "code_unknown", "sentence": "…", "count": 1}]}
    (data / "releases/failed.json").write_text(json.dumps(report), encoding="utf-8")
    (data / "dataset/.writing").mkdir(exist_ok=True)
    (data / "dataset/.writing/part-0.1.tmp").write_bytes(b"PAR1")
    with FileLock(data / "run.lock"):
        found = lines(data)
    assert (found["lock"].level, found["lock"].found) == ("note", "a run is at work")
    assert "code_unknown" in found["releases"].found
    assert "killed run" in found["dataset"].found


def test_settings_that_cannot_be_used_are_a_fault(tmp_path: Path) -> None:
    assert lines(tmp_path, DOWNLOAD_DELAY="soon")["settings"].level == "fault"
    assert lines(tmp_path)["CONTACT"].level == "note"
    assert lines(tmp_path / "nothing")["data directory"].level == "note"
    assert CliRunner().invoke(doctor, ["--data", str(tmp_path / "nothing")]).exit_code == 0


def test_every_extra_of_the_project_is_told(tmp_path: Path) -> None:
    told = [about for about in lines(tmp_path) if about.startswith("extra ")]
    assert {"extra pdf (PDF with text)", "extra doc (Word 97-2003 files)", "extra xls (workbooks)"} <= set(told)
