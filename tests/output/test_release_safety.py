"""What must not happen to releases: a torn one, a changed one, a `latest` that leads nowhere."""

from __future__ import annotations

import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from made_dataset import make_dataset
from sample_dataset import STREET, entry, report
from test_dataset import digests

from output.codes import code_rows
from output.dataset import write_partition, write_table
from output.errors import DatasetError, ReleaseError
from output.locks import DataUnwritable, RunLocked
from output.release import Options, build_release

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    make_dataset(folder, 30, range(2020, 2023), seed=4)
    return folder


def other_data(folder: Path) -> Path:
    """One report, later than those of `data`, and its registers."""
    root = folder / "dataset"
    write_partition(root, STREET, 2022, [entry(report(2022))])
    write_table(root, "agencies", [{"agency": STREET, "name": "北京市朝阳区小关街道", "kind": "subdistrict"}])
    write_table(root, "coverage", [{"agency": STREET, "year": 2022, "outcome": "parsed", "report_id": f"{STREET}.2022.own.r1"}])
    write_table(root, "codes", code_rows())
    write_table(root, "revisions", [])
    return folder


def command(data: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "nianbao", "release", "--data", str(data), "--out", str(out), *more]


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=REPOSITORY, capture_output=True, text=True, encoding="utf-8", check=False, **options  # type: ignore[call-overload, arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("where", ["latest", "2023.2.0", "2023.2.0/parquet", "latest/new"])
def test_no_release_is_built_inside_another(data: Path, tmp_path: Path, where: str) -> None:
    build_release(data, tmp_path / "releases")
    before = digests(tmp_path / "releases")
    with pytest.raises(DatasetError, match=r"lies in the release .*2023\.2\.0, which never changes; give .*releases by --out") as inside:
        build_release(data, tmp_path / "releases" / where)
    assert inside.value.code == "bad_out"
    assert digests(tmp_path / "releases") == before


def test_a_half_written_address_makes_no_folder(data: Path, tmp_path: Path) -> None:
    done = run(data, "s3:/bucket/releases")
    assert (done.returncode, "s3://bucket/releases" in done.stderr + done.stdout) == (3, True)
    assert not (REPOSITORY / "s3:").exists()


@pytest.mark.parametrize("content", ["{}", "[]", "half", '{"tables": {"cells": {}}}'])
def test_an_index_that_is_none_is_named(data: Path, tmp_path: Path, content: str) -> None:
    made = build_release(data, tmp_path)
    (made.path / "index.json").write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"2023\.2\.0.index\.json is not that of a release") as broken:
        build_release(data, tmp_path)
    assert broken.value.code == "bad_index"


def published(out: Path) -> dict[str, str]:
    return {name: digest for name, digest in digests(out).items() if name[:1].isdigit() or name == "index.json"}


def test_a_killed_build_leaves_what_was_published_and_is_safe_to_run_again(data: Path, tmp_path: Path) -> None:
    make_dataset(tmp_path / "fewer", 29, range(2020, 2023), seed=4)
    undisturbed, out = tmp_path / "undisturbed", tmp_path / "out"
    for place in (undisturbed, out):
        build_release(tmp_path / "fewer", place)
    build_release(data, undisturbed)
    before, chance = published(out), random.Random(7)
    for _ in range(5):
        with subprocess.Popen(command(data, out), cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as build:
            wait_for(lambda: any((out / ".building").glob("*")) or build.poll() is not None)
            time.sleep(chance.uniform(0, 0.8))
            build.send_signal(signal.SIGKILL)
        assert published(out).items() >= before.items() or (out / "2023.2.1/SHA256SUMS").is_file()
        assert (out / "latest/SHA256SUMS").is_file()
    assert run(data, out).returncode == 0
    assert published(out) == published(undisturbed)
    assert not (out / ".building").exists()
    assert (out / "latest").readlink() == Path("2023.2.1")


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)


def test_a_build_killed_before_it_was_announced_is_announced_by_the_next(data: Path, tmp_path: Path) -> None:
    build_release(data, tmp_path)
    after = published(tmp_path)
    (tmp_path / "index.json").unlink()
    (tmp_path / "latest").unlink()
    again = build_release(data, tmp_path)
    assert not again.new
    assert published(tmp_path) == after
    assert (tmp_path / "latest").readlink() == Path("2023.2.0")


def test_what_a_killed_build_left_is_swept_and_the_bytes_are_the_same(data: Path, tmp_path: Path) -> None:
    whole = build_release(data, tmp_path / "a").path
    left = tmp_path / "b/.building/parquet/cells"
    left.mkdir(parents=True)
    (left / "cells-1999.parquet").write_bytes(b"PAR1 torn")
    assert digests(build_release(data, tmp_path / "b").path) == digests(whole)


