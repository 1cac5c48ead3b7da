"""Lists that are plain links in the page: TRS WCM, UCAP, VSB and everything that looks like them."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.listers.anchors import Anchor, anchors
from crawler.listers.base import Lister, Listing, ListItem, ListPage, Walk
from crawler.listers.dialects import is_article
from crawler.listers.pagers import further_pages
from crawler.titles import kind
from crawler.urls import folder, identity


def _is_entry(anchor: Anchor, page: ListPage) -> bool:
    """A title of a report; else an article in the column's directory with a date beside it, or a dated look-alike."""
    title = kind(anchor.title)
    if title == "navigation" or identity(anchor.url) in {identity(page.url), identity(page.column)}:
        return False
    path = urlsplit(anchor.url).path
    if title == "report":
        return anchor.date is not None or not path.endswith("/")
    within = path.startswith((folder(page.url), folder(page.column)))
    return anchor.date is not None and (title == "lookalike" or (within and is_article(anchor.url)))


def read(page: ListPage) -> Listing:
    """The entries of the page, each address once, and the pages after it."""
    entries: dict[str, ListItem] = {}
    for anchor in anchors(page.text, page.url):
        if _is_entry(anchor, page):
            entries.setdefault(identity(anchor.url), ListItem(anchor.url, anchor.title, anchor.date, None, page.column))
    sequences, total = further_pages(page)
    return Listing(list(entries.values()), [Walk((tuple(pages),)) for pages in sequences], total)


LISTER = Lister("static", lambda _text: True, read)
