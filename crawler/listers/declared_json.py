"""Interfaces that the catalogue declares (`family = "json"` and `list = {…}`): a new JSON portal is data, not code."""

from __future__ import annotations

import re
from typing import Any

from crawler.catalogue.declared import PAGE, Declared
from crawler.listers import static
from crawler.listers.answers import dig, entries, further, loads, number
from crawler.listers.base import AJAX, JSON_BODY, Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_FIELD = re.compile(r"\{([\w.]+)\}")


def read(page: ListPage) -> Listing:
    """On the first page the entries that stand in it and the way to the interface; then its answers."""
    declared = page.declared
    if declared is None:
        return static.read(page)
    if page.number == 1:
        return Listing(static.read(page).items, _walks(page, declared, declared.first, grace=1))
    answer = loads(page.text)
    found = dig(answer, declared.items)
    rows = found if isinstance(found, list) else []
    items = entries(page, [(_link(row, declared.link), dig(row, declared.title), dig(row, declared.date)) for row in rows])
    asked, total = page.number - 1, number(dig(answer, declared.total)) if declared.total else None
    pages = number(dig(answer, declared.pages)) if declared.pages else None
    size = declared.size or len(rows)
    more = bool(rows) and (asked < pages if pages is not None else further(asked, size, total, len(rows)))
    return Listing(items, _walks(page, declared, declared.first + asked) if more else [], total)


def _walks(page: ListPage, declared: Declared, asked: int, grace: int = 0) -> list[Walk]:
    url = resolve(page.base, declared.url.replace(PAGE, str(asked)))
    body = declared.body.replace(PAGE, str(asked)) or None
    headers = JSON_BODY if declared.body.startswith(("{", "[")) else AJAX
    paged = PAGE in declared.url + declared.body or asked == declared.first
    return [Walk(((Follow(url, body, headers),),), grace)] if url and paged else []


def _link(row: Any, link: str) -> Any:
    if "{" not in link:
        return dig(row, link)
    values = {field: dig(row, field) for field in _FIELD.findall(link)}
    return _FIELD.sub(lambda field: str(values[field[1]]), link) if None not in values.values() else None


LISTER = Lister("json", lambda _text: False, read)
