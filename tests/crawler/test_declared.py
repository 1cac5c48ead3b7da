"""Interfaces and trees that the catalogue declares: what it refuses, and what is then walked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler import layouts
from crawler.catalogue import CatalogueError, Column, load
from crawler.listers import Follow, ListPage, choose

PORTAL = '[[portal]]\nid = "x-a"\nname = "甲县"\n[[portal.columns]]\nurl = "http://www.a.test/gknb/"\n'
COLUMN = "http://www.a.test/gknb/"


def column(tmp_path: Path, lines: str) -> Column:
    (tmp_path / "c.toml").write_text(PORTAL + lines, "utf-8")
    return load(tmp_path / "c.toml")["x-a"].columns[0]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('list = { items = "data" }', "needs a url"),
        ('list = { url = "/x", rows = "data" }', "holds rows"),
        ('list = { url = "/x", size = "15" }', "needs size as int"),
        ('list = "http://x"', "must be a table"),
        ('below = "("', "regular expression"),
        ('family = "wordpress"', "must be one of"),
        ('layout = "tree"', "must be one of"),
    ],
)
def test_catalogue_says_what_is_wrong_with_a_declaration(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        column(tmp_path, lines)


def test_declared_interface_is_asked_page_by_page_as_json(tmp_path: Path) -> None:
    lines = 'family = "json"\nlist = { url = "api/list", body = "{\\"p\\": {page}}", items = "0.rows", link = "path", title = "t", date = "d", pages = "0.pages", first = 0 }'
    declared = column(tmp_path, lines)
    lister = choose(declared.family, "")
    first = lister.read(ListPage(COLUMN, "", COLUMN, declared=declared.list))
    (follow,) = first.walks[0].routes[0]
    assert (follow.url, follow.body, dict(follow.headers)["Content-Type"]) == (COLUMN + "api/list", '{"p": 0}', "application/json")
    answer = json.dumps([{"pages": "2", "rows": [{"path": "/1.html", "t": "甲局2024年年报 &amp; 附件", "d": 1737338400}, {"t": "无地址"}]}])
    page = ListPage(COLUMN + "api/list", answer, COLUMN, 2, follow.body, COLUMN, declared.list)
    second = lister.read(page)
    assert [(item.url, item.title, item.list_date) for item in second.items] == [
        ("http://www.a.test/1.html", "甲局2024年年报 & 附件", "2025-01-20")
    ]
    assert second.walks[0].routes[0][0].body == '{"p": 1}'
    last = lister.read(ListPage(COLUMN + "api/list", answer, COLUMN, 3, '{"p": 1}', COLUMN, declared.list))
    assert last.walks == []


def test_interface_without_a_page_number_is_asked_once(tmp_path: Path) -> None:
    declared = column(tmp_path, 'family = "json"\nlist = { url = "all.json", items = "" }')
    lister = choose(declared.family, "")
    assert lister.read(ListPage(COLUMN, "", COLUMN, declared=declared.list)).walks[0].routes == (
        (Follow(COLUMN + "all.json", headers=(("X-Requested-With", "XMLHttpRequest"),)),),
    )
    assert lister.read(ListPage(COLUMN + "all.json", '[{"url": "/1", "title": "甲"}]', COLUMN, 2, None, COLUMN, declared.list)).walks == []


def test_declared_pattern_leads_to_lists_outside_of_the_column_and_nothing_else(tmp_path: Path) -> None:
    declared = column(tmp_path, 'layout = "flat"\nbelow = "/depIndex\\\\?depId=[0-9a-f]+$"')
    links = [
        '<a href="/depIndex?depId=4028">朝外街道办事处</a>',
        '<a href="/depIndex?depId=4028&x=1">别的</a>',
        '<a href="http://www.b.test/depIndex?depId=4029">外地</a>',
        '<a href="./2021/">2021年</a>',
    ]
    found = layouts.children("".join(links), COLUMN, declared, 0)
    assert [(child.url, child.agency) for child in found] == [("http://www.a.test/depIndex?depId=4028", "朝外街道办事处")]
    assert layouts.children("".join(links), COLUMN, declared, layouts.MAX_DEPTH) == []
