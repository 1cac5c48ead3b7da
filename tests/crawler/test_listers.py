"""Listers and layouts on small pages, one a dialect of the portals."""

from __future__ import annotations

import time

import pytest

from crawler import layouts
from crawler.catalogue import Column, of_urls
from crawler.catalogue.declared import Declared
from crawler.listers import LISTERS, Follow, ListPage, choose
from crawler.listers.answers import day
from crawler.listers.dates import read_date
from crawler.scratch import Scratch
from crawler.walks import Chain, ColumnState

COLUMN = "http://www.a.test/zfxxgk/gknb/"


def entry(path: str, title: str, date: str = "2025-01-20") -> str:
    return f'<li><a href="{path}">{title}</a><span>{date}</span></li>'


def listing(text: str, url: str = COLUMN, number: int = 1, family: str = "auto"):
    return choose(family, text).read(ListPage(url, text, COLUMN, number))


def follows(text: str, url: str = COLUMN, number: int = 1) -> list[str]:
    return [follow.url for walk in listing(text, url, number).walks for follow in walk.routes[0]]


@pytest.mark.parametrize(
    ("markup", "title", "date"),
    [
        ('<a href="./1.html" title="甲局2024年信息公开年报">甲局2024…</a><span>2025-01-20</span>', "甲局2024年信息公开年报", "2025-01-20"),
        ('<a href="./1.html">甲局2024年政府信息公开年报<span>[2025/1/20]</span></a>', "甲局2024年政府信息公开年报", "2025-01-20"),
        ('<a href="./202501/t20250120_1.html">甲局2024年信息公开年报</a><i>2025年1月20日</i>', "甲局2024年信息公开年报", "2025-01-20"),
        ('<a href="./202501/t20250120_1.html">甲局2024年信息公开年报</a><b>01-20</b>', "甲局2024年信息公开年报", "2025-01-20"),
        ('<a href="./x.html">甲局2024年信息公开年报</a><b>01-20</b>', "甲局2024年信息公开年报", None),
        ('<a href="./x.html">甲局2024年信息公开年报</a><span>2025-\n 01-\n 20</span>', "甲局2024年信息公开年报", "2025-01-20"),
        ("""<a href="javascript:void(0)" onclick="jumpTo('./1.html')">甲局2024年信息公开年报</a>""", "甲局2024年信息公开年报", None),
        ('<a href="P020250120531707335660.pdf">甲局2024年政府信息公开年度报告</a>', "甲局2024年政府信息公开年度报告", None),
    ],
)  # fmt: skip
def test_title_and_date_in_every_dialect(markup: str, title: str, date: str | None) -> None:
    items = listing(f"<ul><li>{markup}</li></ul>").items
    assert [(item.title, item.list_date) for item in items] == [(title, date)]


def test_dates_of_a_table_row_go_to_their_own_link() -> None:
    row = '<tr><td><a href="./201709/t20170925_1.html"><span>甲局2016年信息公开年报</span></a></td><td><span>09-25</span></td></tr>'
    other = '<tr><td><a href="./201709/t20170926_2.html">乙局2016年信息公开年报</a></td><td>2017-09-26</td></tr>'
    assert [item.list_date for item in listing(f"<table>{row}{other}</table>").items] == ["2017-09-25", "2017-09-26"]


def test_impossible_day_is_no_date() -> None:
    assert read_date("2025-02-31", "http://a.test/") is None


def test_menus_the_column_itself_and_foreign_articles_are_no_entries() -> None:
    page = (
        '<a href="/zfxxgk/gknb/">政府信息公开年报</a><a href="/zfxxgk/zn/">信息公开指南</a><a href="./">年度报告</a>'
        '<li><a href="/news/202501/t20250120_9.html">区长调研</a><span>2025-01-20</span></li>'
        + entry("./202501/t20250120_1.html", "高岭镇_2024年_公开工作", "2025-01-20")
        + entry("./202501/t20250120_1.html#top", "高岭镇_2024年_公开工作")
    )
    assert [item.url for item in listing(page).items] == ["http://www.a.test/zfxxgk/gknb/202501/t20250120_1.html"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('createPageHTML(3, 0, "index", "html");', ["index_1.html", "index_2.html"]),
        ("createPage(3, 0, 'index', 'htm')", ["index_1.htm", "index_2.htm"]),
        ("createPageHTML('page_div', 3, 1, 'common_list', 'shtml', 40);", ["common_list_2.shtml", "common_list_3.shtml"]),
        ("createPageHTML(3, 1, 'index', 'shtml')", ["index_2.shtml", "index_3.shtml"]),
        ("var countPage = 3; var currentPage = 0;", ["index_1.html", "index_2.html"]),
        ("Pager({size:3, current:0, prefix:'index', suffix:'html'})", ["index_1.html", "index_2.html"]),
        ('createPageHTML(1, 0, "index", "html");', []),
        ("function createPageHTML(nPageCount, nCurrIndex, sPageName, sPageExt) {}", []),
        ('<span class="p_next p_fun"><a href="gknb/10.htm">下页</a></span>', ["gknb/10.htm"]),
        ('<a href="index_1.html">下一页</a>', ["index_1.html"]),
        ('<a href="javascript:next(2)">下一页</a>', []),
    ],
)
def test_pagination_dialects(script: str, expected: list[str]) -> None:
    markup = script if script.startswith("<") else f"<script>{script}</script>"
    assert follows(entry("./202501/t20250120_1.html", "甲局2024年政府信息公开年报") + markup) == [COLUMN + name for name in expected]


