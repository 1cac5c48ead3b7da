"""Hanweb jpaas: lists come from `…/page/build/unit`, which pages only by `paramJson` (portals.md section 4b)."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import urlencode

from crawler.listers import static
from crawler.listers.answers import further, linked, loads, query, with_query
from crawler.listers.base import AJAX, Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_TAG = re.compile(r"<script\b[^<>]{0,3000}>", re.I)
_URL = re.compile(r"\burl\s*=\s*[\"']([^\"']*/build/unit[^\"']*)[\"']", re.I)
_QUERY = re.compile(r"\bquery[dD]ata\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PAIR = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*['\"]([^'\"]*)['\"]")
_COUNT = re.compile(r"\bcount\s*=\s*\\?[\"']?(\d{1,9})")
_SIZE = 15
_MAX_UNITS = 4


def recognises(text: str) -> bool:
    """Whether the page builds a part of itself from the unit interface."""
    return "/build/unit" in text and "queryData" in text


def read(page: ListPage) -> Listing:
    """The entries that stand in the page and a walk for each of its units; or an answer of the interface."""
    if page.number == 1:
        listing = static.read(page)
        units = [unit for tag in _TAG.findall(page.text) if (unit := _unit(page, html.unescape(tag)))]
        listing.walks = [Walk(((Follow(_asking(unit, 1), headers=AJAX),),), grace=1) for unit in dict.fromkeys(units)][:_MAX_UNITS]
        return listing
    answer = loads(page.text)
    data = answer.get("data") if isinstance(answer, dict) else None
    fragment = str(data.get("html") or "") if isinstance(data, dict) else ""
    counted = _COUNT.search(fragment)
    items, total, asked = linked(page, fragment), int(counted[1]) if counted else None, _asked(page.url)
    more = further(asked, _SIZE, total, len(items))
    return Listing(items, [Walk(((Follow(_asking(page.url, asked + 1), headers=AJAX),),))] if more else [], total)


def _unit(page: ListPage, tag: str) -> str | None:
    """The address of a unit's interface with its own parameters; the page number is still to be added."""
    where, what = _URL.search(tag), _QUERY.search(tag)
    endpoint = resolve(page.url, where[1]) if where else None
    return f"{endpoint}?{urlencode(_PAIR.findall(what[1] or what[2]))}" if endpoint and what else None


def _asking(unit: str, number: int) -> str:
    # Some servers answer 403 to a blank inside the parameter.
    return with_query(unit, paramJson=json.dumps({"pageNo": number, "pageSize": str(_SIZE)}, separators=(",", ":")))


def _asked(url: str) -> int:
    found = re.search(r'"pageNo"\s*:\s*"?(\d{1,9})', query(url).get("paramJson", ""))
    return int(found[1]) if found else 1


LISTER = Lister("hanweb_jpaas", recognises, read)
