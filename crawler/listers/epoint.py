"""Epoint (国泰新点): lists are posted as JSON to `getgovinfolist`; its keys stand in the site's own script (portals.md section 8)."""

from __future__ import annotations

import json
import re
from typing import Any

from crawler.listers import static
from crawler.listers.answers import dig, entries, loads, number, query
from crawler.listers.base import JSON_BODY, Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_SCRIPT = re.compile(r"<script\b[^<>]{0,200}\bsrc\s*=\s*[\"']([^\"'<>]{0,200}webBuilderCommon\.js[^\"'<>]{0,60})[\"']", re.I)
_SITE = re.compile(r"\bsiteGuid[\"']?\s*[:=]\s*[\"']([\w-]+)[\"']")
_PROJECT = re.compile(r"\bprojectName[\"']?\s*[:=]\s*[\"']([\w/-]*)[\"']")
_INTERFACE = "rest/lightfrontaction/getgovinfolist"
_PROJECT_DEFAULT = "/EWB-FRONT"
_SIZE = 20


def recognises(text: str) -> bool:
    """Whether the page loads the vendor's script."""
    return _SCRIPT.search(text) is not None


def read(page: ListPage) -> Listing:
    """From the page to its script, from the script to the interface, and then its pages."""
    if page.number == 1:
        listing, script = static.read(page), _SCRIPT.search(page.text)
        url = resolve(page.url, script[1]) if script else None
        if url and not listing.items and "categorynum" in query(page.url):
            listing.walks = [Walk(((Follow(url),),), grace=2)]
        return listing
    if page.body is None:
        return Listing(walks=_from_script(page))
    return _answer(page)


def _from_script(page: ListPage) -> list[Walk]:
    site, project, asked = _SITE.search(page.text), _PROJECT.search(page.text), query(page.base)
    if site is None or "categorynum" not in asked:
        return []
    path = f"/{(project[1] if project else _PROJECT_DEFAULT).strip('/')}/{_INTERFACE}".replace("//", "/")
    body = {"siteGuid": site[1], "categorynum": asked["categorynum"], "deptcode": asked.get("deptcode", "")}
    return [Walk(((_asking(str(resolve(page.url, path)), body, 0),),))]


def _asking(url: str, body: dict[str, Any], index: int) -> Follow:
    return Follow(url, json.dumps(body | {"pageIndex": index, "pageSize": _SIZE}), JSON_BODY)


def _answer(page: ListPage) -> Listing:
    custom = dig(loads(page.text), "custom")
    custom = loads(custom) if isinstance(custom, str) else custom
    custom = custom if isinstance(custom, dict) else {}
    found = custom.get("data") or custom.get("Table")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    items = entries(page, [(row.get("infourl"), row.get("realtitle") or row.get("title"), row.get("infodate")) for row in rows])
    total = number(custom.get("total") or custom.get("totalcount"))
    asked = json.loads(page.body or "{}")
    index = int(asked["pageIndex"])
    # Some servers count pages from 0, some from 1: where there are several, one more is asked for than the count from 0 needs.
    more = bool(rows) and total is not None and total > _SIZE and index * _SIZE < total
    return Listing(items, [Walk(((_asking(page.url, asked, index + 1),),))] if more else [], total)


LISTER = Lister("epoint", recognises, read)
