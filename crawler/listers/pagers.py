"""How static portals tell their further pages (portals.md sections 2, 3, 8 and 12), in order of trust."""

from __future__ import annotations

import re

from crawler.listers.anchors import parse
from crawler.listers.base import Follow, ListPage
from crawler.urls import resolve

# The function's definition never matches: its arguments are names, not figures.
_SIX = re.compile(
    r"createPageHTML\s*\(\s*['\"][^'\"]*['\"]\s*,\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"](?:\s*,\s*(\d{1,9}))?"
)
_FOUR = re.compile(r"create(?:PageHTML|Page)\s*\(\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"]")
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d{1,9})")
_PAGER = re.compile(r"\bPager\s*\(\s*\{([^}]{0,500})\}")
_PAGER_KEY = re.compile(r"(\w+)\s*:\s*['\"]?([\w.-]+)")
_NEXT_TEXT = re.compile(r"(?:下一?页|下页|后一页|next|>|›|»)", re.I)
# A link that prints a number leads to a page of the list only if its address carries a page number too.
_PAGE_NUMBER = re.compile(r"(?:[?&](?:page|p|pageno|pageindex|cur_?page|currentpage)=|[_/-])\d{1,3}(?:\D{0,6}$|&)", re.I)
_MAX_PAGES = 500


def further_pages(page: ListPage) -> tuple[list[list[Follow]], int | None]:
    """The pages after this one, one sequence a list of the page, and the total number of entries where it names one.

    Script dialects tell all pages on the first one; link dialects tell the next page on each. Two lists on one page have a call each.
    """
    told = _told(page.text)
    if told:
        sequences = [_numbered(page, *one) for one in dict.fromkeys(told)] if page.number == 1 else []
        totals = [int(six[5]) for six in _SIX.finditer(page.text) if six[5]]
        return [pages for pages in sequences if pages], sum(totals) if page.number == 1 and totals else None
    following = _next_link(page)
    return ([[Follow(following)]] if following else []), None


def is_next(label: str) -> bool:
    """Whether the text of a link says that it leads to the next page."""
    return _NEXT_TEXT.fullmatch(label) is not None


def _told(text: str) -> list[tuple[int, int, str, str]]:
    """(pages, current, name, extension) of every call of a script dialect."""
    six = [(int(found[1]), int(found[2]), found[3], found[4]) for found in _SIX.finditer(text)]
    return six or [(int(found[1]), int(found[2]), found[3], found[4]) for found in _FOUR.finditer(text)] or _variables(text)


def _variables(text: str) -> list[tuple[int, int, str, str]]:
    """The same of `Pager({…})`, or of the bare variable `countPage`."""
    if pager := _PAGER.search(text):
        keys = dict(_PAGER_KEY.findall(pager[1]))
        size = next((keys[k] for k in ("size", "count", "total", "pageCount") if k in keys), None)
        if size and size.isdigit() and "prefix" in keys:
            return [(int(size), int(keys.get("current", "0")), keys["prefix"], keys.get("suffix", "html"))]
    count = _COUNT.search(text)
    return [(int(count[1]), 0, "index", "html")] if count else []


def _numbered(page: ListPage, count: int, current: int, name: str, ext: str) -> list[Follow]:
    """`current` on the first page tells the base: 0 means that page 2 is `name_1` (TRS), 1 that it is `name_2` (UCAP)."""
    first = 1 if current == 0 else 2
    last = count - 1 if current == 0 else count
    links = (resolve(page.url, f"{name}_{i}.{ext}") for i in range(first, min(last, _MAX_PAGES) + 1))
    return [Follow(link) for link in links if link]


def _next_link(page: ListPage) -> str | None:
    """The link that says so; else the one that prints the next number among the numbers of a pager."""
    tree = parse(page.text)
    marked = tree.css_first(".p_next a[href]")
    links = [(a.text(deep=True).strip(), a.attributes.get("href") or "") for a in tree.css("a[href]")]
    usable = [(label, href) for label, href in links if href and not href.lower().startswith(("#", "javascript:"))]
    candidates = [marked.attributes.get("href") or ""] if marked is not None else []
    candidates += [href for label, href in usable if is_next(label)]
    candidates += [href for label, href in usable if label == str(page.number + 1) and _PAGE_NUMBER.search(href)]
    found = next((href for href in candidates if href and not href.startswith(("#", "javascript:"))), None)
    return resolve(page.url, found) if found else None
