"""What changes between two runs: the system of a portal, the clock of the machine."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from loopback import Answer, command, serving
from portal_site import Site, Sites, li, titled

HOST = "www.changes.test"
COLUMN = f"http://{HOST}/gknb/"
AGENCIES = [f"杭州市余杭区{name}" for name in ("财政局", "教育局", "审计局")]
YEAR = 2024
CATALOGUE = f'[[portal]]\nid = "330110"\nname = "杭州市余杭区"\ncolumns = [{{ url = "{COLUMN}" }}]\n'


@pytest.fixture
def sites():
    with serving(Sites()) as server:
        yield server


def night(sites: Sites, home: Path) -> tuple[int, list[str]]:
    """Crawl and build; the exit code, and the paths that were asked for."""
    (home / "portals.toml").write_text(CATALOGUE, "utf-8")
    sites.seen.clear()
    settings = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", f"NIANBAO_HOSTS={json.dumps({HOST: f'127.0.0.1:{sites.port}'})}")
    given = [part for setting in settings for part in ("-s", setting)]
    run = command("crawl", "330110", "--catalogue", str(home / "portals.toml"), *given, "--data", str(home / "data"), data=home / "data")
    return run.code, sites.paths(HOST)


def static(sites: Sites) -> None:
    site = Site(sites, HOST)
    paths = [f"/gknb/202501/t20250120_{n}.html" for n in range(len(AGENCIES))]
    for path, agency in zip(paths, AGENCIES, strict=True):
        site.report(path, agency, YEAR)
    site.page("/gknb/", "信息公开年报", "".join(li(path, titled(agency, YEAR)) for path, agency in zip(paths, AGENCIES, strict=True)))


def hanweb(sites: Sites) -> None:
    """The same column, by another system under other addresses; of the old ones nothing is left, and one agency more has a report."""
    for host, path in [place for place in sites.pages if "/t2025" in place[1]]:
        sites.pages[host, path] = Answer(404)
    site = Site(sites, HOST)
    rows = []
    for n, agency in enumerate([*AGENCIES, "杭州市余杭区统计局"]):
        site.report(f"/art/2025/9/1/art_1229_{n}.html", agency, YEAR, '<div class="article-body">{}</div>')
        rows.append(f"<record><![CDATA[{li(f'/art/2025/9/1/art_1229_{n}.html', titled(agency, YEAR), '2025-09-01')}]]></record>")
    store = f"<datastore><totalrecord>4</totalrecord><recordset>{''.join(rows)}</recordset></datastore>"
    site.page("/gknb/", "信息公开年报", f'<ul></ul><div id="7"><script type="text/xml">{store}</script></div>')


def test_a_portal_that_changes_its_system_in_place_loses_no_report_and_has_none_twice(sites: Sites, tmp_path: Path) -> None:
    static(sites)
    assert night(sites, tmp_path)[0] == 0
    before = pd.read_parquet(tmp_path / "data" / "dataset" / "reports")
    hanweb(sites)
    code, asked = night(sites, tmp_path)
    assert (code, sum("/art/" in path for path in asked)) == (0, 4)
    after = pd.read_parquet(tmp_path / "data" / "dataset" / "reports")
    assert (len(before), len(after), set(after["status"])) == (3, 4, {"parsed"})
    assert sorted(after["agency_name"]) == sorted([*AGENCIES, "杭州市余杭区统计局"])
    cells = pd.read_parquet(tmp_path / "data" / "dataset" / "cells")
    assert cells.groupby("report_id").size().tolist() == [200] * 4


def test_a_clock_that_was_wrong_once_keeps_no_report_from_being_looked_at(sites: Sites, tmp_path: Path) -> None:
    """A machine without a battery may have crawled in 2037."""
    static(sites)
    night(sites, tmp_path)
    with sqlite3.connect(tmp_path / "data" / "ledger.sqlite") as connection:
        connection.execute("UPDATE addresses SET checked_at = '2037-01-01T00:00:00Z', last_seen = '2037-01-01T00:00:00Z'")
    assert sum("/t2025" in path for path in night(sites, tmp_path)[1]) == 3
    assert sum("/t2025" in path for path in night(sites, tmp_path)[1]) == 0
