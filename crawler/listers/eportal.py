"""Eportal (慧兰): `/eportal/ui?pageId=…&currentPage=…&moduleId=…` gives whole pages (portals.md section 8)."""

from __future__ import annotations

import html
import re

from crawler.listers import static
from crawler.listers.answers import query, with_query
from crawler.listers.base import Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_INTERFACE = re.compile(r"[\"']([^\"'\s]{0,100}/eportal/ui\?[^\"'\s]{0,300}moduleId=[^\"'\s]{0,300})[\"']")
_PAGE_ID = re.compile(r"\bpageId[\"']?\s*[:=]\s*[\"']?(\d+)")
_MODULE = re.compile(r"\bmoduleId[\"']?\s*[:=]\s*[\"']?([0-9a-f]{32})")
_COUNT = re.compile(r"(?<!\d)\d{1,4}\s*/\s*(\d{1,4})\s*(?:页|跳转|</)")
_MAX_PAGES = 500


def recognises(text: str) -> bool:
    """Whether the page pages through the vendor's module."""
    return "/eportal/" in text and _MODULE.search(text) is not None


def read(page: ListPage) -> Listing:
    """The entries of the page, and on the first one its further pages, as many as its pager counts."""
    listing = static.read(page)
    if page.number > 1:
        listing.walks = []
    elif (interface := _interface(page)) and (counted := _COUNT.search(page.text)):
        last = min(int(counted[1]), _MAX_PAGES)
        pages = tuple(Follow(with_query(interface, currentPage=n, staticRequest="yes")) for n in range(2, last + 1))
        listing.walks = [Walk((pages,))] if pages else []
    return listing


def _interface(page: ListPage) -> str | None:
    if named := _INTERFACE.search(page.text):
        return resolve(page.url, html.unescape(named[1]))
    page_id, module = query(page.url).get("pageId") or _first(_PAGE_ID, page.text), _first(_MODULE, page.text)
    return resolve(page.url, f"/eportal/ui?pageId={page_id}&currentPage=1&moduleId={module}") if page_id and module else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None


LISTER = Lister("eportal", recognises, read)
