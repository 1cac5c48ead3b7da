"""One publisher at a time at an address, on a store that refuses to write over what is there and on one that does not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from loopback_storage import s3_bucket
from sample_dataset import STREET, entry, report, small_dataset

from output.dataset import write_partition
from output.errors import DatasetError
from output.locks import RunLocked, publish_lock
from output.places import place
from output.release.build import Options, build_release
from output.release.publishing import LOCK, Hold, publishing
from output.release.remote import publish_release, put

BUCKET = "s3://bucket/published/releases"


@pytest.fixture(params=[True, False], ids=["conditional", "plain"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that the S3 server of this test keeps its bucket in."""
    with s3_bucket(tmp_path / "store", monkeypatch, conditional=request.param) as bucket:
        yield bucket


@pytest.fixture
def data(tmp_path: Path) -> Path:
    small_dataset(tmp_path / "data")
    return tmp_path / "data"


def command(data: Path) -> list[str]:
    return [sys.executable, "-m", "nianbao", "release", "--data", str(data), "--out", BUCKET]


def release(data: Path, code: int = 0) -> str:
    done = subprocess.run(
        command(data), capture_output=True, text=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_address_that_another_machine_publishes_to_is_left_alone(data: Path, store: Path, tmp_path: Path) -> None:
    with publishing(place(BUCKET), tmp_path / "elsewhere"):
        before = files(store)
        said = release(data, code=3)
        assert "Another release is being published to" in said
        assert "If it was killed, remove" in said
        assert files(store) == before
    release(data)
    assert LOCK not in {Path(name).name for name in files(store)}


def test_of_many_that_begin_at_once_one_publishes(store: Path, request: pytest.FixtureRequest) -> None:
    holds = [Hold(place(BUCKET), f"machine {number}") for number in range(8)]
    ready = Barrier(len(holds))

    def take(hold: Hold) -> Hold | None:
        ready.wait()
        with suppress(RunLocked):
            hold.take()
            return hold
        return None

    with ThreadPoolExecutor(len(holds)) as machines:
        taken = [hold for hold in machines.map(take, holds) if hold]
    if request.node.callspec.params["store"]:
        assert len(taken) == 1
    sure = []
    for hold in taken:
        with suppress(RunLocked):
            hold.check()
            sure.append(hold)
    assert len(sure) == 1
    sure[0].leave()
    assert files(store) == {}


def test_who_lost_the_address_names_no_release(data: Path, store: Path) -> None:
    made = build_release(data, data / "releases", Options())
    hold = Hold(place(BUCKET), "one")
    hold.take()
    lock = place(BUCKET) / LOCK
    lock.remove()
    lock.create(json.dumps({"token": "other", "owner": "two", "host": "far", "since": "now"}).encode())
    with pytest.raises(RunLocked, match="by far since now"):
        put(made.path, place(BUCKET), still_ours=hold.check)
    hold.leave()
    assert set(files(store / "published/releases")) == {LOCK}, "it is the other's, who has to find the name of the release free"


def test_who_lost_the_address_while_it_was_put_does_not_complete_the_release(data: Path, store: Path) -> None:
    made = build_release(data, data / "releases", Options())
    hold = Hold(place(BUCKET), "one")
    hold.take()
    with pytest.raises(RunLocked, match="is gone"):
        put(made.path, place(BUCKET), lambda _, done, total: (place(BUCKET) / LOCK).remove() if done == total - 1 else None, hold.check)
    there = set(files(store / f"published/releases/{made.path.name}"))
    assert "SHA256SUMS" in there
    assert "index.json" not in there
    release(data)
    assert json.loads((store / "published/releases/index.json").read_bytes())["latest"] == made.path.name


def test_an_address_whose_answer_was_lost_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client asks again by itself, and is told that something is there: what it put itself."""
    monkeypatch.setenv("FORGETFUL", "1")
    with s3_bucket(tmp_path / "store", monkeypatch, conditional=True) as bucket:
        with publishing(place(BUCKET), tmp_path / "one"):
            assert (bucket / "published/releases" / LOCK).is_file()
        assert files(bucket) == {}


def test_what_a_killed_run_left_does_not_stop_the_next(data: Path, store: Path) -> None:
    lock = store / "published/releases" / LOCK
    with subprocess.Popen(command(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        until = time.monotonic() + 60
        while not lock.is_file():
            assert run.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
    assert lock.is_file()
    release(data)
    assert not lock.exists()
    assert json.loads((store / "published/releases/index.json").read_bytes())["latest"]


def test_one_machine_publishes_from_a_folder_once_at_a_time(data: Path, store: Path) -> None:
    with publish_lock(data / "releases"):
        assert "Another release is being published from" in release(data, code=3)
    assert files(store) == {}


def test_a_release_that_fails_leaves_the_address_free(data: Path, store: Path) -> None:
    (data / "withheld.csv").write_text("nonsense", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"withheld\.csv"):
        publish_release(data, BUCKET, Options())
    assert files(store) == {}


@pytest.mark.parametrize("content", [b"", b"half of {", b"[]"])
def test_a_lock_that_says_nothing_is_held_by_somebody(data: Path, store: Path, content: bytes) -> None:
    lock = store / "published/releases" / LOCK
    lock.parent.mkdir(parents=True)
    lock.write_bytes(content)
    with pytest.raises(RunLocked, match="by another machine since a time unknown"):
        publish_release(data, BUCKET, Options())


def test_a_folder_by_its_address_and_a_store_in_memory_are_held_as_well(tmp_path: Path) -> None:
    for address in ((tmp_path / "folder").as_uri(), "memory://held/releases"):
        with publishing(place(address), tmp_path / "one"), pytest.raises(RunLocked), publishing(place(address), tmp_path / "two"):
            pass
        with publishing(place(address), tmp_path / "two"):
            pass


def test_machines_that_take_turns_build_on_each_other(data: Path, store: Path, tmp_path: Path) -> None:
    small_dataset(tmp_path / "other")
    write_partition(tmp_path / "other/dataset", STREET, 2021, [entry(report(2021, value=3))])
    merged: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "env": os.environ | {"PYTHONUTF8": "1"}}
    both = [subprocess.Popen(command(one), text=True, encoding="utf-8", **merged) for one in (data, tmp_path / "other")]
    said = [run.communicate()[0] for run in both]
    codes = sorted(run.returncode for run in both)
    assert codes in ([0, 0], [0, 3]), said
    known = json.loads((store / "published/releases/index.json").read_bytes())
    assert len(known["versions"]) == codes.count(0)
    for entry_ in known["versions"]:
        index = json.loads((store / f"published/releases/{entry_['path']}/index.json").read_bytes())
        assert index["built_from"] == entry_["built_from"]
