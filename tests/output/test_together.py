"""Files that are written together: the same bytes as each alone, and never a torn one."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from sample_dataset import BUREAU, STREET, entry, report, troubled_report

from output.dataset import write_partition, write_partitions, write_sorted, write_table

ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{Path(__file__).resolve().parents[2]}{os.pathsep}{Path(__file__).parent}"}


def digests(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_partitions_written_together_have_the_bytes_of_each_alone(tmp_path: Path) -> None:
    """Among them one without rows in some tables, one all null, and one whose text makes every column be converted anew."""
    hostile, whole = report(2019, value=3), report(2021, value=7)
    hostile.title, hostile.cells[0].raw = "标题\ud800\x00", "\udfff"
    whole.report_scope, whole.problems, whole.facts = "aggregate", [], []
    made = [
        ((STREET, 2021), [entry(whole), entry(report())]),
        ((STREET, 2020), [entry(troubled_report())]),
        ((BUREAU, 2021), [entry(report(2021, value=None), BUREAU)]),
        ((STREET, 2019), [entry(hostile)]),
    ]
    for key, entries in made:
        write_partition(tmp_path / "alone", *key, entries)
    changed = write_partitions(tmp_path / "together", dict(made))
    alone = digests(tmp_path / "alone")
    assert digests(tmp_path / "together") == alone
    assert sum(map(len, changed.values())) == len(alone)
    for paths, (agency, year) in zip(changed.values(), changed, strict=True):
        assert {path.parts[-3:-1] for path in paths} == {(f"agency={agency}", f"year={year}")}
    again = write_partitions(tmp_path / "alone", {key: entries for key, entries in made if key[1] == 2021})
    assert list(again.values()) == [[], []]


def test_what_goes_away_with_what_comes(tmp_path: Path) -> None:
    write_partitions(tmp_path, {(STREET, 2020): [entry(troubled_report())], (STREET, 2021): [entry(report())]})
    changed = write_partitions(tmp_path, {(STREET, 2020): [], (BUREAU, 2021): [entry(report(), BUREAU)]})
    assert {path.parts[-2] for path in changed[STREET, 2020]} == {"year=2020"}
    assert not list(tmp_path.rglob("year=2020"))
    assert set(pd.read_parquet(tmp_path / "cells")["agency"].astype(str)) == {STREET, BUREAU}


WRITER = """
import sys
from pathlib import Path
from sample_dataset import *
from output.dataset import write_partitions
print("ready", flush=True)
while True:
    for value in (0, 1):
        write_partitions(Path(sys.argv[1]), {(STREET, year): [entry(report(year, value=value))] for year in (2019, 2020, 2021)})
"""


def test_a_writer_killed_among_several_partitions_tears_none(tmp_path: Path) -> None:
    known = []
    for value in (0, 1):
        for year in (2019, 2020, 2021):
            write_partition(tmp_path / str(value), STREET, year, [entry(report(year, value=value))])
        known.append(digests(tmp_path / str(value)))
    chance = random.Random(7)
    for _ in range(4):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "data")], env=ENVIRONMENT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.002, 0.15))
            writer.send_signal(signal.SIGKILL)
        found = {name: digest for name, digest in digests(tmp_path / "data").items() if name.endswith(".parquet")}
        assert all(digest in {states[name] for states in known} for name, digest in found.items())


def test_a_register_written_in_groups_is_the_register(tmp_path: Path) -> None:
    rows = [{"agency": f"x-a{number:05d}", "year": 2021, "outcome": "parsed", "url": f"http://a.test/{number}"} for number in range(5_001)]
    for few in ([], rows[:3]):
        write_table(tmp_path / "a", "coverage", few)
        write_sorted(tmp_path / "b", "coverage", iter(few))
        assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert write_sorted(tmp_path, "coverage", iter(rows))
    assert not write_sorted(tmp_path, "coverage", iter(rows))
    file = pq.ParquetFile(tmp_path / "coverage.parquet")
    assert (file.num_row_groups, file.metadata.num_rows) == (3, 5_001)  # groups of 2,000
    assert file.read().column("agency").to_pylist() == [row["agency"] for row in rows]
