"""Discovery on loopback portals: a column is found from the home page, remembered, noticed when it drifts, and found again."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from loopback import Portal, Run, command, crawl, html, redirect, serving
from portal_site import Sites

HOST = "www.a.test"
HOME = f"http://{HOST}/"
TAG = '<meta content="信息公开年报" name="columntype">'
MENU = '<a href="/zwgk/">政务公开</a><a href="/zfxxgk/">政府信息公开</a><a href="/news/1.html">要闻</a>'


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def column(portal: Portal, url: str, years=range(2020, 2024), head: str = "") -> None:
    """A flat list of a street's reports, with the reports."""
    title = "甲区乙街道办事处{}年政府信息公开工作年度报告"
    rows = "".join(f'<li><a href="./t{y}.html">{title.format(y)}</a><span>{y + 1}-01-20</span></li>' for y in years)
    portal.put(url, html(f"<html><head>{head}<title>栏目</title></head><ul>{rows}</ul></html>"))
    for year in years:
        portal.put(f"{url}t{year}.html", html(f"report {year}"))


def catalogue(tmp_path: Path, columns: str = "", more: str = "") -> Path:
    path = tmp_path / "one.toml"
    listed = f"columns = [{columns}]\n" if columns else ""
    path.write_text(f'[[portal]]\nid = "110105"\nname = "甲区"\nhome = "{HOME}"\n{listed}{more}', "utf-8")
    return path


def run(portal: Portal, tmp_path: Path, path: Path, *more: str) -> Run:
    portal.seen.clear()
    return crawl(portal, tmp_path / "data", "110105", "--catalogue", str(path), *more, hosts=(HOST,))


def remembered(tmp_path: Path, sql: str) -> list[tuple]:
    with sqlite3.connect(tmp_path / "data" / "ledger.sqlite") as connection:
        return connection.execute(sql).fetchall()


def codes(done: Run) -> list[str]:
    return [finding["code"] for finding in done.report["findings"] if finding["code"] != "stale_portal"]


def test_from_the_home_page_by_the_national_meta_tag(portal: Portal, tmp_path: Path) -> None:
    portal.put(HOME, redirect("/index.html"))
    portal.put(f"{HOME}index.html", html(MENU))
    portal.put(f"{HOME}zfxxgk/", html('<a href="/zfxxgk/c17/">年报公示</a><a href="/zfxxgk/ndbg/">通知公告</a>'))
    column(portal, f"{HOME}zfxxgk/ndbg/", head=TAG)
    done = run(portal, tmp_path, catalogue(tmp_path))
    assert (done.code, done.report["outcomes"], codes(done)) == (0, {"fetched": 4}, ["column_found"])
    ((url, source, family, layout, evidence),) = remembered(tmp_path, "SELECT url, source, family, layout, evidence FROM columns")
    assert (url, source, family, layout) == (f"{HOME}zfxxgk/ndbg/", "discovery", "static", "flat")
    assert "ColumnType=信息公开年报" in evidence


def test_the_next_run_walks_what_is_remembered_without_a_search(portal: Portal, tmp_path: Path) -> None:
    portal.put(HOME, html(MENU + '<a href="/gk/17/">政府信息公开年报</a>'))
    column(portal, f"{HOME}gk/17/")
    assert run(portal, tmp_path, catalogue(tmp_path)).report["outcomes"] == {"fetched": 4}
    again = run(portal, tmp_path, catalogue(tmp_path))
    assert (again.code, codes(again)) == (0, [])
    assert portal.paths(HOST)[:2] == ["/robots.txt", "/gk/17/"]
    assert "/" not in portal.paths(HOST)


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (None, "is not found any more"),
        (redirect("/"), "leads to the home page"),
        (redirect("http://other.test/gknb/"), "leads to another host"),
        (html(f"<title>甲区</title>{MENU}<a href='/gk/18/'>政府信息公开年报</a>"), "lists nothing"),
    ],
)
def test_a_drifted_column_is_noticed_reported_and_found_again(portal: Portal, tmp_path: Path, gone, told: str) -> None:
    path = catalogue(tmp_path, f'{{ url = "{HOME}zfxxgk/gknb/" }}')
    home = f"<title>甲区</title>{MENU}<a href='/gk/18/'>政府信息公开年报</a>"
    portal.put(HOME, html(home))
    column(portal, f"{HOME}zfxxgk/gknb/")
    assert codes(run(portal, tmp_path, path)) == []
    portal.pages.pop((HOST, "/zfxxgk/gknb/"))
    if gone:
        portal.put(f"{HOME}zfxxgk/gknb/", gone)
    column(portal, f"{HOME}gk/18/", range(2020, 2025))
    moved = run(portal, tmp_path, path)
    assert moved.code == 0
    assert {"column_drifted", "column_found"} <= set(codes(moved))
    assert any(told in finding["sentence"] for finding in moved.report["findings"])
    assert moved.report["outcomes"] == {"fetched": 5}
    after = run(portal, tmp_path, path)
    assert (codes(after), "/zfxxgk/gknb/" in portal.paths(HOST), "/gk/18/" in portal.paths(HOST)) == ([], False, True)


