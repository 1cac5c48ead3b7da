"""Portals as they are: hosts that speak one scheme only, servers that give another page than asked, challenges, and how long they count."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from certificates import certified
from loopback import Answer, Asked, Portal, Run, crawl, html, redirect, serving

from parsing.problems import REASONS

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"
NO_BACKOFF = ("-s", "NIANBAO_BACKOFF_DAYS=")


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def title(name: str, year: int = 2021) -> str:
    return f"{name}{year}年政府信息公开工作年度报告"


def entry(path: str, name: str) -> str:
    return f'<li><a href="{path}">{name}</a><span>2022-01-20</span></li>'


def report(name: str, *, site: str = "甲县人民政府") -> Answer:
    headings = "".join(f"<p>{text}</p>" for text in ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"))
    return html(f"<html><head><title>{name}-{site}</title></head><body><h1>{name}</h1>{headings}</body></html>")


def fill(portal: Portal, *names: str) -> None:
    portal.put(COLUMN, html("".join(entry(f"./{n}.html", title(name)) for n, name in enumerate(names))))
    for n, name in enumerate(names):
        portal.put(f"{COLUMN}{n}.html", report(title(name)))


def rows(run: Run, sql: str) -> list[sqlite3.Row]:
    connection = sqlite3.connect(run.data / "ledger.sqlite")
    connection.row_factory = sqlite3.Row
    return connection.execute(sql).fetchall()


def endings(run: Run) -> dict[str, tuple[str, str | None]]:
    found = rows(run, "SELECT url, outcome, reason FROM addresses WHERE kind = 'report'")
    assert {row["reason"] for row in found} <= {None, *REASONS}
    return {row["url"].rsplit("/", 1)[1]: (row["outcome"], row["reason"]) for row in found}


def captured(run: Run) -> set[str]:
    return {row["url"].rsplit("/", 1)[1] for row in rows(run, "SELECT url FROM captures")}


def test_host_without_https_is_asked_by_http_and_remembered(portal: Portal, tmp_path: Path) -> None:
    fill(portal, "甲局", "乙局")
    run = crawl(portal, tmp_path / "data", f"https://{HOST}/gknb/", hosts=(HOST,))
    assert run.code == 0, run.err
    assert {outcome for outcome, _ in endings(run).values()} == {"fetched"}
    assert [row["scheme"] for row in rows(run, "SELECT scheme FROM hosts")] == ["http"]
    again = crawl(portal, tmp_path / "data", f"https://{HOST}/gknb/", hosts=(HOST,))
    assert again.report["outcomes"] == {"unchanged": 2}
    assert len(rows(run, "SELECT url FROM addresses WHERE kind = 'report'")) == 2


@pytest.mark.parametrize("old", [False, True], ids=["self-signed", "TLS 1.1"])
def test_host_without_http_is_asked_by_https_as_it_needs_it(portal: Portal, tmp_path: Path, old: bool) -> None:
    fill(portal, "甲局")
    portal.tls[HOST] = certified(tmp_path, HOST, old=old)
    plain = portal.answer
    portal.answer = lambda asked: plain(asked) if asked.scheme == "https" else Answer(403)
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert run.code == 0, run.err
    assert list(endings(run).values()) == [("fetched", None)]
    (host,) = rows(run, "SELECT * FROM hosts")
    assert (host["scheme"], host["tls"], host["certificate"]) == ("https", "legacy" if old else None, "self_signed")
    assert run.report["hosts"][HOST]["certificate"] == "self_signed"
    assert [asked.path for asked in portal.seen if asked.scheme == "http"] == ["/robots.txt"]


def test_listed_address_keeps_its_scheme_when_the_list_comes_over_another(portal: Portal, tmp_path: Path) -> None:
    fill(portal, "甲局")
    data = tmp_path / "data"
    crawl(portal, data, COLUMN, hosts=(HOST,))
    portal.tls[HOST] = certified(tmp_path, HOST, old=False)
    plain = portal.answer
    portal.answer = lambda asked: plain(asked) if asked.scheme == "https" else Answer(403)
    run = crawl(portal, data, COLUMN, hosts=(HOST,))
    assert endings(run) == {"0.html": ("unchanged", None)}
    assert {row["url"] for row in rows(run, "SELECT url FROM addresses WHERE kind = 'report'")} == {f"{COLUMN}0.html"}


def test_home_page_in_place_of_a_report_is_a_soft_404_and_asked_for_twice(portal: Portal, tmp_path: Path) -> None:
    fill(portal, "甲局", "乙局", "丙局")
    home = html(f"<title>甲县人民政府门户网站</title><h2>首页</h2>{'<p>要闻</p>' * 50}" + entry("./0.html", title("甲局")))
    portal.put(f"{COLUMN}0.html", home)
    portal.put(f"{COLUMN}1.html", html(f"<title>关于召开会议的通知</title>{'<p>会议安排</p>' * 90}"))
    portal.put(f"{COLUMN}2.html", html("<title>提示信息</title><p>您访问的页面不存在或已被删除</p>"))
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert endings(run) == {
        "0.html": ("soft_404", "home_page"),
        "1.html": ("soft_404", "wrong_page"),
        "2.html": ("soft_404", "error_page"),
    }
    assert portal.paths(HOST)[2:] == [f"/gknb/{n}.html" for n in (0, 1, 2, 0, 1)]
    assert captured(run) == set()


def test_wrong_article_after_a_burst_is_replaced_by_the_right_one(portal: Portal, tmp_path: Path) -> None:
    fill(portal, "甲局", "乙局", "丙局")
    served = []

    def burst(asked: Asked) -> Answer:
        served.append(asked.path)
        return report(title("望京街道办事处" if len(served) == 1 else "小关街道办事处"))

    portal.put(f"{COLUMN}1.html", burst)
    portal.put(COLUMN, html(portal.pages[HOST, "/gknb/"].body.decode().replace("乙局", "小关街道办事处")))
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert endings(run)["1.html"] == ("fetched", None)
    assert portal.paths(HOST)[-1] == "/gknb/1.html"
    assert len(rows(run, "SELECT * FROM captures WHERE url LIKE '%1.html'")) == 1


@pytest.mark.parametrize(
    "other",
    ["北京市朝阳区教育局", "北京市朝阳区人民政府望京街道办事处", "北京市朝阳区人民政府"],
    ids=["department", "street", "government"],
)
def test_report_of_another_agency_of_the_same_place_is_asked_for_again_and_then_noted(portal: Portal, tmp_path: Path, other: str) -> None:
    """The names share more than they differ in. What the portal gives twice is kept under its own name; coverage says where it stood."""
    fill(portal, "北京市朝阳区财政局")
    portal.put(COLUMN, html(entry("./0.html", title("北京市朝阳区财政局")) + entry("./1.html", title("北京市朝阳区财政局", 2022))))
    portal.put(f"{COLUMN}0.html", report(title(other), site="北京市朝阳区"))
    portal.put(f"{COLUMN}1.html", report(title("北京市朝阳区财政局", 2022)))
    run = crawl(portal, tmp_path / "data", COLUMN, "-s", "NIANBAO_BUILD=1", hosts=(HOST,))
    assert {outcome for outcome, _ in endings(run).values()} == {"fetched"}
    assert [portal.paths(HOST).count(f"/gknb/{n}.html") for n in (0, 1)] == [2, 1]
    names = dict(rows(run, "SELECT c.url, r.printed_name FROM records AS r JOIN captures AS c ON c.id = r.capture"))
    assert names[f"{COLUMN}0.html"] == other
    problems = pd.read_parquet(run.data / "dataset" / "problems")
    assert "in the list" in problems.loc[problems["code"] == "agency_conflict", "message"].item()
    coverage = pd.read_parquet(run.data / "dataset" / "coverage.parquet")
    missing = coverage[(coverage["year"] == 2021) & coverage["agency"].str.endswith("caizhengju")].iloc[0]
    assert (missing["outcome"], missing["reason"], missing["url"]) == ("unreadable", "wrong_page", f"{COLUMN}0.html")
    assert other in missing["detail"]


@pytest.mark.parametrize(
    ("listed", "printed"),
    [
        ("2021年年报", "甲县小关街道办事处2021年政府信息公开工作年度报告"),
        ("甲县小关街道办事处2021年政府信息公开…", "甲县小关街道办事处2021年政府信息公开工作年度报告"),
        ("小关街道2021年政府信息公开年报", "甲县人民政府小关街道办事处2021年政府信息公开工作年度报告"),
        ("小关街道2021年政府信息公开年报", "甲县人民政府"),
    ],
)
def test_report_under_a_somewhat_other_title_is_asked_for_once(portal: Portal, tmp_path: Path, listed: str, printed: str) -> None:
    portal.put(COLUMN, html(entry("./a.html", listed)))
    page = report("小关街道办事处2021年度政府信息公开工作年度报告", site="").body.decode()
    portal.put(f"{COLUMN}a.html", html(f"<title>{printed}</title><div>{page.replace('h1', 'div')}</div>"))
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert endings(run) == {"a.html": ("fetched", None)}
    assert portal.paths(HOST).count("/gknb/a.html") == 1


def test_slow_drip_ends_with_the_time_limit(portal: Portal, tmp_path: Path) -> None:
    fill(portal, "甲局")
    portal.put(f"{COLUMN}0.html", Answer(body=b"x" * 600, drip=0.02))
    run = crawl(portal, tmp_path / "data", COLUMN, "-s", "RETRY_TIMES=0", hosts=(HOST,))
    assert endings(run) == {"0.html": ("fetch_failed", "timeout")}


def test_cookie_that_a_redirect_to_itself_asks_for_is_sent(portal: Portal, tmp_path: Path) -> None:
    fill(portal, "甲局")
    plain = portal.answer

    def answer(asked: Asked) -> Answer:
        if "CT6T=1" in asked.headers.get("Cookie", "") or asked.path == "/robots.txt":
            return plain(asked)
        return redirect(asked.path, **{"Set-Cookie": "CT6T=1; path=/"})

    portal.answer = answer
    run = crawl(portal, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert endings(run) == {"0.html": ("fetched", None)}
    assert portal.paths(HOST) == ["/robots.txt", "/gknb/", "/gknb/", "/gknb/0.html"]


CHALLENGES = {
    "ruishu": Answer(412, b"<script>$_ts=window['$_ts'];</script>"),
    "http_521": Answer(521, b"<script>document.title</script>"),
    "c3vk": html('<script>document.cookie="C3VK=1;max-age=300";location.reload()</script>'),
    "edgeone": html("<script>document.cookie='__tst_status=1#;EO_Bot_Ssid=2'</script>"),
    "safeline": html("<script>window.safeline_bot_challenge=1</script>"),
    "http_405": Answer(405, b"blocked"),
    "http_412": Answer(412, b"blocked"),
}


def test_every_challenge_is_blocked_by_its_kind_and_never_a_revision(portal: Portal, tmp_path: Path) -> None:
    names = [f"第{n}局" for n in range(len(CHALLENGES))]
    fill(portal, *names)
    data = tmp_path / "data"
    crawl(portal, data, COLUMN, hosts=(HOST,))
    for n, answer in enumerate(CHALLENGES.values()):
        portal.put(f"{COLUMN}{n}.html", answer)
    run = crawl(portal, data, COLUMN, *NO_BACKOFF, hosts=(HOST,))
    found = rows(run, "SELECT outcome, detail FROM addresses WHERE kind = 'report' ORDER BY url")
    assert [(row["outcome"], row["detail"]) for row in found] == [("blocked", kind) for kind in CHALLENGES]
    assert len(rows(run, "SELECT * FROM captures")) == len(CHALLENGES)
    assert run.code == 0


def test_a_run_that_every_portal_refuses_stops(portal: Portal, tmp_path: Path) -> None:
    hosts = (HOST, "www.other.test")
    columns = [f"http://{host}/gknb/" for host in hosts]
    for column in columns:
        portal.put(column, CHALLENGES["ruishu"])
    run = crawl(portal, tmp_path / "data", *columns, hosts=hosts)
    told = [(finding["level"], finding["code"]) for finding in run.report["findings"] if finding["code"] != "list_blocked"]
    assert (run.code, sorted(told)) == (1, [("stop", "all_blocked"), ("warn", "portal_blocked"), ("warn", "portal_blocked")])


def test_host_that_challenges_its_list_is_left_alone_in_the_next_run(portal: Portal, tmp_path: Path) -> None:
    fill(portal, "甲局")
    data = tmp_path / "data"
    open_list = portal.pages[HOST, "/gknb/"]
    portal.put(COLUMN, CHALLENGES["ruishu"])
    run = crawl(portal, data, COLUMN, hosts=(HOST,))
    assert {finding["code"] for finding in run.report["findings"]} == {"list_blocked", "portal_blocked"}
    assert run.report["hosts"][HOST]["blocked_by"] == "ruishu"
    portal.put(COLUMN, open_list)
    portal.seen.clear()
    second = crawl(portal, data, COLUMN, hosts=(HOST,))
    assert portal.seen == []
    assert {finding["code"] for finding in second.report["findings"]} == {"list_blocked", "portal_blocked"}
    with sqlite3.connect(data / "ledger.sqlite") as connection:
        connection.execute("UPDATE hosts SET blocked_until = '2020-01-01T00:00:00Z'")
    third = crawl(portal, data, COLUMN, hosts=(HOST,))
    assert third.report["outcomes"] == {"fetched": 1}
    assert [row["strikes"] for row in rows(third, "SELECT strikes FROM hosts")] == [0]


def test_refusals_in_a_row_end_the_requests_to_a_host_and_strikes_lengthen_the_pause(portal: Portal, tmp_path: Path) -> None:
    fill(portal, *(f"第{n}局" for n in range(9)))
    for n in range(9):
        portal.put(f"{COLUMN}{n}.html", Answer(403))
    data = tmp_path / "data"
    pauses = []
    for _ in range(2):
        portal.seen.clear()
        run = crawl(portal, data, COLUMN, "-s", "NIANBAO_BLOCKED_AFTER=3", hosts=(HOST,))
        asked = [path for path in portal.paths(HOST) if path.endswith(".html")]
        assert len(asked) in {3, 4}, "one more may wait out its delay already"
        (host,) = rows(run, "SELECT * FROM hosts")
        pauses.append(datetime.fromisoformat(host["blocked_until"]) - datetime.now(UTC))
        with sqlite3.connect(data / "ledger.sqlite") as connection:
            connection.execute("UPDATE hosts SET blocked_until = '2020-01-01T00:00:00Z'")
    assert run.report["reasons"] == {"backing_off": 6, "forbidden": 3} if "reasons" in run.report else True
    assert timedelta(hours=17) < pauses[0] < timedelta(hours=19)
    assert timedelta(hours=41) < pauses[1] < timedelta(hours=43)


def test_a_back_off_that_a_wrong_clock_stamped_is_dropped_with_a_warning(portal: Portal, tmp_path: Path) -> None:
    """One of sixteen days is kept to; of a year nobody can have meant it, and the host was never asked again."""
    fill(portal, "甲局")
    data = tmp_path / "data"
    assert crawl(portal, data, COLUMN, hosts=(HOST,)).code == 0
    for days, asked in ((15, False), (365, True)):
        until = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with sqlite3.connect(data / "ledger.sqlite") as connection:
            connection.execute("UPDATE hosts SET blocked_until = ?, blocked_by = 'ruishu', strikes = 2", (until,))
        portal.seen.clear()
        run = crawl(portal, data, COLUMN, hosts=(HOST,))
        told = [(finding["level"], finding["portal"]) for finding in run.report["findings"] if finding["code"] == "backoff_dropped"]
        assert (bool(portal.seen), told) == (asked, [("warn", "x-www-a-test")] if asked else [])
    assert run.code == 0, run.err
    assert f"{HOST} was to be left alone until {until}" in run.err
    assert [tuple(row) for row in rows(run, "SELECT blocked_until, strikes FROM hosts")] == [(None, 0)]


def test_outside_of_the_window_nothing_is_asked(portal: Portal, tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    from crawler.session import CrawlError
    from crawler.transport.window import Window

    night = Window.parse("22:00-06:00")
    shanghai = ZoneInfo("Asia/Shanghai")
    assert night is not None
    assert night.seconds(datetime(2027, 1, 5, 21, 0, tzinfo=shanghai)) == (3600, 9 * 3600)
    assert night.seconds(datetime(2027, 1, 5, 23, 0, tzinfo=shanghai)) == (0, 7 * 3600)
    assert night.seconds(datetime(2027, 1, 5, 5, 0, tzinfo=shanghai)) == (0, 3600)
    assert night.seconds(datetime(2027, 1, 5, 6, 0, tzinfo=shanghai)) == (16 * 3600, 24 * 3600)
    assert Window.parse("") is None
    for text in ("22", "22:00-22:00", "25:00-06:00"):
        with pytest.raises(CrawlError, match="NIANBAO_WINDOW"):
            Window.parse(text)
    fill(portal, "甲局")
    now = datetime.now(shanghai)
    later = f"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=3):%H:%M}"
    assert crawl(portal, tmp_path / "data", COLUMN, "-s", "NIANBAO_WINDOW=25", hosts=(HOST,)).code == 3
    import subprocess

    with pytest.raises(subprocess.TimeoutExpired):
        crawl(portal, tmp_path / "data", COLUMN, "-s", f"NIANBAO_WINDOW={later}", hosts=(HOST,), patience=6)
    assert portal.seen == []
