"""Hanweb JCMS: the first records stand in the page as an XML data store, the others come from `dataproxy.jsp` (portals.md section 4a).

Two kinds of server are told apart by trying: some page by `page` (B), some by `startrecord` and `endrecord` (A).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.listers.anchors import anchors
from crawler.listers.base import Follow, Lister, Listing, ListItem, ListPage, Walk
from crawler.urls import identity, resolve

_STORE = re.compile(r"<datastore\b.*?(?:</datastore>|\Z)", re.S | re.I)
_NEXT_GROUP = re.compile(r"<nextgroup>(.{0,1500}?)</nextgroup>", re.S | re.I)
# Records are split, not matched: markup that is never closed would cost the square of its length.
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[", re.I)
_RECORD_END = re.compile(r"\]\]>|</record>", re.I)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]+)"|'([^']+)')""", re.I)
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})|\btotalRecord\s*:\s*['\"]?(\d{1,9})", re.I)
_PER_PAGE = re.compile(r"\bperPage\s*:\s*['\"]?(\d{1,9})|[?&]perpage=(\d{1,9})", re.I)
_WINDOW = 3  # pages that one request of form A asks for, as the vendor's own script does
_DEFAULT_PER_PAGE = 15
_MAX_REQUESTS = 500


@dataclass(frozen=True, slots=True)
class _Unit:
    """One list of a page: how many records it embeds, how many it has in all, and where to ask for more."""

    proxy: str
    query: tuple[tuple[str, str], ...]
    embedded: int
    total: int
    per_page: int


def recognises(text: str) -> bool:
    """Whether the page carries a data store or names the proxy."""
    return "<datastore" in text or "dataproxy.jsp" in text


def read(page: ListPage) -> Listing:
    """The records of every data store of the page; on the first page also both routes to the records after them."""
    listing, entries = Listing(), dict[str, ListItem]()
    totals: list[int] = []
    for store in _STORE.finditer(page.text):
        for item in (own := records(page, store[0])):
            entries.setdefault(identity(item.url), item)
        total = _first(_TOTAL, store[0]) or _first(_TOTAL, page.text[store.end() :])
        totals += [total] if total else []
        if page.number == 1 and total and (unit := _unit(page, store, len(own), total)):
            listing.walks += [Walk((_by_page(unit), _by_record(unit)))]
    listing.items = list(entries.values())
    listing.total = sum(totals) or None
    return listing


def records(page: ListPage, store: str) -> list[ListItem]:
    """The entries of one data store, which need not be well-formed: the first link of each record."""
    fragments = [_RECORD_END.split(record, maxsplit=1)[0] for record in _RECORD.split(store)[1:]]
    links = [anchor for fragment in fragments for anchor in anchors(fragment, page.base)[:1]]
    return [ListItem(anchor.url, anchor.title, anchor.date, None, page.column) for anchor in links]


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(next(group for group in found.groups() if group)) if found else None


def _unit(page: ListPage, store: re.Match[str], embedded: int, total: int) -> _Unit | None:
    group = _NEXT_GROUP.search(store[0])
    href = _HREF.search(group[1]) if group else None
    proxy = resolve(page.url, html.unescape(href[1] or href[2])) if href else None
    if proxy is None or embedded >= total:
        return None
    parts = urlsplit(proxy)
    per_page = _first(_PER_PAGE, page.text[store.end() :]) or _first(_PER_PAGE, proxy) or _DEFAULT_PER_PAGE
    return _Unit(urlunsplit((*parts[:3], "", "")), tuple(parse_qsl(parts.query, keep_blank_values=True)), embedded, total, max(per_page, 1))


def _by_page(unit: _Unit) -> tuple[Follow, ...]:
    """Form B: a GET of the page's own next-group address with another page number."""
    pages = range(unit.embedded // unit.per_page + 1, -(-unit.total // unit.per_page) + 1)
    rest = [(key, value) for key, value in unit.query if key not in {"page", "perpage"}]
    return tuple(
        Follow(f"{unit.proxy}?{urlencode([('page', str(n)), *rest, ('perpage', str(unit.per_page))], safe='/')}")
        for n in pages[:_MAX_REQUESTS]
    )


def _by_record(unit: _Unit) -> tuple[Follow, ...]:
    """Form A: a POST of the same parameters, asking for a window of records."""
    rest = [(key, value) for key, value in unit.query if key not in {"page", "perpage", "col"}]
    body = urlencode([("col", "1"), *rest], safe="/")
    window = unit.per_page * _WINDOW
    starts = range(unit.embedded + 1, unit.total + 1, window)
    return tuple(
        Follow(f"{unit.proxy}?startrecord={start}&endrecord={min(start + window - 1, unit.total)}&perpage={unit.per_page}", body)
        for start in starts[:_MAX_REQUESTS]
    )


LISTER = Lister("hanweb_dataproxy", recognises, read)
