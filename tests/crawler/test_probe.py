"""`portals discover` and `portals probe` on loopback portals: what they print, what they leave behind, how they end."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from loopback import Portal, Run, command, html, serving

HOST = "www.a.test"
HOME = f"http://{HOST}/"
TITLE = "甲区小关街道办事处{}年政府信息公开工作年度报告"


@pytest.fixture
def portal():
    with serving(Portal()) as server:
        server.put(HOME, html('<a href="/zfxxgk/">政府信息公开</a><a href="http://zyk.a.test/nb/">政府信息公开年报</a>'))
        server.put(f"{HOME}zfxxgk/", html('<a href="./gknb/">年报</a>'))
        rows = "".join(f'<li><a href="./{y}.html">{TITLE.format(y)}</a><span>{y + 1}-01-20</span></li>' for y in (2021, 2022, 2023))
        other = '<li><a href="./x.html">2023年政府网站工作年度报表</a><span>2024-01-05</span></li>'
        pager = '<script>createPageHTML(3, 0, "index", "html");</script>'
        server.put(f"{HOME}zfxxgk/gknb/", html(f"<ul>{rows}{other}</ul>{pager}"))
        yield server


def portals(portal: Portal, tmp_path: Path, *arguments: str) -> Run:
    portal.seen.clear()
    mapped = json.dumps({HOST: f"127.0.0.1:{portal.port}"})
    fast = [f"NIANBAO_HOSTS={mapped}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "RETRY_TIMES=0", "DOWNLOAD_TIMEOUT=2"]
    settings = [part for setting in fast for part in ("-s", setting)]
    return command("portals", *arguments, *settings, data=tmp_path / "data")


def catalogue(tmp_path: Path, count: int = 1) -> str:
    entries = [f'[[portal]]\nid = "11010{n}"\nname = "第{n}区"\nhome = "{HOME}"\nnotes = "a note"\n' for n in range(5, 5 + count)]
    (tmp_path / "one.toml").write_text("".join(entries), "utf-8")
    return str(tmp_path / "one.toml")


def test_probe_says_each_step_and_what_would_be_fetched(portal: Portal, tmp_path: Path) -> None:
    run = portals(portal, tmp_path, "probe", "110105", "--catalogue", catalogue(tmp_path))
    assert run.code == 0
    for told in (
        f"robots  {HOME}robots.txt: none (HTTP 404)",
        "the home page: no column; 1 new links",
        "linked as 年报: a column",
        "http://zyk.a.test/nb/",
        "name the host under hosts",
        "family    static",
        "2 further pages",
        "4 on the first page: 3 to be fetched, 1 not fetched (another document)",
        "2022-01-20  甲区小关街道办事处2021年政府信息公开工作年度报告",
        "2021, 甲区小关街道办事处 = ",
    ):
        assert told in run.out, told
    assert portal.paths(HOST) == ["/robots.txt", "/", "/zfxxgk/", "/zfxxgk/gknb/"]
    assert not run.data.exists()


def test_what_probe_prints_for_the_catalogue_is_a_catalogue(portal: Portal, tmp_path: Path) -> None:
    run = portals(portal, tmp_path, "probe", "110105", "--catalogue", catalogue(tmp_path))
    entry = run.out.partition("For the catalogue\n")[2]
    (table,) = tomllib.loads(entry)["portal"]
    assert (table["id"], table["notes"]) == ("110105", "a note")
    assert table["columns"] == [{"url": f"{HOME}zfxxgk/gknb/", "family": "static", "layout": "flat"}]
    (tmp_path / "new.toml").write_text(entry, "utf-8")
    assert command("portals", "check", "--catalogue", str(tmp_path / "new.toml"), data=tmp_path / "data").code == 0


def test_probe_of_an_address_begins_with_it(portal: Portal, tmp_path: Path) -> None:
    run = portals(portal, tmp_path, "probe", f"{HOME}zfxxgk/gknb/")
    assert (run.code, f"Column {HOME}zfxxgk/gknb/" in run.out, "known before: a column" in run.out) == (0, True, True)


def test_probe_that_finds_nothing_ends_with_1_and_says_why(portal: Portal, tmp_path: Path) -> None:
    portal.put(f"{HOME}robots.txt", html("User-agent: *\nDisallow: /\n"))
    run = portals(portal, tmp_path, "probe", "110105", "--catalogue", catalogue(tmp_path))
    assert (run.code, "robots.txt forbids" in run.out, "No column was found" in run.out) == (1, True, True)
    assert portal.paths(HOST) == ["/robots.txt"]


def test_discover_remembers_prints_toml_and_goes_on_where_it_stopped(portal: Portal, tmp_path: Path) -> None:
    path = catalogue(tmp_path, 3)
    first = portals(portal, tmp_path, "discover", "--all", "--limit", "2", "--catalogue", path, "--data", str(tmp_path / "data"))
    assert (first.code, [table["id"] for table in tomllib.loads(first.out)["portal"]]) == (0, ["110105", "110106"])
    assert "110105\t第5区\t3\thttp://www.a.test/zfxxgk/gknb/" in first.err
    listed = command("portals", "list", "--found", data=tmp_path / "data").out.splitlines()
    assert [line.split("\t")[:3] for line in listed] == [
        [portal_id, f"{HOME}zfxxgk/gknb/ (static, flat)", "discovery"] for portal_id in ("110105", "110106")
    ]
    assert listed[0].endswith("not walked yet; linked as 年报, lists 3 reports")
    rest = portals(portal, tmp_path, "discover", "--all", "--catalogue", path, "--data", str(tmp_path / "data"))
    assert [table["id"] for table in tomllib.loads(rest.out)["portal"]] == ["110107"]
    done = portals(portal, tmp_path, "discover", "--all", "--catalogue", path, "--data", str(tmp_path / "data"))
    assert (done.code, done.out.strip(), portal.seen) == (0, "", [])


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["discover"], 2, "Name portals"),
        (["discover", "110105", "--limit", "2"], 2, "Name portals"),
        (["probe"], 2, "Missing argument"),
        (["list", "--found"], 3, "holds no ledger"),
        (["probe", "nowhere"], 2, "nianbao portals list"),
        (["probe", "http://a.gov.cn/"], 3, "CONTACT"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    run = command("portals", *arguments, data=tmp_path / "data")
    assert (run.code, told in run.err) == (code, True), run.err
    assert not run.data.exists()
