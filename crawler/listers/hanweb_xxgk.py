"""Hanweb's catalogue module: rows come from `/module/xxgk/search.jsp`, which does not keep to one column (portals.md section 4c)."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from crawler.listers import static
from crawler.listers.answers import linked, number, query
from crawler.listers.base import AJAX, Follow, Lister, Listing, ListPage, Walk
from crawler.urls import resolve

_INTERFACE = re.compile(r"[\"']([^\"'\s]{0,200}/module/xxgk/(?:search|serviceinfo)\.jsp[^\"'\s]{0,500})[\"']", re.I)
_COLUMN = re.compile(r"/col/col(\d+)/")
_ARTICLE = re.compile(r"art_(\d+)_")
_PAGES = re.compile(r"共\s*(?:<[^<>]{0,80}>\s*)?(\d{1,4})\s*(?:<[^<>]{0,80}>\s*)?页")
_PARAMETERS = ("infotypeId", "vc_title", "vc_number", "area")
_FOREIGN_PAGES = 5


def recognises(text: str) -> bool:
    """Whether the page loads its rows from the catalogue module."""
    return _INTERFACE.search(text) is not None


def read(page: ListPage) -> Listing:
    """On the first page the way to the module; then its rows, as far as they are of this column."""
    if page.number == 1:
        listing, found = static.read(page), _INTERFACE.search(page.text)
        interface = resolve(page.url, found[1].replace("&amp;", "&")) if found else None
        listing.walks = [Walk(((_asking(interface, 1),),), grace=_FOREIGN_PAGES)] if interface else listing.walks
        return listing
    rows = linked(page, page.text)
    column = _COLUMN.search(page.base)
    own = [row for row in rows if column is None or not (art := _ARTICLE.search(row.url)) or art[1] == column[1]]
    asked, pages = number(query(page.url).get("currpage")) or 1, _PAGES.search(page.text)
    more = bool(rows) and (asked < int(pages[1]) if pages else True)
    return Listing(own, [Walk(((_asking(page.url, asked + 1),),))] if more else [])


def _asking(interface: str, page: int) -> Follow:
    """The page's own parameters, those that the module always gets among them, and the number of the page."""
    parts, given = urlsplit(interface), query(interface)
    wanted = dict.fromkeys(_PARAMETERS, "") | given | {"currpage": str(page)}
    return Follow(urlunsplit((*parts[:3], urlencode(wanted), "")), body="", headers=AJAX)


LISTER = Lister("hanweb_xxgk", recognises, read)
