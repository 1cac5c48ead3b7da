"""What in a page leads towards the annual-report column: anchor texts, path fragments, the national meta tag (portals.md sections 5, 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.listers.anchors import Anchor, anchors, frames, parse
from crawler.listers.dialects import is_article, is_file
from crawler.titles import kind

# Ranks of leads, the most promising first.
HOME, SEED, CALLED, NAMED, GATE, SIDE_GATE, FRAME, ENTRY, ARTICLE = range(9)
LAST = ARTICLE
COLUMN_TYPE = "信息公开年报"

_ORNAMENT = re.compile(r"[\s\[\]【】<>《》›»|·:：（）()]+")
# A place may stand before the words, a year may not: that is a report's title.
_COLUMN = re.compile(r"\D{0,12}(?:信息|政务)公开(?:工作)?(?:年报|年度(?:工作)?报告)(?:专栏|汇总)?|(?:公开)?(?:年度报告|年报)")
_GATE = re.compile(r"(?:法定)?(?:主动公开|政府信息公开)(?:专栏|平台|目录|内容)?|法定主动公开内容")
_SIDE_GATE = re.compile(r"(?:政府|部门|街道|乡镇|各)*信息公开(?:专栏|平台|目录|大厅)?|政务公开|政府公开|政民公开|公开")
# zfxxgknb, jdbsczfxxgkgzndbg, bmxxgkndbg_1, 2021zfxxgknb, xxgkAnnualReport.jsp …
_SLUG = re.compile(r"gk(?:gz)?n(?:b|db)|ndxxgkbg|annualreport", re.I)
# The same without a word of disclosure: 宁波 and statistics have such paths too.
_WEAK_SLUG = re.compile(r"nb|ndbg|ndb", re.I)
_GATE_SLUG = re.compile(r"zfxxgk(?:zl|ml|pt)?\d{0,4}|gkmlpt", re.I)
_SUFFIX = re.compile(r"[_-]?\d*$")
# 政府网站工作年度报表 and its kin under a name that is not certain in a list, but is as the title of a whole page.
_OTHER = re.compile(r"网站.{0,6}年度?报|法治政府|部门[决预]算|统计年[报鉴]")


@dataclass(frozen=True, slots=True)
class Lead:
    """A link worth a request: its rank, why it is followed, and how many clicks it stands from the home page."""

    url: str
    rank: int
    why: str
    depth: int = 0


def leads(text: str, url: str, depth: int) -> list[Lead]:
    """The links of a page that lead towards the column, in their order; `depth` is theirs. Frames count where nothing is linked."""
    links, meta = anchors(text, url), _meta(text)
    name = meta.get("columnname", "") if _is_of_column(meta) else ""
    found = [lead for anchor in links if (lead := _lead(anchor, depth, name))]
    if any(lead.rank < FRAME for lead in found):
        return found
    return found + [Lead(frame, FRAME, "a frame of the page", depth) for frame in frames(text, url)]


def declares(text: str) -> bool:
    """Whether the page says by the national meta tags that it is the column. The column's articles carry its type too, and are not."""
    meta = _meta(text)
    return _is_of_column(meta) and not meta.get("articletitle")


def _is_of_column(meta: dict[str, str]) -> bool:
    return COLUMN_TYPE in re.split(r"[\s,，;；、]+", meta.get("columntype", ""))


def _meta(text: str) -> dict[str, str]:
    """The meta tags by name in lower case, whatever the order of their attributes."""
    tags = [node.attributes for node in parse(text).css("meta")]
    return {(tag.get("name") or "").lower(): (tag.get("content") or "").strip() for tag in tags}


def other_document(title: str) -> bool:
    """Whether a page's title names another document that shares the words."""
    return _OTHER.search(title) is not None


def _lead(anchor: Anchor, depth: int, name: str) -> Lead | None:
    """`name`: what the column is called by the page of one of its reports."""
    words = _ORNAMENT.sub("", anchor.title)
    if kind(anchor.title) == "lookalike" or is_file(anchor.url):
        return None
    called = _COLUMN.fullmatch(words) is not None
    if is_article(anchor.url):
        report = called or kind(anchor.title) == "report"
        return Lead(anchor.url, ARTICLE, "a report, whose page may name its column", depth) if report else None
    if called or (name and words == name):
        return Lead(anchor.url, CALLED, f"linked as {words}", depth)
    return _by_path(anchor.url, words, depth)


def _by_path(url: str, words: str, depth: int) -> Lead | None:
    slug = _slug(url)
    if _SLUG.search(slug):
        return Lead(url, NAMED, f"its path ends in {slug}", depth)
    if _GATE.fullmatch(words) or _GATE_SLUG.fullmatch(slug) or _WEAK_SLUG.fullmatch(slug):
        return Lead(url, GATE, f"linked as {words[:20]}", depth)
    return Lead(url, SIDE_GATE, f"linked as {words}", depth) if _SIDE_GATE.fullmatch(words) else None


def _slug(url: str) -> str:
    """The last part of the path that bears a name, without its extension and the number that some systems add."""
    parts = [part.partition(".")[0] for part in urlsplit(url).path.split("/") if part]
    names = [part for part in parts if part.lower() not in {"index", "list", "default"}]
    return _SUFFIX.sub("", names[-1]) if names else ""
