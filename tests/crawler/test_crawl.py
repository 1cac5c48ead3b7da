"""Whole crawls against loopback servers: what is fetched, what is archived, and how every address ends."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from loopback import HTML, Answer, Asked, Portal, Run, crawl, html, redirect, serving

from crawler.archive import read
from crawler.store import Store
from parsing.problems import REASONS

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def entry(path: str, title: str, date: str = "2022-01-20") -> str:
    return f'<li><a href="{path}">{title}</a><span>{date}</span></li>'


def title(name: str, year: int = 2021) -> str:
    return f"{name}{year}年政府信息公开工作年度报告"


def addresses(run: Run) -> dict[str, sqlite3.Row]:
    connection = sqlite3.connect(run.data / "ledger.sqlite")
    connection.row_factory = sqlite3.Row
    return {row["url"]: row for row in connection.execute("SELECT * FROM addresses")}


def endings(run: Run) -> dict[str, tuple[str, str | None]]:
    """The last part of each report's address -> outcome and reason."""
    return {url.rsplit("/", 1)[1]: (row["outcome"], row["reason"]) for url, row in addresses(run).items() if row["kind"] == "report"}


def test_every_end_of_an_address_has_its_outcome_and_reason(portal: Portal, tmp_path: Path) -> None:
    base = f"http://{HOST}/gknb/"
    pages = {
        "ok.html": html("<p>report</p>"),
        "gz.html": Answer(body=gzip.compress(b"<p>zipped</p>"), headers=HTML | {"Content-Encoding": "gzip"}),
        "undeclared.html": Answer(body=gzip.compress(b"<p>zipped</p>")),
        "missing.html": Answer(404),
        "gone.html": Answer(410),
        "forbidden.html": Answer(403),
        "ruishu.html": Answer(412, b"<script>$_ts=window['$_ts'];</script>"),
        "shell.html": html('<script>document.cookie="C3VK=1;max-age=300";location.reload()</script>'),
        "loop.html": redirect(f"{base}loop.html", **{"Set-Cookie": "a=1"}),
        "broken.html": Answer(500),
        "slow.html": Answer(seconds=3),
        "cut.html": Answer(body=b"<p>half", cut=True),
        "large.html": Answer(body=b"x" * 3000),
        "bomb.html": Answer(body=gzip.compress(b"x" * 100_000), headers=HTML | {"Content-Encoding": "gzip"}),
        "home.html": redirect(f"http://{HOST}/"),
        "moved.html": redirect(f"http://{HOST}/gknb/new.html", 301),
        "new.html": html("<p>moved here</p>"),
        "away.html": redirect("http://www.b.test/gknb/x.html"),
        "secret/no.html": html("<p>forbidden by robots.txt</p>"),
    }
    for name, page in pages.items():
        portal.put(base + name, page)
    listed = [name for name in pages if name != "new.html"]
    items = "".join(entry(f"./{name}", title(f"第{i}局")) for i, name in enumerate(listed))
    items += entry("http://www.b.test/gknb/other.html", title("乙局")) + entry("./wz.html", "2021年政府网站工作年度报表")
    portal.put(COLUMN, html(items))
    portal.put(f"http://{HOST}/robots.txt", Answer(body=b"User-agent: *\nDisallow: /gknb/secret/", headers={"Content-Type": "text/plain"}))

    run = crawl(portal, tmp_path / "data", COLUMN, "-s", "DOWNLOAD_MAXSIZE=2500", hosts=(HOST, "www.b.test"))

    assert run.code == 0, run.err
    assert endings(run) == {
        "ok.html": ("fetched", None),
        "gz.html": ("fetched", None),
        "undeclared.html": ("fetched", None),
        "missing.html": ("not_found", "http_status"),
        "gone.html": ("not_found", "http_status"),
        "forbidden.html": ("blocked", "forbidden"),
        "ruishu.html": ("blocked", "challenge"),
        "shell.html": ("blocked", "challenge"),
        "loop.html": ("blocked", "cookie_loop"),
        "broken.html": ("fetch_failed", "http_status"),
        "slow.html": ("fetch_failed", "timeout"),
        "cut.html": ("fetch_failed", "truncated"),
        "large.html": ("fetch_failed", "too_large"),
        "bomb.html": ("fetch_failed", "too_large"),
        "home.html": ("soft_404", "redirected_home"),
        "moved.html": ("fetched", None),
        "away.html": ("offsite", "redirected_offsite"),
        "no.html": ("robots", "robots_forbidden"),
        "other.html": ("offsite", "other_host"),
        "wz.html": ("not_a_report", "lookalike"),
    }
    assert {reason for _, reason in endings(run).values()} <= {None, *REASONS}
    assert portal.paths("www.b.test") == []
    assert "/gknb/secret/no.html" not in portal.paths(HOST)
    assert portal.paths(HOST).count("/gknb/broken.html") == 2, "a server error is tried again"
    assert run.report["outcomes"]["blocked"] == 4
    assert run.report["exit_code"] == 0

    known = addresses(run)
    with Store.open(run.data) as store:
        body = read(store.archive_root, store.address(f"{base}undeclared.html").position).body
        moved = read(store.archive_root, store.address(f"{base}moved.html").position)
    assert body == b"<p>zipped</p>"
    assert (moved.url, moved.body) == (f"{base}new.html", b"<p>moved here</p>")
    assert known[f"{base}moved.html"]["title"] == title("第15局")