def test_a_column_that_answers_with_an_error_has_not_drifted(portal: Portal, tmp_path: Path) -> None:
    path = catalogue(tmp_path, f'{{ url = "{HOME}gknb/" }}')
    portal.put(HOME, html(MENU))
    column(portal, f"{HOME}gknb/")
    run(portal, tmp_path, path)
    answer = portal.pages[HOST, "/gknb/"]
    portal.put(f"{HOME}gknb/", html("down", status=503))
    assert "column_drifted" not in codes(run(portal, tmp_path, path))
    assert "/" not in portal.paths(HOST)
    portal.put(f"{HOME}gknb/", answer)
    assert run(portal, tmp_path, path).code == 0


def test_the_budget_holds_on_a_portal_that_leads_everywhere_but_there(portal: Portal, tmp_path: Path) -> None:
    gates = "".join(f'<a href="/g{n}/">政府信息公开</a><a href="/{n}/gknb/">年报</a>' for n in range(40))
    portal.put(HOME, html(gates))
    for n in range(40):
        portal.put(f"{HOME}g{n}/", html(gates))
        portal.put(f"{HOME}{n}/gknb/", redirect(f"/moved/{n}/"))
        portal.put(f"{HOME}moved/{n}/", html("<p>栏目建设中</p>"))
    done = run(portal, tmp_path, catalogue(tmp_path))
    asked = [path for path in portal.paths(HOST) if path != "/robots.txt"]
    assert 10 <= len(asked) <= 13  # a redirect of the last request cannot be foreseen
    assert (done.code, codes(done)) == (0, ["no_column"])
    run(portal, tmp_path, catalogue(tmp_path))
    assert portal.paths(HOST) == []  # not again before some weeks have passed


def test_a_home_page_that_robots_txt_forbids_is_left_alone(portal: Portal, tmp_path: Path) -> None:
    portal.put(f"{HOME}robots.txt", html("User-agent: *\nDisallow: /\n"))
    portal.put(HOME, html('<a href="/gknb/">政府信息公开年报</a>'))
    done = run(portal, tmp_path, catalogue(tmp_path))
    assert set(portal.paths(HOST)) == {"/robots.txt"}
    assert (done.code, codes(done)) == (0, ["no_column"])


def test_a_home_page_without_an_answer_is_asked_again_by_the_next_run(portal: Portal, tmp_path: Path) -> None:
    portal.put(HOME, html("down", status=503))
    done = run(portal, tmp_path, catalogue(tmp_path))
    assert (done.code, codes(done), "gave no answer" in done.report["findings"][0]["sentence"]) == (0, ["no_column"], True)
    portal.put(HOME, html('<a href="/gknb/">政府信息公开年报</a>'))
    column(portal, f"{HOME}gknb/")
    assert run(portal, tmp_path, catalogue(tmp_path)).report["outcomes"] == {"fetched": 4}


