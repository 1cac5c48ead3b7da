"""How a column is arranged: one list, a tree of years, or a page that is itself the report (portals.md section 7)."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from crawler.listers.anchors import Anchor, anchors
from crawler.listers.dialects import is_folder
from crawler.titles import kind, years
from crawler.urls import authority, folder

MAX_DEPTH = 3
# Headings of the statutory report; the page of a list does not carry three of them.
_HEADINGS = (
    re.compile(r"一、\s*总体情况|一、\s*概述"),
    re.compile(r"二、\s*(?:行政机关)?主动公开政府信息"),
    re.compile(r"三、\s*(?:行政机关)?收到和处理政府信息公开申请"),
    re.compile(r"四、.{0,12}行政复议"),
    re.compile(r"五、.{0,4}存在的(?:主要)?问题"),
    re.compile(r"六、\s*其他需要报告"),
)
_TITLE = re.compile(r"<title[^>]*>(.{0,300}?)</title>", re.S | re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_YEAR_SLUG = re.compile(r"(?:19|20)\d{2}|(?<!\d)[12]\d(?=\D)")


def is_report(text: str) -> bool:
    """Whether the page is itself a report: it carries at least three of the statutory headings."""
    plain = _TAG.sub("", text)
    return sum(1 for heading in _HEADINGS if heading.search(plain)) >= 3


def title(text: str) -> str:
    """The text of the page's title element, empty where it has none."""
    found = _TITLE.search(text)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def children(text: str, url: str, column: str, layout: str, depth: int) -> list[str]:
    """The pages of a year tree below this page, as it links them: never computed, at most `MAX_DEPTH` levels under the column.

    `auto` follows from the column itself only what names a year; `year_tree`, and every level below a year, follows each folder.
    """
    if layout in {"flat", "article"} or depth >= MAX_DEPTH:
        return []
    freely = layout == "year_tree" or depth > 0
    found: dict[str, str] = {}
    for anchor in anchors(text, url):
        if _is_below(anchor.url, url, column) and (freely or _names_year(anchor, url)) and kind(anchor.title) != "lookalike":
            found.setdefault(folder(anchor.url), anchor.url)
    return list(found.values())


def _is_below(link: str, url: str, column: str) -> bool:
    """A folder under the page's own folder, on the column's host."""
    here, there = folder(url), folder(link)
    return is_folder(link) and authority(link) == authority(column) and there.startswith(here) and there != here


def _names_year(anchor: Anchor, url: str) -> bool:
    below = urlsplit(anchor.url).path.removeprefix(folder(url))
    return bool(years(anchor.title)) or _YEAR_SLUG.search(below) is not None
