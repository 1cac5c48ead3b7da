"""Every test portal against its oracle, in one run: all reports found, none invented, traps refused; and what a second run asks for."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from loopback import ROOT, Run, command, serving
from portal_site import FOLDER, Entry, Sites
from same_contents import differences
from small_archive import fingerprint

# PORTALS=vsb,lonsun crawls these alone.
CHOSEN = os.environ.get("PORTALS", "").split(",") if os.environ.get("PORTALS") else []
NAMES = CHOSEN or sorted(folder.name for folder in FOLDER.iterdir() if (folder / "handler.py").exists())
# SEEDS=100-105 kills at other moments.
SEEDS = range(*map(int, os.environ.get("SEEDS", "0-5").split("-")))
DELAY = 0.2
KILLS = 20
SETTINGS = [f"DOWNLOAD_DELAY={DELAY}", "AUTOTHROTTLE_ENABLED=0", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=10"]


@dataclass
class Crawls:
    """The server, and the directory in which runs over all of its portals work."""

    server: Sites
    home: Path

    def arguments(self, data: Path) -> list[str]:
        hosts = {host: f"127.0.0.1:{self.server.port}" for entry in self.server.catalogue for host in entry.hosts}
        settings = [part for setting in [*SETTINGS, f"NIANBAO_HOSTS={json.dumps(hosts)}"] for part in ("-s", setting)]
        return ["crawl", "--all", "--catalogue", str(self.home / "portals.toml"), *settings, "--data", str(data)]

    def run(self, name: str) -> Run:
        self.server.seen.clear()
        data = self.home / name
        return command(*self.arguments(data), data=data)


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    home = tmp_path_factory.mktemp("portals")
    with serving(Sites()) as server:
        server.load(*NAMES)
        catalogue = "\n".join((entry.folder / "portal.toml").read_text("utf-8") for entry in server.catalogue)
        (home / "portals.toml").write_text(catalogue, "utf-8")
        yield Crawls(server, home)


@pytest.fixture(scope="module")
def first(crawls: Crawls) -> Run:
    """The first run, with `seen` of its requests and its `seconds` kept."""
    began = time.monotonic()
    run = crawls.run("data")
    run.seconds = time.monotonic() - began
    run.seen = list(crawls.server.seen)
    return run


def found(data: Path, portal: str) -> set[tuple[str, ...]]:
    """(address, agency, year, outcome, reason) of every address that looked like a report."""
    query = """SELECT a.url, r.printed_name, r.year, a.outcome, CASE a.outcome WHEN 'fetched' THEN NULL ELSE a.reason END FROM addresses AS a
        LEFT JOIN current_captures AS c ON c.url = a.url LEFT JOIN records AS r ON r.capture = c.id AND r.status IN ('parsed', 'partial')
        WHERE a.portal = ? AND a.kind = 'report'"""
    ledger = sqlite3.connect(data / "ledger.sqlite")
    rows = ledger.execute(query, (portal,)).fetchall()
    ledger.close()
    return {tuple("" if value is None else str(value) for value in row) for row in rows}


def expected(entry: Entry) -> set[tuple[str, ...]]:
    return {(row["address"], row["agency"], row["year"], row["outcome"], row["reason"]) for row in entry.oracle()}


@pytest.mark.parametrize("name", NAMES)
def test_portal_gives_what_its_oracle_says(first: Run, name: str) -> None:
    entry = Entry(FOLDER / name)
    assert found(first.data, entry.portal["id"]) == expected(entry), first.err[-3000:]


def test_run_over_all_portals_ends_well(first: Run) -> None:
    assert first.code == 0, first.err[-3000:]
    assert {finding["code"] for finding in first.report["findings"]} <= {"stale_portal", "host_blocked"}


def test_no_host_sees_two_requests_at_once_or_too_soon(first: Run) -> None:
    for host in {asked.host for asked in first.seen}:
        pairs = list(pairwise(asked for asked in first.seen if asked.host == host))
        assert [later.path for earlier, later in pairs if later.began < earlier.ended] == []
        assert [(later.path, later.began - earlier.began) for earlier, later in pairs if later.began - earlier.began < DELAY] == []


def test_what_robots_txt_forbids_is_never_asked_for(crawls: Crawls, first: Run) -> None:
    forbidden = {row["address"] for entry in crawls.server.catalogue for row in entry.oracle() if row["outcome"] == "robots"}
    assert CHOSEN or forbidden
    assert {f"http://{asked.host}{asked.path}" for asked in first.seen} & forbidden == set()


def test_second_run_asks_for_lists_alone_and_writes_nothing(crawls: Crawls, first: Run) -> None:
    """No report is due again on the same day: but for those that were not had, every request is one of a list."""
    before = fingerprint(first.data)
    again = crawls.run("data")
    had = {row["address"] for entry in crawls.server.catalogue for row in entry.oracle() if row["outcome"] == "fetched"}
    columns = {column["url"] for entry in crawls.server.catalogue for column in entry.portal["columns"]}
    paths = {urlsplit(url)._replace(scheme="").geturl() for url in had - columns}
    asked = Counter((f"//{seen.host}{seen.path}", seen.body) for seen in crawls.server.seen)
    assert again.code == 0, again.err[-3000:]
    assert sorted(path for path, _ in asked if path in paths) == []
    assert max(asked.values()) == 1, asked.most_common(3)
    assert fingerprint(first.data) == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_twenty_times_and_completed(crawls: Crawls, first: Run, seed: int) -> None:
    """Half of the moments lie in the first third of a run: what is had already is not asked for again, so that later runs are shorter."""
    data, chance = crawls.home / f"killed{seed}", random.Random(seed)
    kills = 0
    while kills < KILLS:
        process = subprocess.Popen(
            [sys.executable, "-m", "nianbao", *crawls.arguments(data)],
            cwd=crawls.home,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(timeout=chance.uniform(0.5, first.seconds / chance.choice((1, 3))))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
    run = crawls.run(data.name)
    assert run.code == 0, run.err[-3000:]
    assert differences(data, first.data) == []
