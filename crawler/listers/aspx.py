"""ASP.NET forms: a page after this one is the form posted again with an event target (portals.md section 8)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser

from crawler.listers import static
from crawler.listers.anchors import parse
from crawler.listers.base import Follow, Lister, Listing, ListPage, Walk
from crawler.listers.pagers import is_next
from crawler.urls import resolve

_POST_BACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]{1,200})['\"]\s*,\s*['\"]([^'\"]{0,200})['\"]")


def recognises(text: str) -> bool:
    """Whether the page pages by posting its form back; one with ordinary links is left to the static lister."""
    return "__VIEWSTATE" in text and _POST_BACK.search(text.replace("&#39;", "'")) is not None


def read(page: ListPage) -> Listing:
    """The entries of the page and the post that asks for the page after it; ordinary pager links come first."""
    listing = static.read(page)
    if not listing.walks:
        tree = parse(page.text)
        event = _next_event(tree, page.number)
        if event is not None and (follow := _post(page, tree, event)):
            listing.walks = [Walk(((follow,),))]
    return listing


def _next_event(tree: LexborHTMLParser, number: int) -> tuple[str, str] | None:
    """(target, argument) of the link that says "next"; else of the one that prints the next page's number."""
    links = [(a.text(deep=True).strip(), _POST_BACK.search(a.attributes.get("href") or "")) for a in tree.css("a[href]")]
    events = [(label, (found[1], found[2])) for label, found in links if found]
    said = next((event for label, event in events if is_next(label)), None)
    return said or next((event for label, event in events if label == str(number + 1)), None)


def _post(page: ListPage, tree: LexborHTMLParser, event: tuple[str, str]) -> Follow | None:
    form = next((form for form in tree.css("form") if form.css_first("input[name='__VIEWSTATE']")), None)
    if form is None:
        return None
    hidden = {field.attributes.get("name") or "": field.attributes.get("value") or "" for field in form.css("input[type='hidden'][name]")}
    url = resolve(page.url, form.attributes.get("action") or page.url)
    return Follow(url, urlencode(hidden | {"__EVENTTARGET": event[0], "__EVENTARGUMENT": event[1]})) if url else None


LISTER = Lister("aspx", recognises, read)
