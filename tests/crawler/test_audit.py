"""`nianbao audit`: an archive read both ways; every difference is a line, and nothing is written."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import small_archive

from crawler.archive import Position
from crawler.auditing import AuditPage, Finding, audit_archive, audit_pages
from crawler.executors import LocalEngine
from crawler.store import ARCHIVE_NAME, LEDGER_NAME, Store
from parsing.version import VERSION


def run(data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nianbao", "audit", "--data", str(data), "--workers", "1", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def fill(data: Path, *, broken: bool = False) -> None:
    with Store.open(data) as store:
        store.portal(small_archive.PORTAL, "北京市朝阳区", small_archive.PORTAL)
        for year in small_archive.YEARS:
            body = small_archive.page(small_archive.STREETS[0], year)
            if broken and year == 2022:  # a figure has left its cell: a browser shows it above the table
                body = body.replace(b"<td>1</td>", b"<td></td>1", 1)
            small_archive.save(store, f"/art/{year}.html", "年报", body, list_date=f"{year + 1}-01-20")


def test_a_sound_archive_has_no_difference_and_is_left_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    ledger = (tmp_path / LEDGER_NAME).read_bytes()
    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "3 pages, 3 with tables of a form, 45 cells read both ways: 0 differences.\n"
    assert "audit: 3 of 3" in done.stderr
    assert (tmp_path / LEDGER_NAME).read_bytes() == ledger
    assert not (tmp_path / "dataset").exists()


def test_every_difference_is_a_line_and_the_exit_code_is_1(tmp_path: Path) -> None:
    fill(tmp_path, broken=True)
    done = run(tmp_path)
    assert done.returncode == 1, done.stderr
    *lines, last = done.stdout.splitlines()
    assert re.fullmatch(r"3 pages, 3 with tables of a form, 45 cells read both ways: \d differences\.", last)
    assert [line.split("\t") for line in lines] == [
        [f"{small_archive.HOST}/art/2022.html", "s4_remedies.review.corrected", "'0'", "'10'"],
        [f"{small_archive.HOST}/art/2022.html", "s4_remedies.review.upheld", "''", "'1'"],
    ]


def test_an_audit_in_process_counts_what_it_reads(tmp_path: Path) -> None:
    fill(tmp_path)
    told: list[tuple[str, int, int]] = []
    engine = LocalEngine(1)
    try:
        summary = audit_archive(tmp_path / ARCHIVE_NAME, engine, lambda *step: told.append(step))
    finally:
        engine.renew()
    assert (summary.pages, summary.with_tables, summary.cells, summary.findings) == (3, 3, 45, [])
    assert told == [("scan", 1, 0), ("scan", 2, 0), ("scan", 3, 0), ("audit", 3, 3)]


def test_a_page_that_the_archive_lost_is_a_finding(tmp_path: Path) -> None:
    page = AuditPage("http://www.example.test/a.html", None, Position("gone.warc.gz", 0, 10))
    found = Finding(page.url, "page", "archive_damaged", "-")
    assert audit_pages(str(tmp_path), VERSION, [page]) == [(0, [found])]


def test_no_archive_is_named(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 3
    assert "holds no archive" in done.stderr
