"""How static portals tell their further pages (portals.md sections 2, 3, 8 and 12), in order of trust."""

from __future__ import annotations

import re

from crawler.listers.anchors import parse
from crawler.listers.base import Follow, ListPage
from crawler.urls import resolve

# The function's definition never matches: its arguments are names, not figures.
_SIX = re.compile(
    r"createPageHTML\s*\(\s*['\"][^'\"]*['\"]\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"](?:\s*,\s*(\d+))?"
)
_FOUR = re.compile(r"create(?:PageHTML|Page)\s*\(\s*(\d+)\s*,\s*(\d+)\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"]")
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d+)")
_PAGER = re.compile(r"\bPager\s*\(\s*\{([^}]{0,500})\}")
_PAGER_KEY = re.compile(r"(\w+)\s*:\s*['\"]?([\w.-]+)")
_NEXT_TEXT = re.compile(r"(?:下一?页|下页|后一页|next|>|›|»)", re.I)
_MAX_PAGES = 500


def further_pages(page: ListPage) -> tuple[list[Follow], int | None]:
    """The pages after this one, as far as it tells them, and the total number of entries where it names one.

    Script dialects tell all pages on the first one; link dialects tell the next page on each.
    """
    if page.number == 1 and (six := _SIX.search(page.text)):
        count, current, name, ext, total = six.groups()
        return _numbered(page, int(count), int(current), name, ext), int(total) if total else None
    if page.number == 1 and (told := _scripted(page.text)):
        return _numbered(page, *told), None
    if _SIX.search(page.text) or _scripted(page.text):
        return [], None
    following = _next_link(page)
    return ([Follow(following)] if following else []), None


def _scripted(text: str) -> tuple[int, int, str, str] | None:
    """(pages, current, name, extension) of the four-argument call, `Pager({…})`, or the bare variable `countPage`."""
    if four := _FOUR.search(text):
        return int(four[1]), int(four[2]), four[3], four[4]
    if pager := _PAGER.search(text):
        keys = dict(_PAGER_KEY.findall(pager[1]))
        size = next((keys[k] for k in ("size", "count", "total", "pageCount") if k in keys), None)
        if size and size.isdigit() and "prefix" in keys:
            return int(size), int(keys.get("current", "0")), keys["prefix"], keys.get("suffix", "html")
    if count := _COUNT.search(text):
        return int(count[1]), 0, "index", "html"
    return None


def _numbered(page: ListPage, count: int, current: int, name: str, ext: str) -> list[Follow]:
    """`current` on the first page tells the base: 0 means that page 2 is `name_1` (TRS), 1 that it is `name_2` (UCAP)."""
    first = 1 if current == 0 else 2
    last = count - 1 if current == 0 else count
    links = (resolve(page.url, f"{name}_{i}.{ext}") for i in range(first, min(last, _MAX_PAGES) + 1))
    return [Follow(link) for link in links if link]


def _next_link(page: ListPage) -> str | None:
    tree = parse(page.text)
    marked = tree.css_first(".p_next a[href]")
    candidates = [marked] if marked is not None else []
    candidates += [a for a in tree.css("a[href]") if _NEXT_TEXT.fullmatch(a.text(deep=True).strip())]
    for link in candidates:
        href = link.attributes.get("href") or ""
        if href and not href.startswith(("#", "javascript:")):
            return resolve(page.url, href)
    return None
