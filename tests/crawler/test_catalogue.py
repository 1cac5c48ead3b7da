"""The catalogue: what is shipped is sound, and what is not is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.catalogue import CatalogueError, load, of_urls, shared_hosts
from crawler.selection import UnknownPortal, select
from crawler.session import CrawlError, Options, check, hosts_map, years_range

GOOD = '[[portal]]\nid = "110105"\nname = "北京市朝阳区"\ncolumns = [{ url = "http://www.a.test/gknb/" }]\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "portals.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_catalogue_is_sound_and_knows_chaoyang() -> None:
    portals = load()
    assert portals["110105"].name == "北京市朝阳区"
    assert portals["110105"].columns[0].url == "http://www.bjchy.gov.cn/zfxxgk/gknb/"
    assert not any("{" in column.url for portal in portals.values() for column in portal.columns)


def test_every_portal_ships_with_a_home_and_what_its_province_says() -> None:
    portals = load()
    assert len(portals) == 3209
    assert all(portal.home and portal.owns(portal.home) for portal in portals.values())
    assert sum(1 for portal in portals.values() if portal.columns) == 21
    assert (portals["440300"].entries, portals["330100"].likely, portals["110105"].entries) == (("/gkmlpt/index",), "hanweb", ())
    assert {key for key in portals if not key.isdigit()} == {
        "x-liangjiang-xinqu",
        "x-jiyuan-shifanqu",
        "x-xinjiang-shengchan-jianshe-bingtuan",
    }
    assert shared_hosts(portals)["www.putuo.gov.cn"] == ["310107", "330903"]


def test_a_portal_inherits_from_prefecture_and_province_and_speaks_first(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "a.toml").write_text(
        '[[default]]\nprefix = "11"\ndelay = 5\nfamily = "static"\nlayout = "flat"\nentries = ["/g/"]\n'
        '[[default]]\nprefix = "1101"\ndelay = 7\n',
        "utf-8",
    )
    columns = 'columns = [{ url = "http://a.test/1/" }, { url = "http://a.test/2/", layout = "article" }]\n'
    (folder / "b.toml").write_text(f'[[portal]]\nid = "110105"\nname = "甲"\nhome = "http://b.test/"\n{columns}', "utf-8")
    (folder / "c.toml").write_text('[[portal]]\nid = "110200"\nname = "乙"\ndelay = 1\n[[portal]]\nid = "x-a"\nname = "丙"\n', "utf-8")
    first, second, third = load(folder).values()
    assert [(column.family, column.layout) for column in first.columns] == [("static", "flat"), ("static", "article")]
    assert (first.delay, second.delay, third.delay) == (7, 1, None)
    assert (first.hosts, first.entries, third.entries) == ({"a.test", "b.test"}, ("/g/",), ())


def test_one_portal_in_two_files_of_a_directory_is_a_fault(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path)
    assert len(caught.value.faults) == 1
    assert "more than once" in caught.value.faults[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace('"110105"', "110105"), ["portal 110105", "'id'", "in quotes"]),
        (GOOD.replace("http://www.a.test/gknb/", "www.a.test"), ["columns[0]", "'url'", "whole http or https address"]),
        (GOOD.replace("gknb/", "gknb{Y}/"), ["placeholder", "year_tree"]),
        (GOOD.replace('" }]', '", family = "trs" }]'), ["'family'", "static, ucap"]),
        (GOOD + "delay = -1\n", ["'delay'", "number of seconds"]),
        (GOOD + 'hosts = ["http://a"]\n', ["'hosts'", "list of host names"]),
        (GOOD + 'link_allow = "("\n', ["'link_allow'", "regular expression"]),
        (GOOD + 'encoding = "gbx"\n', ["'encoding'", "charset"]),
        (GOOD + 'colour = "red"\n', ["'colour'", "not known"]),
        ('[[portal]]\nid = "110105"\n', ["'name'", "missing"]),
        (GOOD + 'home = "a.test"\n', ["'home'", "whole http"]),
        (GOOD + 'entries = ["index.html"]\n', ["'entries'", "list of paths"]),
        (GOOD + 'likely = "wordpress"\n', ["'likely'", "must be one of"]),
        (GOOD + '[[default]]\nprefix = "1"\n', ["default 1", "'prefix'", "first two digits"]),
        (GOOD + "[[default]]\ndelay = 1\n", ["default number 1", "'prefix' is missing"]),
        (GOOD + GOOD, ["110105", "more than once"]),
        ("portal = 1\n", ["[[portal]]"]),
        ("not toml", ["no TOML file"]),
    ],
)
def test_every_fault_names_file_portal_and_key(tmp_path: Path, text: str, told: list[str]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        load(path)
    sentence = " ".join(caught.value.faults)
    assert all(part in sentence for part in [str(path), *told]), sentence


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        load(written(tmp_path, GOOD + "delay = -1\nencoding = 'gbx'\n"))
    assert len(caught.value.faults) == 2


def test_portals_by_id_name_and_address(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    chosen = select(["110105", "北京市朝阳区", "http://b.test:8080/x/", "http://b.test:8080/y/"], path)
    assert [(portal.id, len(portal.columns)) for portal in chosen] == [("110105", 1), ("x-b-test-8080", 2)]
    with pytest.raises(UnknownPortal):
        select(["nowhere"], path)


def test_the_end_of_a_name_will_do_where_it_is_one_portal_s_alone() -> None:
    assert [portal.id for portal in select(["望奎县"])] == ["231221"]
    with pytest.raises(UnknownPortal) as caught:
        select(["朝阳区"])
    assert (caught.value.code, "110105 北京市朝阳区" in caught.value.sentence) == ("ambiguous_portal", True)


def test_all_takes_portals_without_a_column_where_they_may_be_searched(tmp_path: Path) -> None:
    path = written(
        tmp_path, GOOD + '[[portal]]\nid = "x-home"\nname = "乙"\nhome = "http://b.test/"\n[[portal]]\nid = "x-none"\nname = "丙"\n'
    )
    assert [portal.id for portal in select([], path, everything=True)] == ["110105"]
    assert [portal.id for portal in select([], path, everything=True, searched=True)] == ["110105", "x-home"]


def test_a_portal_is_its_hosts_and_ports() -> None:
    (portal,) = of_urls(["http://a.test/gknb/"])
    assert portal.owns("https://A.test:443/elsewhere.html")
    assert not portal.owns("http://a.test:8080/gknb/")
    assert not portal.owns("http://b.test/gknb/")


@pytest.mark.parametrize(
    ("url", "options", "code"),
    [
        ("http://a.gov.cn/", Options(Path()), "contact_missing"),
        ("http://127.0.0.1:1/", Options(Path()), "private_address"),
        ("http://[::1]:1/", Options(Path()), "private_address"),
        ("http://10.0.0.1/", Options(Path(), contact="a@b.example"), "private_address"),
        ("http://localhost/", Options(Path(), contact="a@b.example"), "private_address"),
    ],
)
def test_who_may_not_be_crawled(url: str, options: Options, code: str) -> None:
    with pytest.raises(CrawlError) as caught:
        check(of_urls([url])[0], options)
    assert caught.value.code == code


def test_who_may() -> None:
    check(of_urls(["http://a.gov.cn/"])[0], Options(Path(), contact="a@b.example"))
    check(of_urls(["http://127.0.0.1:1/"])[0], Options(Path(), allow_private=True))
    check(of_urls(["http://a.test/"])[0], Options(Path(), hosts={"a.test": "127.0.0.1:1"}))


def test_reserved_hosts_lead_to_loopback_only() -> None:
    with pytest.raises(CrawlError):
        hosts_map('{"a.test": "8.8.8.8:80"}')


def test_years() -> None:
    assert years_range("2021-2023") == range(2021, 2024)
    assert years_range("2021") == range(2021, 2022)
    for bad in ("2023-2021", "last", "21-25"):
        with pytest.raises(ValueError, match="names no years"):
            years_range(bad)
