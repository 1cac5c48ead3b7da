"""Lonsun (龙讯): the page names `/site/label/…`, which gives the list as HTML, one column for each agency (portals.md section 8)."""

from __future__ import annotations

import html
import re

from crawler.listers import static
from crawler.listers.anchors import anchors
from crawler.listers.answers import linked, query, with_query
from crawler.listers.base import AJAX, Follow, Lister, Listing, ListPage, Walk
from crawler.titles import names_agency
from crawler.urls import authority, resolve

_INTERFACE = re.compile(r"[\"']([^\"'\s]{0,100}/label/\d+\?[^\"'\s]{0,1500}labelName=[^\"'\s]{0,1500})[\"']")
_PAGES = re.compile(r"\bpageCount[\"']?\s*[:=]\s*[\"']?(\d{1,9})")
_AGENCY = re.compile(r"/public/column/(\d+)")
_MAX_PAGES = 500


def recognises(text: str) -> bool:
    """Whether the page loads its list by a label."""
    return _INTERFACE.search(text) is not None


def read(page: ListPage) -> Listing:
    """The entries of the page, the requests for the others, and the columns of the other agencies; or a fragment of the list."""
    if page.number > 1:
        return Listing(linked(page, page.text))
    listing, found = static.read(page), _INTERFACE.search(page.text)
    interface = resolve(page.url, html.unescape(found[1])) if found else None
    if interface and "pageIndex" in query(interface):
        counted = _PAGES.search(page.text)
        # Where the page names no number of pages, the label's first answer is all that is sure to be there.
        first = 2 if listing.items else 1
        last = min(int(counted[1]) if counted else 1, _MAX_PAGES)
        pages = tuple(Follow(with_query(interface, pageIndex=n), headers=AJAX) for n in range(first, last + 1))
        listing.walks = [Walk((pages,))] if pages else []
    listing.below = _other_agencies(page)
    return listing


def _other_agencies(page: ListPage) -> list[str]:
    """The same column of the other agencies, from the directory that the page of one carries."""
    own = _AGENCY.search(page.url)
    found: dict[str, str] = {}
    for anchor in anchors(page.text, page.url):
        other = _AGENCY.search(anchor.url)
        foreign = other and (own is None or other[1] != own[1]) and authority(anchor.url) == authority(page.url)
        if other and foreign and names_agency(anchor.title):
            found.setdefault(other[1], anchor.url)
    return list(found.values())


LISTER = Lister("lonsun", recognises, read)