def test_later_pages_of_a_script_dialect_start_no_walk_and_link_dialects_go_on() -> None:
    assert follows('<script>createPageHTML(3, 1, "index", "html");</script>', COLUMN + "index_1.html", 2) == []
    assert follows('<span class="p_next"><a href="9.htm">下页</a></span>', COLUMN + "10.htm", 2) == [COLUMN + "9.htm"]


def test_total_of_the_six_argument_call() -> None:
    assert listing("<script>createPageHTML('d', 3, 1, 'list', 'shtml', 40);</script>").total == 40


ROW = '<li><a href="/art/2025/1/{n}/art_1_{n}.html" title="第{n}局2024年政府信息公开年报">x</a><span>2025-01-20</span></li>'
RECORD = f"<record><![CDATA[{ROW}]]></record>"
GROUP = (
    '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=149&path=/&columnid=7&unitid=9&permissiontype=0">'
    "</a>]]></nextgroup>"
)


def store(first: int, last: int, total: int, per_page: int) -> str:
    records = "".join(RECORD.format(n=n) for n in range(first, last + 1))
    return (
        f'<div id="9"><script type="text/xml"><datastore>{GROUP}<recordset>{records}</recordset></datastore></script></div>'
        f"<script>$('#9').jpage({{totalRecord:{total}, perPage:{per_page}, proxyUrl:'/module/web/jpage/dataproxy.jsp'}})</script>"
    )


def test_hanweb_embedded_store_and_both_routes_to_the_rest() -> None:
    found = listing(store(1, 4, 10, 4))
    assert [item.url for item in found.items][:2] == [
        "http://www.a.test/art/2025/1/1/art_1_1.html",
        "http://www.a.test/art/2025/1/2/art_1_2.html",
    ]
    assert found.total == 10
    by_page, by_record = found.walks[0].routes
    proxy = "http://www.a.test/module/web/jpage/dataproxy.jsp"
    query = "appid=1&webid=149&path=/&columnid=7&unitid=9&permissiontype=0"
    assert [f.url for f in by_page] == [f"{proxy}?page={n}&{query}&perpage=4" for n in (2, 3)]
    assert by_record == (Follow(f"{proxy}?startrecord=5&endrecord=10&perpage=4", f"col=1&{query}"),)


def test_hanweb_first_page_that_embeds_a_whole_group_goes_on_after_it() -> None:
    assert "page=4&" in listing(store(1, 12, 20, 4)).walks[0].routes[0][0].url


def test_hanweb_answer_with_broken_markup_is_read() -> None:
    broken = '<record><![CDATA[<li><a href="/art/2025/1/4/art_1_4.html">四局2024年年报</a>]]></recordset>'
    answer = "<datastore><totalrecord>3</totalrecord><recordset>" + RECORD.format(n=3) + broken
    found = listing(answer, "http://www.a.test/module/web/jpage/dataproxy.jsp?page=2", 2)
    assert [item.url[-12:] for item in found.items] == ["art_1_3.html", "art_1_4.html"]
    assert found.walks == []


