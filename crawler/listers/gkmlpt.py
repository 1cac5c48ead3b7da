"""Guangdong's gkmlpt: `window._CONFIG` holds the tree of columns, `/gkmlpt/api/all/<column>` their articles (portals.md section 8)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.listers import static
from crawler.listers.answers import dig, entries, loads, number, query, with_query
from crawler.listers.base import AJAX, Follow, Lister, Listing, ListPage, Walk
from crawler.titles import kind
from crawler.urls import resolve

_SID = re.compile(r"\bSID\s*:\s*['\"]?(\d{1,20})")
_TREE = re.compile(r"\bTREE\s*:\s*(?=\[)")
_NAME = re.compile(r"年报|年度报告")
_PER_PAGE = 100


def recognises(text: str) -> bool:
    """Whether the page is one of the platform: it carries the site's number and the tree of its columns."""
    return "_CONFIG" in text and _SID.search(text) is not None and _TREE.search(text) is not None


def read(page: ListPage) -> Listing:
    """On the first page a walk for each column of annual reports; then their articles."""
    answer = loads(page.text) if page.number > 1 else None
    if isinstance(answer, dict):
        return _answer(page, answer)
    listing, sid = static.read(page), _SID.search(page.text)
    for node in _columns(_tree(page.text)):
        if jump := resolve(page.url, str(node.get("jump_url") or "")) if node.get("jump_url") else None:
            listing.below.append(jump)
        elif sid:
            url = resolve(page.url, f"/gkmlpt/api/all/{node.get('id')}?page=1&sid={sid[1]}")
            listing.walks.append(Walk(((Follow(str(url), headers=AJAX),),)))
    return listing


def _tree(text: str) -> Any:
    found = _TREE.search(text)
    try:
        return json.JSONDecoder().raw_decode(text, found.end())[0] if found else []
    except (ValueError, RecursionError):
        return []


def _columns(nodes: Any) -> Iterator[dict[str, Any]]:
    """The leaves at or below a column that is named after annual reports."""
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, dict):
            continue
        name, children = str(node.get("name") or ""), node.get("children")
        if _NAME.search(name) and kind(name) != "lookalike":
            yield from _leaves(node)
        elif children:
            yield from _columns(children)


def _leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    children = [child for child in node.get("children") or [] if isinstance(child, dict)]
    if not children:
        yield node
    for child in children:
        yield from _leaves(child)


def _answer(page: ListPage, answer: dict[str, Any]) -> Listing:
    found = answer.get("articles")
    articles = [a for a in found if isinstance(a, dict)] if isinstance(found, list) else []
    rows = [(a.get("url") or a.get("post_url"), a.get("title"), a.get("created_at") or a.get("create_time")) for a in articles]
    asked, total = number(query(page.url).get("page")) or 1, number(dig(answer, "classify.post_count"))
    more = bool(articles) and total is not None and asked * _PER_PAGE < total
    walks = [Walk(((Follow(with_query(page.url, page=asked + 1), headers=AJAX),),))] if more else []
    return Listing(entries(page, rows), walks, total)


LISTER = Lister("gkmlpt", recognises, read)
