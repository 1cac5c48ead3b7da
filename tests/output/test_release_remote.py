"""`nianbao release --out s3://…`: a copy of each release on a real S3 server, whole before it is named, compared with the last one there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pandas as pd
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from loopback_storage import KEYS, s3_bucket
from sample_dataset import STREET, entry, report, small_dataset

from output.dataset import write_partition
from output.errors import DatasetError
from output.load import load
from output.places import place
from output.release.remote import put

BUCKET = "s3://bucket/published/releases"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that the S3 server of this test keeps its bucket in."""
    with s3_bucket(tmp_path / "store", monkeypatch) as bucket:
        yield bucket


@pytest.fixture
def data(tmp_path: Path) -> Path:
    small_dataset(tmp_path / "data")
    return tmp_path / "data"


def release(data: Path, out: str = BUCKET, code: int = 0) -> str:
    command = [sys.executable, "-m", "nianbao", "release", "--data", str(data), "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def latest() -> str:
    return str(json.loads(place(BUCKET + "/index.json").read_bytes())["latest"])


def test_a_release_is_put_there_byte_for_byte_and_loads_from_there(data: Path, store: Path) -> None:
    release(data)
    (here,) = data.glob("releases/20*")
    there = files(store / "published/releases")
    assert {f"{here.name}/{path}": content for path, content in files(here).items()} == {p: c for p, c in there.items() if "/" in p}
    assert latest() == here.name
    pd.testing.assert_frame_equal(load("panel", BUCKET), load("panel", data / "releases"))
    pd.testing.assert_frame_equal(load("cells", f"{BUCKET}/{here.name}", years=2020), load("cells", here, years=2020))
    stamps = {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()}
    assert "Nothing is new" in release(data)
    assert {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()} == stamps


def test_another_machine_goes_on_from_the_last_release_there(data: Path, store: Path, tmp_path: Path) -> None:
    release(data)
    first = latest()
    other = tmp_path / "other machine"
    shutil.copytree(data / "dataset", other / "dataset")
    write_partition(other / "dataset", STREET, 2021, [entry(report(2021, value=3))])
    release(other)
    second = latest()
    assert second != first
    assert {path.name for path in other.glob("releases/20*")} == {first, second}
    assert files(other / "releases" / first) == files(data / "releases" / first)
    assert json.loads((other / "releases" / second / "index.json").read_text(encoding="utf-8"))["previous"] == first
    known = json.loads(place(BUCKET + "/index.json").read_bytes())
    assert [one["version"] for one in known["versions"]] == [first, second]


def test_a_copy_that_was_cut_short_is_not_named_and_is_made_whole_by_the_next_run(data: Path, store: Path) -> None:
    release(data)
    whole, root = files(store / "published"), store / "published/releases"
    version = latest()
    for path in (root / "index.json", root / version / "index.json", root / version / "SHA256SUMS"):
        path.unlink()
    (root / version / "parquet/codes.parquet").write_bytes(b"half")
    with pytest.raises(DatasetError, match="No release"):
        load("codes", BUCKET)
    release(data)
    assert files(store / "published") == whole


def test_two_releases_of_one_name_are_never_mixed(data: Path, store: Path, tmp_path: Path) -> None:
    release(data)
    before = files(store)
    other = tmp_path / "other"
    small_dataset(other)
    write_partition(other / "dataset", STREET, 2021, [entry(report(2021, value=3))])
    subprocess.run([sys.executable, "-m", "nianbao", "release", "--data", str(other)], check=True, capture_output=True)
    assert "another release" in release(other, code=3)
    assert files(store) == before


def test_what_cannot_be_reached_is_said_in_a_sentence(data: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    assert "check the permissions or the credentials" in release(data, code=3)
    assert "cannot be opened" in release(data, "gopher://old.test/releases", code=3)
    assert not list(data.glob("releases/20*"))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEYS["AWS_SECRET_ACCESS_KEY"])
    assert "look whether the bucket is there" in release(data, "s3://no-such-bucket/releases", code=3)
    assert not list(data.glob("releases/20*")), "nothing is built for an address that cannot be held"
    assert "Released" in release(data)
    assert latest() == next(data.glob("releases/20*")).name


class Torn(MemoryFileSystem):  # type: ignore[misc]
    """A store that loses the last byte of every Parquet file."""

    protocol = "torn"
    store = {}  # type: ignore[var-annotated] # noqa: RUF012

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: object) -> bytes:
        content: bytes = super().cat_file(path, start, end)
        return content

    def _open(self, path: str, mode: str = "rb", **more: object) -> object:
        if "r" in mode and path.endswith(".parquet"):
            self.store[path].truncate(self.store[path].getbuffer().nbytes - 1)
        return super()._open(path, mode, **more)


def test_a_store_that_does_not_keep_what_it_is_given_is_found_out(data: Path) -> None:
    subprocess.run([sys.executable, "-m", "nianbao", "release", "--data", str(data)], check=True, capture_output=True)
    (made,) = data.glob("releases/20*")
    fsspec.register_implementation("torn", Torn, clobber=True)
    with pytest.raises(DatasetError, match="does not read back") as differs:
        put(made, place("torn://x/releases"))
    assert differs.value.code == "copy_differs"
    assert not (place("torn://x/releases") / "index.json").is_file