def test_columns_of_every_family_are_found_from_a_link_on_the_home_page(tmp_path: Path) -> None:
    """Lists that an interface fills are asked for, so that what is found lists reports. A declared interface cannot be told by the page."""
    with serving(Sites()) as sites:
        sites.load()
        entries = [entry for entry in sites.catalogue if entry.folder.name not in {"json_declared", "drift", "shells", "hostile", "tls"}]
        lines, wanted = [], {}
        for n, entry in enumerate(entries):
            urls = [table["url"] for table in entry.portal["columns"]]
            home = f"http://{entry.hosts[0]}/"
            sites.put(home, html("".join(f'<a href="{url}">政府信息公开年报</a>' for url in urls)))
            lines.append(f'[[portal]]\nid = "x-{n}"\nname = "{entry.folder.name}"\nhome = "{home}"\nhosts = {json.dumps(entry.hosts)}\n')
            wanted[f"x-{n}"] = urls
        (tmp_path / "all.toml").write_text("".join(lines), "utf-8")
        hosts = {host: f"127.0.0.1:{sites.port}" for entry in entries for host in entry.hosts}
        fast = [f"NIANBAO_HOSTS={json.dumps(hosts)}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "RETRY_TIMES=0"]
        settings = [part for setting in fast for part in ("-s", setting)]
        data = tmp_path / "data"
        done = command("portals", "discover", "--all", "--catalogue", str(tmp_path / "all.toml"), "--data", str(data), *settings, data=data)
    found = {table["id"]: [column["url"] for column in table["columns"]] for table in tomllib.loads(done.out)["portal"]}
    assert (done.code, found) == (0, wanted)
    assert max(requests for (requests,) in remembered(tmp_path, "SELECT requests FROM searches")) <= 5


def test_a_search_is_as_polite_as_a_crawl(portal: Portal, tmp_path: Path) -> None:
    """Two portals on one host are one guest, and every request of both waits its turn."""
    portal.put(HOME, html("".join(f'<a href="/g{n}/">政府信息公开</a>' for n in range(4)), seconds=0.1))
    path = tmp_path / "two.toml"
    path.write_text("".join(f'[[portal]]\nid = "11010{n}"\nname = "{n}"\nhome = "{HOME}"\n' for n in (5, 6)), "utf-8")
    crawl(portal, tmp_path / "data", "--all", "--catalogue", str(path), hosts=(HOST,), delay=0.3)
    assert len(portal.seen) == 1 + 2 * 5
    for earlier, later in pairwise(portal.seen):
        assert later.began - earlier.began >= 0.29
        assert later.began >= earlier.ended


def test_documents_that_share_the_words_are_no_column(portal: Portal, tmp_path: Path) -> None:
    portal.put(HOME, html('<a href="/xxgknb/">信息公开年报</a><a href="http://sub.b.test/gknb/">政府信息公开年报</a>'))
    row = '<li><a href="./1.html">2023年政府网站工作年度报表</a><span>2024-01-20</span></li>'
    portal.put(f"{HOME}xxgknb/", html(f"<html><head>{TAG}</head><ul>{row}</ul></html>"))
    done = run(portal, tmp_path, catalogue(tmp_path))
    assert (done.code, codes(done), done.report["outcomes"]) == (0, ["no_column"], {})


def test_a_known_column_of_other_documents_does_not_serve(portal: Portal, tmp_path: Path) -> None:
    portal.put(HOME, html('<a href="/gk/18/">政府信息公开年报</a>'))
    column(portal, f"{HOME}gk/18/")
    row = '<li><a href="./1.html">2023年政府网站工作年度报表</a><span>2024-01-20</span></li>'
    portal.put(f"{HOME}xxgknb2024n/", html(f"<ul>{row}</ul>"))
    done = run(portal, tmp_path, catalogue(tmp_path, f'{{ url = "{HOME}xxgknb2024n/" }}'))
    assert (done.code, codes(done)) == (0, ["column_drifted", "column_found"])
    assert done.report["outcomes"] == {"fetched": 4, "not_a_report": 1}


def test_trees_articles_and_entries_of_the_region(portal: Portal, tmp_path: Path) -> None:
    portal.put(HOME, html("<p>no links</p>"))
    portal.put(f"{HOME}open/index", html('<a href="./nb/">年度报告</a><a href="./own/">政府信息公开年报</a>'))
    portal.put(f"{HOME}open/nb/", html('<a href="./2022/">2022年</a><a href="./2023/">2023年</a>'))
    column(portal, f"{HOME}open/nb/2022/", [2022])
    column(portal, f"{HOME}open/nb/2023/", [2023])
    text = "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况"
    portal.put(f"{HOME}open/own/", html(f"<title>甲区2021年政府信息公开工作年度报告</title><p>{text}</p>"))
    done = run(portal, tmp_path, catalogue(tmp_path, more='entries = ["/open/index"]\n'))
    assert done.report["outcomes"] == {"fetched": 3}
    assert sorted(remembered(tmp_path, "SELECT url, layout FROM columns")) == [
        (f"{HOME}open/nb/", "auto"),
        (f"{HOME}open/own/", "article"),
    ]


def test_it_can_be_switched_off(portal: Portal, tmp_path: Path) -> None:
    done = run(portal, tmp_path, catalogue(tmp_path), "-s", "NIANBAO_DISCOVER=off")
    assert (done.code, "no annual-report column" in done.err, portal.seen) == (3, True, [])
