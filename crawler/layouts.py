"""How a column is arranged: one list, a tree of years or agencies, links, or a page that is itself the report (portals.md section 7)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler import titles
from crawler.catalogue import Column
from crawler.listers import ListItem, ListPage
from crawler.listers.anchors import Anchor, anchors, frames
from crawler.listers.dialects import is_article, is_file, is_folder
from crawler.titles import kind, names_agency, names_group, years
from crawler.urls import authority, folder, identity

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
# Frames that hold no list: menus, counters, log-ins, share buttons, viewers of one document.
_NO_LIST = re.compile(
    r"tree\.jsp|visit|count|login|share|search|weather|banner|top\.|foot|viewer|\.(?:pdf|docx?|ofd|swf|png|jpe?g|gif)\b", re.I
)
_LEAVES = {"flat", "two_lists", "article"}
_FREE = {"year_tree", "agency_tree", "year_agency_tree"}
_AGENCIES = {"agency_tree", "year_agency_tree"}


@dataclass(frozen=True, slots=True)
class Child:
    """A list below another one. `agency`: the name under which a directory of agencies links it, None where it names none."""

    url: str
    agency: str | None = None


def is_report(text: str) -> bool:
    """Whether the page is itself a report: it carries at least three of the statutory headings."""
    plain = _TAG.sub("", text)
    return sum(1 for heading in _HEADINGS if heading.search(plain)) >= 3


def title(text: str) -> str:
    """The text of the page's title element, empty where it has none."""
    found = _TITLE.search(text)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def children(text: str, url: str, column: Column, depth: int) -> list[Child]:
    """The lists below this page, as it links them: never computed, at most `MAX_DEPTH` levels under the column.

    `auto` follows from the column itself only what names a year, an agency or a summary; trees, and every level below, follow each folder.
    The frames of a page without links of its own, and what fits the column's `below`, are followed under every layout but `article`.
    """
    if column.layout == "article" or depth >= MAX_DEPTH:
        return []
    links = anchors(text, url)
    found: dict[str, Child] = {}
    for anchor in links:
        if _is_below(anchor, url, column, depth):
            found.setdefault(_place(anchor.url), _child(anchor))
    framed = [] if any(kind(anchor.title) == "report" for anchor in links) else frames(text, url)
    found |= {_place(frame): Child(frame) for frame in framed if authority(frame) == authority(url) and not _NO_LIST.search(frame)}
    found.pop(_place(url), None)
    return list(found.values())


def is_summary(text: str, column: Column, depth: int) -> bool:
    """Whether the page links the reports of many agencies: the catalogue says so, or a page below the column does in its title."""
    return column.layout == "summary_page" or (column.layout == "auto" and depth > 0 and titles.is_summary(title(text)))


def linked_reports(page: ListPage) -> list[ListItem]:
    """The entries of a summary page: articles and files linked under an agency's name, or under a report's title (portals.md section 7)."""
    found: dict[str, ListItem] = {}
    for anchor in anchors(page.text, page.url):
        told = names_agency(anchor.title) and (is_article(anchor.url) or is_file(anchor.url))
        if (told or kind(anchor.title) == "report") and identity(anchor.url) != identity(page.url):
            hint = anchor.title if told else None
            found.setdefault(identity(anchor.url), ListItem(anchor.url, anchor.title, anchor.date, hint, page.column))
    return list(found.values())


def _place(url: str) -> str:
    """The same for a folder and its index page."""
    return identity(url.removesuffix(url.rsplit("/", 1)[1]) if is_folder(url) else url)


def _child(anchor: Anchor) -> Child:
    return Child(anchor.url, anchor.title if names_agency(anchor.title) else None)


def _is_below(anchor: Anchor, url: str, column: Column, depth: int) -> bool:
    if kind(anchor.title) == "lookalike" or authority(anchor.url) != authority(url):
        return False
    if column.below is not None and column.below.search(anchor.url):
        return True
    if column.layout in _LEAVES:
        return False
    if depth == 0 and titles.is_summary(anchor.title) and column.layout in {"auto", "summary_page"}:
        return not is_file(anchor.url)
    return _in_tree(anchor, url, column, depth)


def _in_tree(anchor: Anchor, url: str, column: Column, depth: int) -> bool:
    here, there = folder(url), folder(anchor.url)
    if is_folder(anchor.url):
        freely = column.layout in _FREE or (depth > 0 and column.layout != "summary_page")
        return there.startswith(here) and there != here and (freely or _names_year(anchor, url) or _names_agencies(anchor))
    # Some systems keep an agency's list in a page of its own beside the directory.
    page = there.startswith(folder(column.url)) and not is_article(anchor.url) and not is_file(anchor.url)
    return page and column.layout in _AGENCIES and names_agency(anchor.title)


def _names_agencies(anchor: Anchor) -> bool:
    return names_agency(anchor.title) or names_group(anchor.title)


def _names_year(anchor: Anchor, url: str) -> bool:
    below = urlsplit(anchor.url).path.removeprefix(folder(url))
    return bool(years(anchor.title)) or _YEAR_SLUG.search(below) is not None
