"""What an operator of a portal would complain about: haste, robots.txt ignored, strangers' hosts visited."""

from __future__ import annotations

import socket
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from loopback import Answer, Asked, Portal, Run, command, crawl, html, redirect, serving

HOST = "www.a.test"
COLUMN = f"http://{HOST}/gknb/"
TEXT = {"Content-Type": "text/plain"}


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        yield server


def entry(path: str, name: str) -> str:
    return f'<li><a href="{path}">{name}2021年政府信息公开工作年度报告</a><span>2022-01-20</span></li>'


def fill(portal: Portal, host: str, count: int, **kwargs) -> str:
    column = f"http://{host}/gknb/"
    portal.put(column, html("".join(entry(f"./{n}.html", f"第{n}局") for n in range(count))))
    for n in range(count):
        portal.put(f"{column}{n}.html", html(f"report {n}", **kwargs))
    return column


def gaps(seen: list[Asked]) -> list[float]:
    return [later.began - earlier.began for earlier, later in pairwise(seen)]


def test_never_two_requests_at_once_to_a_host_and_hosts_side_by_side(portal: Portal, tmp_path: Path) -> None:
    columns = [fill(portal, host, 6, seconds=0.05) for host in ("www.a.test", "www.b.test")]
    crawl(portal, tmp_path / "data", *columns, hosts=("www.a.test", "www.b.test"))
    by_host = {host: [asked for asked in portal.seen if asked.host == host] for host in ("www.a.test", "www.b.test")}
    for seen in by_host.values():
        assert len(seen) == 8
        assert all(later.began >= earlier.ended for earlier, later in pairwise(seen))
        assert [asked.path for asked in seen[2:]] == [f"/gknb/{n}.html" for n in range(6)]
    a, b = by_host.values()
    assert a[0].began < b[-1].ended and b[0].began < a[-1].ended  # noqa: PT018


def test_delay_is_never_gone_below(portal: Portal, tmp_path: Path) -> None:
    column = fill(portal, HOST, 4)
    run = crawl(portal, tmp_path / "data", column, "-s", "AUTOTHROTTLE_ENABLED=1", hosts=(HOST,), delay=0.4)
    assert run.code == 0
    assert min(gaps(portal.seen)) >= 0.4


def rests(seen: list[Asked]) -> list[float]:
    """Seconds from the end of each request to the next one, by the server's own clock."""
    return [later.began - earlier.ended for earlier, later in pairwise(seen)]


def test_failed_requests_count_from_their_end_and_no_retry_is_hasty(portal: Portal, tmp_path: Path) -> None:
    """The second page is dropped on a connection that answered before: an HTTP client may ask again at once without being told to."""
    column = fill(portal, HOST, 4)
    portal.put(f"{column}1.html", Answer(drop=True, seconds=0.5))
    portal.put(f"{column}2.html", Answer(body=b"cut", cut=True, seconds=0.5))
    run = crawl(portal, tmp_path / "data", column, hosts=(HOST,), delay=0.4)
    assert Counter(portal.paths(HOST))["/gknb/1.html"] == Counter(portal.paths(HOST))["/gknb/2.html"] == 2
    assert run.report["outcomes"] == {"fetched": 2, "fetch_failed": 2}
    dropped = [n for n, asked in enumerate(portal.seen) if asked.path == "/gknb/1.html"]
    assert min(rests(portal.seen)[n] for n in dropped) >= 0.4
    assert min(gaps(portal.seen)) >= 0.4


def test_delay_holds_over_redirects_and_shell_pages(portal: Portal, tmp_path: Path) -> None:
    column = fill(portal, HOST, 3)
    portal.put(f"{column}0.html", redirect("/moved/0.html"))
    portal.put(f"http://{HOST}/moved/0.html", html('<meta http-equiv="refresh" content="0;url=/moved/again.html">'))
    portal.put(f"http://{HOST}/moved/again.html", html("report 0"))
    portal.put(f"http://{HOST}/robots.txt", redirect("/robots/", 301))
    portal.put(f"http://{HOST}/robots/", Answer(404))
    run = crawl(portal, tmp_path / "data", column, hosts=(HOST,), delay=0.3)
    assert run.report["outcomes"] == {"fetched": 3}
    assert len(portal.seen) == 8
    assert min(gaps(portal.seen)) >= 0.3


def test_robots_txt_slows_its_own_host_and_only_that(portal: Portal, tmp_path: Path) -> None:
    """Two seconds, so that a busy machine does not look like a delay."""
    columns = [fill(portal, host, 3) for host in ("www.a.test", "www.b.test")]
    robots = b"User-agent: *\nDisallow: /\n\nUser-agent: nianbao\nCrawl-delay: 2\nDisallow: /gknb/1.html"
    portal.put("http://www.a.test/robots.txt", Answer(body=robots, headers=TEXT))
    run = crawl(portal, tmp_path / "data", *columns, "-s", "AUTOTHROTTLE_ENABLED=1", hosts=("www.a.test", "www.b.test"), delay=0.05)
    slow, quick = ([asked for asked in portal.seen if asked.host == host] for host in ("www.a.test", "www.b.test"))
    assert [asked.path for asked in slow] == ["/robots.txt", "/gknb/", "/gknb/0.html", "/gknb/2.html"]
    assert min(gaps(slow)) >= 2
    assert max(gaps(quick)) < 1.6
    assert run.report["portals"]["x-www-a-test"]["outcomes"] == {"fetched": 2, "robots": 1}


