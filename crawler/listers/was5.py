"""TRS WAS5 search lists (Fujian): answers are loose script text, read by patterns and not as JSON (portals.md section 2)."""

from __future__ import annotations

import html
import re

from crawler.listers import static
from crawler.listers.answers import entries, further, number, query, with_query
from crawler.listers.base import AJAX, Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_INTERFACE = re.compile(r"[\"']([^\"'\s]{0,100}/was5/web/search\?[^\"'\s]{0,800})[\"']")
_QUOTE = "###pypy###"
_FIELD = re.compile(
    r"[\"']?\b(url|docpuburl|title|doctitle|time|date|pubtime|docreltime)\b[\"']?\s*:\s*(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')", re.I
)
_NAMES = {"docpuburl": "url", "doctitle": "title", "date": "time", "pubtime": "time", "docreltime": "time"}
_TOTAL = re.compile(r"[\"']?\b(?:count|total|recordcount|allnum)\b[\"']?\s*:\s*[\"']?(\d{1,9})", re.I)
_PER_PAGE = 10


def recognises(text: str) -> bool:
    """Whether the page asks the search for its list."""
    return _INTERFACE.search(text) is not None


def read(page: ListPage) -> Listing:
    """On the first page the way to the search; then its answers."""
    if page.number == 1 and "/was5/web/search" not in page.url:
        listing, found = static.read(page), _INTERFACE.search(page.text)
        interface = resolve(page.url, html.unescape(found[1])) if found else None
        listing.walks = [Walk(((Follow(with_query(interface, page=1), headers=AJAX),),), grace=1)] if interface else listing.walks
        return listing
    text = page.text.replace(_QUOTE, '"')
    rows, counted = _rows(text), _TOTAL.search(text)
    asked, size = number(query(page.url).get("page")) or 1, number(query(page.url).get("prepage")) or _PER_PAGE
    total = int(counted[1]) if counted else None
    more = further(asked, size, total, len(rows))
    walks = [Walk(((Follow(with_query(page.url, page=asked + 1), headers=AJAX),),))] if more else []
    return Listing(entries(page, [(row.get("url"), row.get("title"), row.get("time")) for row in rows]), walks, total)


def _rows(text: str) -> list[dict[str, str]]:
    """Fields in the order in which they stand; one that a row has already begins the next row."""
    rows: list[dict[str, str]] = []
    for name, double, single in _FIELD.findall(text):
        key = _NAMES.get(name.lower(), name.lower())
        if not rows or key in rows[-1]:
            rows.append({})
        rows[-1][key] = double or single
    return [row for row in rows if {"url", "title"} <= set(row)]


LISTER = Lister("was5", recognises, read)