def test_of_two_builds_at_once_the_second_says_so(data: Path, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".release.lock"):
        done = run(data, tmp_path)
    assert (done.returncode, "Another release is being built" in done.stderr) == (3, True)
    with FileLock(data / "run.lock"), pytest.raises(RunLocked, match="Another nianbao run"):
        build_release(data, tmp_path)
    assert list(tmp_path.glob("2*")) == []


@pytest.mark.parametrize(
    ("version", "code"), [("2023.2", "bad_version"), ("2023.13.0", "bad_version"), ("../x", "bad_version"), ("2022.1.0", "version_passed")]
)
def test_a_version_that_cannot_be_is_refused(data: Path, tmp_path: Path, version: str, code: str) -> None:
    build_release(data, tmp_path)
    before = published(tmp_path)
    with pytest.raises(DatasetError) as refused:
        build_release(data, tmp_path, Options(version))
    assert refused.value.code == code
    assert published(tmp_path) == before


def test_a_release_is_never_overwritten(data: Path, tmp_path: Path) -> None:
    build_release(data, tmp_path / "out")
    before = published(tmp_path / "out")
    assert not build_release(data, tmp_path / "out", Options("2023.2.0")).new
    changed = tmp_path / "changed"
    shutil.copytree(data, changed)
    make_dataset(changed, 31, range(2020, 2023), seed=4)
    with pytest.raises(ReleaseError, match="published already, with other data") as refused:
        build_release(changed, tmp_path / "out", Options("2023.2.0"))
    assert refused.value.code == "version_exists"
    assert published(tmp_path / "out") == before
    assert build_release(changed, tmp_path / "out").version == "2023.2.1"


def test_a_further_version_of_the_same_data_can_be_asked_for(data: Path, tmp_path: Path) -> None:
    build_release(data, tmp_path)
    made = build_release(data, tmp_path, Options("2023.3.0"))
    assert made.new
    assert json.loads((made.path / "index.json").read_text(encoding="utf-8"))["previous"] == "2023.2.0"


def test_a_directory_that_cannot_be_written_is_said_in_a_sentence(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataUnwritable, match="by --out"):
        build_release(data, tmp_path / "file/releases")


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


def test_a_full_disk_ends_with_a_sentence_and_leaves_the_last_release(data: Path, tmp_path: Path) -> None:
    build_release(other_data(tmp_path / "other"), tmp_path / "out", Options("2020.1.0"))
    before = published(tmp_path / "out")
    done = run(data, tmp_path / "out", "--version", "2023.2.0", preexec_fn=_small_files)
    assert done.returncode == 3, done.stderr
    assert "free some space and run the same command again" in done.stderr
    assert published(tmp_path / "out") == before
    assert not (tmp_path / "out/.building").exists()
    told = json.loads((tmp_path / "out/failed.json").read_text(encoding="utf-8"))
    assert "File too large" in told["error"]


def test_an_empty_dataset_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no dataset"):
        build_release(tmp_path, tmp_path / "releases")
    for name, rows in (("agencies", []), ("coverage", []), ("codes", code_rows()), ("revisions", [])):
        write_table(tmp_path / "dataset", name, rows)
    with pytest.raises(ReleaseError) as stopped:
        build_release(tmp_path, tmp_path / "releases")
    assert [finding.gate for finding in stopped.value.findings] == ["empty"]
    assert not list((tmp_path / "releases").glob("2*"))


def test_a_directory_named_by_mistake_is_not_made(tmp_path: Path) -> None:
    for name in ("release", "check"):
        command = [sys.executable, "-m", "nianbao", name, "--data", str(tmp_path / "typo")]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, encoding="utf-8", check=False)
        assert (done.returncode, "There is no dataset" in done.stderr) == (3, True)
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_ends_well_takes_the_report_of_a_failed_one_away(data: Path, tmp_path: Path) -> None:
    build_release(data, tmp_path)
    (tmp_path / "failed.json").write_text("{}", encoding="utf-8")
    assert not build_release(data, tmp_path).new
    assert not (tmp_path / "failed.json").exists()


def test_a_link_or_a_foreign_directory_among_releases_is_no_release(data: Path, tmp_path: Path) -> None:
    (tmp_path / "2099.1.0").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "latest").symlink_to("nowhere")
    assert build_release(data, tmp_path).version == "2023.2.0"
    assert (tmp_path / "latest").readlink() == Path("2023.2.0")