HOSTILE = {
    "records": "<datastore>" + "<record><![CDATA[" * 50_000,
    "groups": "<datastore><totalrecord>9" + "<nextgroup>" * 50_000,
    "pager": "Pager({" * 50_000,
    "calls": "createPageHTML(" * 300_000,
    "links": "<div>" + "<a href='1.html'>甲局2021年信息公开年报</a>" * 5_000,
    "brackets": "<" * 1_000_000,
    "quotes": "'" * 300_000,
    "units": "<script url='/build/unit' queryData=\"" * 10_000,
    "labels": "'/label/1?" + "labelName=" * 30_000,
    "searches": "'/was5/web/search?" * 20_000,
    "modules": "/eportal/ moduleId=" * 20_000,
    "fields": "url:'a'," * 40_000,
    "tree": "_CONFIG SID:1 TREE: " + '[{"name":"年报","children":' * 2_000,
    "json": '{"data":' * 50_000,
    "callbacks": "cb(" * 100_000 + ")",
    "events": "__VIEWSTATE" + "<a href=\"javascript:__doPostBack('a','b')\">2</a>" * 10_000,
    "frames": "<iframe src='x'>" * 30_000,
    "figures": '{"data":{"results":[{"url":"/1","title":"甲","publishedTime":' + "9" * 5_000 + '}],"total":' + "9" * 5_000 + "}}",
    "types": '{"data":{"results":[1,null,[],{"url":[],"title":{}}],"total":{}},"articles":"x","custom":[],"result":[]}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_list_costs_bounded_time(name: str) -> None:
    text, began = HOSTILE[name], time.monotonic()
    for lister in LISTERS:
        lister.recognises(text)
        lister.read(ListPage(COLUMN, text, COLUMN))
        lister.read(ListPage(f"{COLUMN}?page=x", text, COLUMN, 2, body='{"pageIndex": 0}', declared=Declared("?page={page}")))
    layouts.children(text, COLUMN, Column(COLUMN, layout="agency_tree"), 0)
    layouts.is_report(text)
    assert time.monotonic() - began < 20


def walk_of(text: str) -> Chain:
    return Chain(listing(text).walks[0])


def test_route_that_adds_nothing_yields_to_the_other_one() -> None:
    chain = walk_of(store(1, 4, 10, 4))
    assert chain.current().method == "GET"
    chain.read(0, listing(""))
    assert chain.current().method == "POST"
    chain.read(6, listing(""))
    assert chain.current() is None


def test_page_without_new_entries_ends_the_walk_and_a_failed_one_does_not() -> None:
    text = '<script>createPageHTML(5, 0, "index", "html");</script>'
    chain = walk_of(text)
    chain.read(3, listing(""))
    chain.failed()
    assert chain.current().url == COLUMN + "index_3.html"
    chain.read(0, listing(""))
    assert chain.current() is None


def test_column_state_counts_entries_once_and_keeps_to_its_rail() -> None:
    state = ColumnState(of_urls([COLUMN])[0], Column(COLUMN), 2, "auto", Scratch().known())
    items = listing(entry("./202501/t20250120_1.html", "甲局2024年政府信息公开年报")).items
    assert (len(state.fresh(items)), len(state.fresh(items)), state.entries) == (1, 0, 1)
    visits = [state.may_visit(Follow(COLUMN + name), number) for number, name in enumerate(("", "", "index_1.html", "index_2.html"), 0)]
    assert visits == [True, False, True, False]
    assert state.cut_short


@pytest.mark.parametrize(
    ("layout", "depth", "expected"),
    [
        ("auto", 0, ["2023n7/", "25jdbsc/", "xzjd/"]),
        ("agency_tree", 0, ["2023n7/", "25jdbsc/", "xzjd/"]),
        ("year_tree", 0, ["2023n7/", "25jdbsc/", "xzjd/"]),
        ("flat", 0, []),
        ("year_tree", 3, []),
        ("auto", 1, ["2023n7/", "25jdbsc/", "xzjd/"]),
    ],
)
def test_year_tree_follows_what_the_page_links_and_nothing_else(layout: str, depth: int, expected: list[str]) -> None:
    links = [
        ("./2023n7/", "2023年"),
        ("./2023n7/index.html#x", "2023"),
        ("25jdbsc/", "街道办事处"),
        ("./xzjd/", "乡镇街道"),
        ("../", "上级"),
        ("/zfxxgk/2022/", "别处"),
        ("http://www.b.test/zfxxgk/gknb/2021/", "2021"),
        ("./202501/t20250120_1.html", "2024年"),
        ("./4458330/index.html", "2020年"),
    ]
    page = "".join(f'<a href="{href}">{text}</a>' for href, text in links)
    found = layouts.children(page, COLUMN, Column(COLUMN, layout=layout), depth)
    assert [child.url for child in found] == [COLUMN + name for name in expected]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1737338400000", "2025-01-20"),
        (1737302400, "2025-01-20"),
        ("2025-01-20 10:00", "2025-01-20"),
        ("2025年1月20日", "2025-01-20"),
        ("", None),
        (None, None),
        ("9" * 400, None),
    ],
)
def test_days_of_interfaces(text: object, value: str | None) -> None:
    assert day(text) == value


def test_page_that_is_the_report_is_told_from_a_list_of_headings() -> None:
    headings = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    assert layouts.is_report("".join(f"<p><span>{h[:2]}</span>{h[2:]}</p>" for h in headings))
    assert not layouts.is_report(f"<li>{headings[0]}</li>")
