"""`kill -9` at any moment of `crawl demo`, then the same command again: the dataset of an undisturbed run."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from small_archive import fingerprint
from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parents[2]


def start(data: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "nianbao.py"), "crawl", "demo", "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(data: Path) -> None:
    process = start(data)
    errors = process.communicate(timeout=120)[1]
    assert process.returncode == 0, errors.decode()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    data = tmp_path_factory.mktemp("undisturbed")
    began = time.monotonic()
    finish(data)
    return data, time.monotonic() - began


def reports(data: Path) -> pd.DataFrame:
    rows = pd.read_parquet(data / "dataset" / "reports").drop(columns="fetched_at")
    return rows.sort_values("report_id").reset_index(drop=True)


def check(undisturbed: tuple[Path, float], data: Path, seed: int, kills: int) -> None:
    calm, seconds = undisturbed
    chance = random.Random(seed)
    for _ in range(kills):
        process = start(data)
        time.sleep(chance.uniform(0.1, seconds))
        process.kill()
        process.communicate()
    finish(data)
    ours, theirs = fingerprint(data), fingerprint(calm)
    assert set(ours) == set(theirs)
    differing = {name for name in ours if ours[name] != theirs[name]}
    assert {name for name in differing if not name.startswith("reports/")} <= {"revisions.parquet"}
    pd.testing.assert_frame_equal(reports(data), reports(calm))
    for path in (data / "archive").rglob("*.warc.gz"):
        with path.open("rb") as stream:
            assert all(record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(stream))


def test_killed_three_times(undisturbed: tuple[Path, float], tmp_path: Path) -> None:
    check(undisturbed, tmp_path, seed=1, kills=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_killed_many_times(undisturbed: tuple[Path, float], tmp_path: Path, seed: int) -> None:
    check(undisturbed, tmp_path, seed=seed, kills=4)
