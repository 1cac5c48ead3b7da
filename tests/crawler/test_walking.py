"""Walking lists over HTTP: what a portal counts itself, whose page an entry stood on, where a walk stops."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from loopback import Answer, Asked, Portal, Run, crawl, html, redirect, serving

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def entry(path: str, title: str) -> str:
    return f'<li><a href="{path}">{title}</a><span>2025-01-20</span></li>'


def codes(run: Run) -> list[str]:
    return [finding["code"] for finding in run.report["findings"] if finding["code"].startswith(("list_", "max_"))]


@pytest.mark.parametrize(("total", "findings"), [(2, []), (5, ["list_short"])])
def test_portal_that_counts_more_than_it_lists_is_told(portal: Portal, tmp_path: Path, total: int, findings: list[str]) -> None:
    rows = entry("./1.html", "甲局2024年政府信息公开年报") + entry("./2.html", "乙局2024年政府信息公开年报")
    portal.put(COLUMN, html(f"{rows}<script>createPageHTML('d', 1, 1, 'list', 'shtml', {total});</script>"))
    assert codes(crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))) == findings


def test_total_that_only_the_interface_tells_counts_too(portal: Portal, tmp_path: Path) -> None:
    portal.put(COLUMN, html(f'<meta name="channelid" content="{"a" * 32}">'))
    asked: list[Asked] = []

    def search(request: Asked) -> Answer:
        asked.append(request)
        results = [{"url": "/1.html", "title": "甲局2024年政府信息公开年报", "publishedTime": 1737338400000}]
        return Answer(body=json.dumps({"data": {"rows": 15, "total": "9", "results": results}}).encode())

    query = "page=1&_isAgg=true&_isJson=true&_pageSize=15&_template=index&_rangeTimeGte=&_channelName="
    portal.put(f"http://{HOST}/common/search/{'a' * 32}?{query}", search)
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert codes(run) == ["list_short"]
    assert len(asked) == 1
    assert asked[0].headers["Referer"] == COLUMN


def test_entry_below_an_agency_keeps_its_name_and_one_below_a_group_has_none(portal: Portal, tmp_path: Path) -> None:
    portal.put(COLUMN, html('<a href="./cz/">财政局</a><a href="./xz/">乡镇街道</a><a href="./zn/">指南</a>'))
    portal.put(f"{COLUMN}xz/", html(entry("./2.html", "2024年政府信息公开工作年度报告")))
    portal.put(f"{COLUMN}xz/2.html", html("<p>report</p>"))
    portal.put(f"{COLUMN}cz/", html('<a href="./2024/">2024年</a>'))
    portal.put(f"{COLUMN}cz/2024/", html(entry("./1.html", "2024年政府信息公开工作年度报告")))
    portal.put(f"{COLUMN}cz/2024/1.html", html("<p>report</p>"))
    crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    ledger = sqlite3.connect(tmp_path / "data" / "ledger.sqlite")
    rows = ledger.execute("SELECT url, agency_hint, column, list_url FROM addresses WHERE kind = 'report' ORDER BY url").fetchall()
    ledger.close()
    assert rows == [
        (f"{COLUMN}cz/2024/1.html", "财政局", COLUMN, f"{COLUMN}cz/2024/"),
        (f"{COLUMN}xz/2.html", None, COLUMN, f"{COLUMN}xz/"),
    ]
    assert "/gknb/zn/" not in portal.paths(HOST)


def test_list_that_never_ends_is_cut_at_its_rail(portal: Portal, tmp_path: Path) -> None:
    for n in range(1, 9):
        row = entry(f"./{n}.html", f"第{n}局2024年政府信息公开年报")
        portal.put(COLUMN + (f"p{n}.html" if n > 1 else ""), html(f'<ul>{row}</ul><a href="p{n + 1}.html">下一页</a>'))
    run = crawl(portal, tmp_path / "data", COLUMN, "-s", "NIANBAO_MAX_PAGES=4", hosts=(HOST,))
    assert codes(run) == ["max_pages"]
    assert [path for path in portal.paths(HOST) if "/p" in path] == ["/gknb/p2.html", "/gknb/p3.html", "/gknb/p4.html"]


@pytest.mark.parametrize(
    ("last", "asked"),
    [
        (html("<html><body>暂无</body></html>"), ["index_1.html"]),
        (html('<meta http-equiv="refresh" content="0;url=./">'), ["index_1.html", ""]),
        (redirect(COLUMN), ["index_1.html", ""]),
        (Answer(404), ["index_1.html"]),
    ],
    ids=["stub", "refresh", "redirect", "missing"],
)
def test_pages_behind_the_end_stop_the_walk(portal: Portal, tmp_path: Path, last: Answer, asked: list[str]) -> None:
    rows = entry("./1.html", "甲局2024年政府信息公开年报")
    portal.put(COLUMN, html(f'{rows}<script>createPageHTML(4, 0, "index", "html");</script>'))
    for n in (1, 2, 3):
        portal.put(f"{COLUMN}index_{n}.html", last)
    crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    paths = [path.removeprefix("/gknb/") for path in portal.paths(HOST)]
    assert [path for path in paths if path == "" or path.startswith("index")] == ["", *asked]
