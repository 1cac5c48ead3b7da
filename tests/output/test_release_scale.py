"""Releases of many agency-years: memory, and the same bytes twice. A share of it runs in CI; what questions cost is in benchmarks/."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from made_dataset import make_dataset
from test_dataset import digests

from output.load import read_table

REPOSITORY = Path(__file__).resolve().parents[2]
SHARE = float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))
AGENCIES = max(100, int(4_100 * SHARE))
MEMORY = 2_000 << 20

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    make_dataset(folder, AGENCIES, range(2019, 2024))
    return folder


def build(data: Path, out: Path) -> int:
    """Release in a child process; returns the peak of its memory as seen every 50 ms."""
    command = [sys.executable, "-m", "nianbao", "release", "--data", str(data), "--out", str(out)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        peak, process = 0, psutil.Process(child.pid)
        while child.poll() is None:
            peak = max(peak, process.memory_info().rss)
            time.sleep(0.05)
    assert child.returncode == 0
    return peak


def test_a_large_release_is_the_same_twice_within_its_memory(data: Path, tmp_path: Path) -> None:
    peaks = [build(data, tmp_path / name) for name in ("a", "b")]
    assert max(peaks) < MEMORY
    first, second = (digests((tmp_path / name / "latest").resolve()) for name in ("a", "b"))
    assert first == second
    assert len(first) > 40
    one = {"table": "s3_requests", "row": "received_new", "col": "total"}
    rows = [read_table("cells", source, where=one).num_rows for source in (data, tmp_path / "a")]
    assert rows[0] == rows[1] > 0
