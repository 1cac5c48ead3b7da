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
_COLUMN = re.compile(r"(?:政府)?信息公开(?:工作)?(?:年报|年度(?:工作)?报告)(?:专栏|汇总)?|(?:公开)?年度报告|(?:公开)?年报")
_GATE = re.compile(r"(?:法定)?(?:主动公开|政府信息公开)(?:专栏|平台|目录|内容)?|法定主动公开内容")
_SIDE_GATE = re.compile(r"信息公开(?:专栏|平台|目录)?|政务公开|政府公开|政民公开|公开")
_SLUG = re.compile(r"(?:zfxxgk|xxgk|gk)(?:gz)?nd?(?:b|bg)|zfxxgkndbg|ndxxgkbg|ndbg|gkndbg|annualreport|nb", re.I)
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
    links = anchors(text, url)
    found = [lead for anchor in links if (lead := _lead(anchor, depth))]
    if any(lead.rank < FRAME for lead in found):
        return found
    return found + [Lead(frame, FRAME, "a frame of the page", depth) for frame in frames(text, url)]


def declares(text: str) -> bool:
    """Whether the page carries the national meta tag of the annual-report column, in any case and order of attributes."""
    for node in parse(text).css("meta"):
        name, content = node.attributes.get("name") or "", node.attributes.get("content") or ""
        if name.lower() == "columntype" and COLUMN_TYPE in re.split(r"[\s,，;；、]+", content):
            return True
    return False


def other_document(title: str) -> bool:
    """Whether a page's title names another document that shares the words."""
    return _OTHER.search(title) is not None


def _lead(anchor: Anchor, depth: int) -> Lead | None:
    words = _ORNAMENT.sub("", anchor.title)
    if kind(anchor.title) == "lookalike" or is_file(anchor.url):
        return None
    if is_article(anchor.url):
        report = kind(anchor.title) == "report"
        return Lead(anchor.url, ARTICLE, "a report, whose page may name its column", depth) if report else None
    slug = _slug(anchor.url)
    if _COLUMN.fullmatch(words):
        return Lead(anchor.url, CALLED, f"linked as {words}", depth)
    if _SLUG.fullmatch(slug):
        return Lead(anchor.url, NAMED, f"its path ends in {slug}", depth)
    if _GATE.fullmatch(words) or _GATE_SLUG.fullmatch(slug):
        return Lead(anchor.url, GATE, f"linked as {words[:20]}", depth)
    return Lead(anchor.url, SIDE_GATE, f"linked as {words}", depth) if _SIDE_GATE.fullmatch(words) else None


def _slug(url: str) -> str:
    """The last part of the path that bears a name, without its extension and the number that some systems add."""
    parts = [part.partition(".")[0] for part in urlsplit(url).path.split("/") if part]
    names = [part for part in parts if part.lower() not in {"index", "list", "default"}]
    return _SUFFIX.sub("", names[-1]) if names else ""
