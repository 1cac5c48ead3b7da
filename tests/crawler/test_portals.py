"""Every test portal against its oracle: all reports found, none invented, traps refused."""

from __future__ import annotations

import json
import os
import sqlite3

import pytest
from loopback import command, serving
from portal_site import FOLDER, Entry, Sites

# PORTALS=vsb,lonsun crawls these alone.
CHOSEN = os.environ.get("PORTALS", "").split(",") if os.environ.get("PORTALS") else []
NAMES = CHOSEN or sorted(folder.name for folder in FOLDER.iterdir() if (folder / "handler.py").exists())


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory):
    """One run over all test portals, with its dataset built; gives the server, the run and its ledger."""
    folder = tmp_path_factory.mktemp("portals")
    with serving(Sites()) as server:
        server.load(*NAMES)
        catalogue = folder / "portals.toml"
        catalogue.write_text("\n".join((entry.folder / "portal.toml").read_text("utf-8") for entry in server.catalogue), "utf-8")
        hosts = {host: f"127.0.0.1:{server.port}" for entry in server.catalogue for host in entry.hosts}
        settings = [
            "DOWNLOAD_DELAY=0",
            "AUTOTHROTTLE_ENABLED=0",
            "RETRY_TIMES=1",
            "DOWNLOAD_TIMEOUT=5",
            f"NIANBAO_HOSTS={json.dumps(hosts)}",
        ]
        options = [part for setting in settings for part in ("-s", setting)]
        run = command("crawl", "--all", "--catalogue", str(catalogue), *options, "--data", str(folder / "data"), data=folder / "data")
        ledger = sqlite3.connect(folder / "data" / "ledger.sqlite")
        ledger.row_factory = sqlite3.Row
        yield server, run, ledger
        ledger.close()


def found(ledger: sqlite3.Connection, portal: str) -> set[tuple[str, ...]]:
    """(address, agency, year, outcome, reason) of every address that looked like a report."""
    query = """SELECT a.url, r.printed_name, r.year, a.outcome, CASE a.outcome WHEN 'fetched' THEN NULL ELSE a.reason END FROM addresses AS a
        LEFT JOIN current_captures AS c ON c.url = a.url LEFT JOIN records AS r ON r.capture = c.id AND r.status IN ('parsed', 'partial')
        WHERE a.portal = ? AND a.kind = 'report'"""
    return {tuple("" if value is None else str(value) for value in row) for row in ledger.execute(query, (portal,))}


@pytest.mark.parametrize("name", NAMES)
def test_portal_gives_what_its_oracle_says(crawled, name: str) -> None:
    _, run, ledger = crawled
    entry = Entry(FOLDER / name)
    expected = {(row["address"], row["agency"], row["year"], row["outcome"], row["reason"]) for row in entry.oracle()}
    assert found(ledger, entry.portal["id"]) == expected, run.err[-3000:]


def test_the_run_ends_well(crawled) -> None:
    _, run, _ = crawled
    assert run.code == 0, run.err[-3000:]
