"""UCAP (开普): the static list, else its JSON interface `/common/search/<channel>` or `/searchList/<channel>` (portals.md section 3)."""

from __future__ import annotations

import re

from crawler.listers import static
from crawler.listers.answers import dig, entries, further, loads, number, query, with_query
from crawler.listers.base import AJAX, Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_META = re.compile(r"<meta\b[^<>]{0,300}>", re.I)
_CHANNEL = re.compile(r"\bname\s*=\s*[\"']channelid[\"']", re.I)
_HEX = re.compile(r"\bcontent\s*=\s*[\"']([0-9a-f]{32})[\"']", re.I)
_ENDPOINT = re.compile(r"[\"'](/[\w/-]{0,60}(?:common/search|searchList)/)(?:[0-9a-f]{32})?")
_PARAMETERS = "_isAgg=true&_isJson=true&_pageSize=15&_template=index&_rangeTimeGte=&_channelName="
_ROWS = 15


def _channel(text: str) -> str | None:
    tags = (tag for tag in _META.findall(text) if _CHANNEL.search(tag))
    return next((found[1] for tag in tags if (found := _HEX.search(tag))), None)


def recognises(text: str) -> bool:
    """Whether the page names the channel that the interface is asked for."""
    return _channel(text) is not None


def read(page: ListPage) -> Listing:
    """A page of the static list with both routes to the entries after it; or an answer of the interface."""
    if page.number > 1 and isinstance(answer := dig(loads(page.text), "data"), dict):
        return _answer(page, answer)
    listing = static.read(page)
    channel = _channel(page.text)
    endpoint = _ENDPOINT.search(page.text)
    if page.number > 1 or channel is None or (listing.items and not listing.walks and endpoint is None):
        return listing
    path = endpoint[1] if endpoint else "/common/search/"
    first = resolve(page.url, f"{path}{channel}?page=1&{_PARAMETERS}")
    routes = [route for walk in listing.walks for route in walk.routes]
    listing.walks = [Walk((*routes, (Follow(str(first), headers=AJAX),)), grace=1)]
    return listing


def _answer(page: ListPage, data: dict[str, object]) -> Listing:
    found = dig(data, "results")
    results = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    items = entries(page, [(row.get("url"), row.get("title"), row.get("publishedTimeStr") or row.get("publishedTime")) for row in results])
    asked, size, total = number(query(page.url).get("page")) or 1, number(data.get("rows")) or _ROWS, number(data.get("total"))
    more = further(asked, size, total, len(results))
    return Listing(items, [Walk(((Follow(with_query(page.url, page=asked + 1), headers=AJAX),),))] if more else [], total)


LISTER = Lister("ucap", recognises, read)