def test_retry_after_is_waited_for_within_the_cap(portal: Portal, tmp_path: Path) -> None:
    column = fill(portal, HOST, 1)
    portal.put(f"{column}0.html", Answer(503, headers={"Retry-After": "30"}))
    crawl(portal, tmp_path / "data", column, "-s", "NIANBAO_MAX_CRAWL_DELAY=0.7", hosts=(HOST,))
    first, second = (asked for asked in portal.seen if asked.path == "/gknb/0.html")
    assert 0.7 <= second.began - first.began < 5


def test_a_host_that_does_not_answer_is_told_in_a_line(tmp_path: Path) -> None:
    """Its robots.txt is asked for first, and Scrapy left a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = Portal()
        nobody.port = gone.getsockname()[1]
    run = crawl(nobody, tmp_path / "data", COLUMN, hosts=(HOST,))
    assert (run.code, run.report["unexpected"]) == (1, 0)
    assert f"Error downloading <GET {COLUMN}>: Connection was refused" in run.err
    assert "Traceback" not in run.err
    assert {finding["code"] for finding in run.report["findings"]} == {"list_fetch_failed", "nothing_listed"}


@pytest.mark.parametrize(
    ("robots", "fetched"),
    [
        (Answer(404, b"User-agent: *\nDisallow: /"), True),
        (html("<html><body>User-agent: *\nDisallow: /</body></html>"), True),
        (Answer(500), False),
        (Answer(body=b"User-agent: *\nDisallow: /", headers=TEXT), False),
    ],
    ids=["absent", "html page", "server error", "forbids all"],
)
def test_robots_txt_that_is_absent_allows_and_one_that_cannot_be_had_does_not(
    portal: Portal, tmp_path: Path, robots: Answer, fetched: bool
) -> None:
    column = fill(portal, HOST, 1)
    portal.put(f"http://{HOST}/robots.txt", robots)
    run = crawl(portal, tmp_path / "data", column, hosts=(HOST,))
    assert ("/gknb/0.html" in portal.paths(HOST)) == fetched
    assert run.code == (0 if fetched else 1)


def test_user_agent_says_who_crawls_and_whom_to_write_to(portal: Portal, tmp_path: Path) -> None:
    from parsing.version import VERSION

    crawl(portal, tmp_path / "data", fill(portal, HOST, 1), "-s", "CONTACT=mail@library.example", hosts=(HOST,))
    agent = f"Mozilla/5.0 (compatible; nianbao/{VERSION}; +mail@library.example)"
    assert {asked.headers["User-Agent"] for asked in portal.seen} == {agent}


def refusal(run: Run) -> tuple[int, int]:
    return run.code, len(run.err.strip().splitlines())


def test_public_host_without_a_contact_and_private_one_without_leave_are_refused(portal: Portal, tmp_path: Path) -> None:
    public = command("crawl", "http://www.a.test/gknb/", "--data", "data", data=tmp_path / "data")
    assert refusal(public) == (3, 1)
    assert "CONTACT" in public.err
    private = command("crawl", f"http://127.0.0.1:{portal.port}/gknb/", "--data", "data", data=tmp_path / "data")
    assert refusal(private) == (3, 1)
    assert "--allow-private" in private.err
    assert portal.seen == []
    assert not (tmp_path / "data").exists()


def test_allow_private_reaches_loopback_and_a_redirect_off_the_portal_is_not_followed(portal: Portal, tmp_path: Path) -> None:
    own = f"127.0.0.1:{portal.port}"
    portal.put(f"http://{own}/gknb/", html(entry("./a.html", "甲局") + entry("./b.html", "乙局")))
    portal.put(f"http://{own}/gknb/a.html", html("report"))
    portal.put(f"http://{own}/gknb/b.html", redirect(f"http://localhost:{portal.port}/b.html"))
    run = crawl(portal, tmp_path / "data", f"http://{own}/gknb/", "--allow-private")
    assert run.report["outcomes"] == {"fetched": 1, "offsite": 1}
    assert {asked.host for asked in portal.seen} == {own}


def test_name_that_resolves_to_loopback_is_refused(portal: Portal, tmp_path: Path) -> None:
    """Reserved hosts may reach loopback only where the setting maps them; a public-looking name may not."""
    from crawler.transport.guard import is_public

    catalogue = tmp_path / "portals.toml"
    catalogue.write_text(
        f'[[portal]]\nid = "x-a"\nname = "a"\nhosts = ["{HOST}", "127.1:{portal.port}", "2130706433:{portal.port}"]\n'
        f'columns = [{{ url = "{COLUMN}" }}]\n',
        "utf-8",
    )
    listed = "".join(entry(f"http://{name}:{portal.port}/a.html", name) for name in ("127.1", "2130706433"))
    portal.put(COLUMN, html(listed))
    run = crawl(portal, tmp_path / "data", "x-a", "--catalogue", str(catalogue), "-s", "CONTACT=a@b.example", hosts=(HOST,))
    assert {asked.host for asked in portal.seen} == {HOST}
    assert run.report["portals"]["x-a"]["reasons"] == {"private_address": 2}
    assert not any(
        is_public(address) for address in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "0.0.0.0")
    )
    assert is_public("1.1.1.1")