def test_responses_are_archived_before_they_are_read(portal: Portal, tmp_path: Path) -> None:
    """Redirects and server errors never reach the spider, and yet stand in the archive with their headers."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    portal.put(COLUMN, html(entry("./old.html", title("甲局")) + entry("./broken.html", title("乙局"))))
    portal.put(COLUMN + "old.html", redirect("./new.html", 301, **{"X-Mark": "kept"}))
    portal.put(COLUMN + "new.html", Answer(body=gzip.compress(b"<p>new</p>"), headers=HTML | {"Content-Encoding": "gzip"}))
    portal.put(COLUMN + "broken.html", Answer(503, b"busy"))
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    (archive,) = (run.data / "archive").rglob("*.warc.gz")
    kinds = WarcRecordType.response | WarcRecordType.revisit
    with archive.open("rb") as file:
        found = [
            (record.headers["WARC-Target-URI"].removeprefix(COLUMN), record.http_headers.status_code, dict(record.http_headers))
            for record in ArchiveIterator(file, record_types=kinds)
        ]
    assert [(name, status) for name, status, _ in found if "robots" not in name] == [
        ("", 200), ("old.html", 301), ("broken.html", 503), ("new.html", 200), ("broken.html", 503),
    ]  # fmt: skip
    headers = {name: fields for name, _, fields in found}
    assert headers["old.html"]["X-Mark"] == "kept"
    assert "Content-Encoding" not in headers["new.html"]
    assert headers["new.html"]["X-Archive-Orig-Content-Encoding"] == "gzip"


def test_second_run_asks_conditionally_for_reports_only(portal: Portal, tmp_path: Path) -> None:
    def tagged(text: str, tag: str):
        def answer(asked: Asked) -> Answer:
            headers = HTML | {"ETag": tag, "Last-Modified": "Thu, 20 Jan 2022 00:00:00 GMT"}
            return Answer(304, b"", headers) if asked.headers.get("If-None-Match") == tag else Answer(200, text.encode(), headers)

        return answer

    portal.put(COLUMN, tagged(entry("./a.html", title("甲局")), '"list"'))
    portal.put(COLUMN + "a.html", tagged("<p>report</p>", '"a"'))
    portal.put(f"http://{HOST}/robots.txt", tagged("User-agent: *\nDisallow: /secret/", '"robots"'))
    data = tmp_path / "data"
    first = crawl(portal, data, COLUMN, hosts=(HOST,))
    size = sum(path.stat().st_size for path in (data / "archive").rglob("*.gz"))
    portal.seen.clear()
    second = crawl(portal, data, COLUMN, hosts=(HOST,))
    asked = {seen.path: seen.headers.get("If-None-Match") for seen in portal.seen}
    assert asked == {"/robots.txt": None, "/gknb/": None, "/gknb/a.html": '"a"'}
    assert (endings(first)["a.html"][0], second.report["outcomes"]) == ("unchanged", {"unchanged": 1})
    assert second.code == 0
    assert sum(path.stat().st_size for path in (data / "archive").rglob("*.gz")) - size < 6000
    portal.seen.clear()
    crawl(portal, data, COLUMN, "--refresh", hosts=(HOST,))
    assert all("If-None-Match" not in seen.headers for seen in portal.seen)


def test_report_that_vanishes_is_gone_and_one_that_changes_is_revised(portal: Portal, tmp_path: Path) -> None:
    portal.put(COLUMN, html(entry("./a.html", title("甲局")) + entry("./b.html", title("乙局"))))
    for name in ("a.html", "b.html"):
        portal.put(COLUMN + name, html("<p>first</p>"))
    crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    portal.put(COLUMN + "a.html", Answer(404))
    portal.put(COLUMN + "b.html", html("<p>second</p>"))
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert {name: outcome for name, (outcome, _) in endings(run).items()} == {"a.html": "gone", "b.html": "revised"}


def test_year_tree_and_pages_of_both_dialects_are_walked(portal: Portal, tmp_path: Path) -> None:
    ucap, tree = f"http://{HOST}/ucap/list.shtml", f"http://{HOST}/tree/"
    pager = "<script>createPageHTML('page_div', 2, {n}, 'list', 'shtml', 2);</script>"
    portal.put(ucap, html(entry("./1.html", title("甲局")) + pager.format(n=1)))
    portal.put(f"http://{HOST}/ucap/list_2.shtml", html(entry("./2.html", title("乙局")) + pager.format(n=2)))
    portal.put(tree, html('<a href="./2021n7/">2021年</a><a href="./2020n/">2020年</a><a href="./about/">关于</a>'))
    trs = '<script>createPageHTML(3, {n}, "index", "html");</script>'
    portal.put(f"{tree}2021n7/", html(entry("./3.html", title("丙局")) + '<a href="./xzjd/">乡镇街道</a>' + trs.format(n=0)))
    portal.put(f"{tree}2021n7/index_1.html", html(entry("./4.html", title("丁局")) + trs.format(n=1)))
    portal.put(f"{tree}2021n7/index_2.html", html(entry("./4.html", title("丁局")) + trs.format(n=0)))
    portal.put(f"{tree}2021n7/xzjd/", html(entry("./5.html", title("戊街道"))))
    portal.put(f"{tree}2020n/", html(entry("./6.html", title("己局", 2020))))
    run = crawl(portal, tmp_path / "data", ucap, tree, "--years", "2021", hosts=(HOST,))
    ends = {name: outcome for name, (outcome, _) in endings(run).items()}
    assert set(ends) == {f"{n}.html" for n in range(1, 7)}
    assert ends["6.html"] == "out_of_range"
    assert "/tree/2020n/6.html" not in portal.paths(HOST)
    assert "/tree/about/" not in portal.paths(HOST)


@pytest.mark.parametrize("server", ["page", "record"])
def test_hanweb_servers_of_both_kinds_give_every_record(portal: Portal, tmp_path: Path, server: str) -> None:
    """One honours `page` only, the other `startrecord` only and answers page 1 to anything else."""
    proxy = "/module/web/jpage/dataproxy.jsp"
    column = f"http://{HOST}/col/col7/index.html"

    def records(first: int, last: int) -> str:
        rows = [
            f"<record><![CDATA[{entry(f'/art/2022/1/{n}/art_7_{n}.html', title(f'第{n}局'))}]]></record>"
            for n in range(first, min(last, 8) + 1)
        ]
        group = f'<nextgroup><![CDATA[<a href="{proxy}?page=1&columnid=7&unitid=9"></a>]]></nextgroup>'
        return f"<datastore><totalrecord>8</totalrecord>{group}<recordset>{''.join(rows)}</recordset></datastore>"

    def answer(asked: Asked) -> Answer:
        from urllib.parse import parse_qs

        query = parse_qs(asked.path.partition("?")[2])
        if server == "page":
            page = int(query.get("page", ["1"])[0])
            return html(records(page * 3 - 2, page * 3))
        if asked.method == "POST" and b"columnid=7" in asked.body:
            return html(records(int(query["startrecord"][0]), int(query["endrecord"][0])))
        return html(records(1, 3))

    portal.put(
        column,
        html(f'<div id="9"><script type="text/xml">{records(1, 3)}</script></div><script>jpage({{totalRecord:8, perPage:3}})</script>'),
    )
    plain = portal.answer
    portal.answer = lambda asked: answer(asked) if asked.path.startswith(proxy) else plain(asked)
    run = crawl(portal, tmp_path / "data", column, hosts=(HOST,))
    assert len(endings(run)) == 8
    assert run.report["findings"] == []


def test_column_page_that_is_the_report_is_kept_as_one(portal: Portal, tmp_path: Path) -> None:
    headings = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    portal.put(COLUMN, html(f"<title>{title('甲局')}</title>{headings}"))
    for _ in range(2):
        run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
        assert run.code == 0, run.err
    row = addresses(run)[COLUMN]
    assert (row["kind"], row["title"], row["outcome"]) == ("report", title("甲局"), "unchanged")
    connection = sqlite3.connect(run.data / "ledger.sqlite")
    assert connection.execute("SELECT count(*) FROM captures").fetchall() == [(1,)]


def test_gbk_list_under_a_wrong_charset_is_read(portal: Portal, tmp_path: Path) -> None:
    portal.put(COLUMN, Answer(body=entry("./a.html", title("镕局")).encode("gb18030")))
    portal.put(COLUMN + "a.html", html("x"))
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert addresses(run)[COLUMN + "a.html"]["title"] == title("镕局")


def test_portal_that_lists_nothing_stops_the_run_with_1(portal: Portal, tmp_path: Path) -> None:
    portal.put(COLUMN, html("<p>moved</p>" + entry("./wz.html", "2021年政府网站工作年度报表")))
    run = crawl(portal, tmp_path / "data", COLUMN, "http://www.dead.test/gknb/", hosts=(HOST, "www.dead.test"))
    assert run.code == 1
    assert "stop nothing_listed: x-www-a-test: no report was found" in " ".join(run.out.split())
    assert "WARNING nothing_listed: x-www-a-test: no report was found" in run.err
    codes = {(finding["level"], finding["code"], finding["portal"]) for finding in run.report["findings"]}
    assert codes == {
        ("stop", "nothing_listed", "x-www-a-test"),
        ("stop", "nothing_listed", "x-www-dead-test"),
        ("warn", "list_not_found", "x-www-dead-test"),
    }


def test_list_that_falls_short_of_its_own_count_is_told(portal: Portal, tmp_path: Path) -> None:
    portal.put(COLUMN, html(entry("./a.html", title("甲局")) + "<script>createPageHTML('d', 1, 1, 'list', 'shtml', 7);</script>"))
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert run.code == 0
    assert "counts 7 entries itself, but 1 were listed" in run.report["findings"][0]["sentence"]
