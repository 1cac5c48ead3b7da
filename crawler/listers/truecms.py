"""Hanweb truecms: `getMessage.do` gives a data store as JSONP, at most so many records as the server likes (portals.md section 4d)."""

from __future__ import annotations

import html
import re

from crawler.listers import hanweb_dataproxy, static
from crawler.listers.answers import loads, number, query, with_query
from crawler.listers.base import AJAX, Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_INTERFACE = re.compile(r"[\"']([^\"'\s]{0,200}messageController/getMessage\.do[^\"'\s]{0,500})[\"']")
_COLUMN_ID = re.compile(r"\bcolumnId[\"']?\s*[:=]\s*[\"']?(\w+)")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})|\btotalRecord[\"']?\s*[:=]\s*[\"']?(\d{1,9})", re.I)
_WINDOW = 50


def recognises(text: str) -> bool:
    """Whether the page names the interface."""
    return _INTERFACE.search(text) is not None


def read(page: ListPage) -> Listing:
    """On the first page the way to the interface; then its records and the window after them."""
    if page.number == 1:
        listing, follow = static.read(page), _first(page)
        listing.walks = [Walk(((follow,),), grace=1)] if follow else listing.walks
        return listing
    answer = loads(page.text)
    store = str(answer.get("result") or "") if isinstance(answer, dict) else ""
    items = hanweb_dataproxy.records(page, store)
    counted = _TOTAL.search(store)
    total = next((number(group) for group in counted.groups() if group), None) if counted else None
    # The server may cap the window: the next one begins behind what came, not behind what was asked for.
    following = (number(query(page.url).get("startrecord")) or 1) + len(items)
    more = bool(items) and (total is None or following <= total)
    return Listing(items, [Walk(((_window(page.url, following),),))] if more else [], total)


def _first(page: ListPage) -> Follow | None:
    found, column = _INTERFACE.search(page.text), _COLUMN_ID.search(page.text)
    interface = resolve(page.url, html.unescape(found[1])) if found else None
    if interface is None:
        return None
    if "columnId" not in query(interface) and column:
        interface = with_query(interface, columnId=column[1])
    return _window(interface, 1)


def _window(interface: str, first: int) -> Follow:
    changed = with_query(interface, startrecord=first, endrecord=first + _WINDOW - 1, perpage=_WINDOW)
    return Follow(changed if "callback" in query(changed) else with_query(changed, callback="cb"), headers=AJAX)


LISTER = Lister("truecms", recognises, read)
