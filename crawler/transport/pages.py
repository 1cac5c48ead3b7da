"""Whether a 200 is the page that was asked for: portals answer with error pages, their home page, or another article (section 6)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from selectolax.lexbor import LexborHTMLParser

from crawler.layouts import is_report
from crawler.titles import kind, years
from parsing.decode import decode
from parsing.errors import TooLargeError
from parsing.narrative.names import is_nobody, same_office
from parsing.narrative.text import fold
from parsing.narrative.title import read_title
from parsing.readers.html_guard import guard

_ERROR = re.compile(
    r"页面不存在|页面未找到|页面没有找到|访问出错|您访问的(?:页面|内容|文章)|找不到.{0,8}页面|页面(?:已|被)删除"
    r"|404 ?(?:NotFound|错误|页面)|^404$"
)
_SITE = re.compile(r"(?:人民政府|政府网|门户网站|政务网|信息网|首页|主页)(?:网站|门户|门户网站)?$")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar)(?:$|[?#])", re.I)
# What every title of a report says; what remains is the agency.
_COMMON = re.compile(
    r"20\d\d年?度?|[二贰][〇○零oO0一二三四五六七八九]{3}年?度?|政府|信息公开|工作|年度|报告|年报|情况|关于|人民|办事处|[^\w]|_", re.I
)
_TYPE = re.compile(r"(?:街道|地区|镇|乡|局|委员会|委|办公室|办|中心)$")
_PARTS: Final = "title, h1, h2, h3, meta[name=ArticleTitle i], meta[property='og:title']"
# The page's own name in its markup: where it holds the title asked for, the page need not be read (it costs as much as parsing).
_TITLED = re.compile(r"<(?:title|h1)\b[^<>]{0,200}>([^<]{1,300})<", re.I)
_SHORT_TITLE: Final = 8
_MAX_BYTES: Final = 4 << 20
_BEGINNING: Final = 16_384
_READ_CHARACTERS: Final = 20_000
_ERROR_PAGE_CHARACTERS: Final = 600
_ALIKE: Final = 70
_AGENCY_ALIKE: Final = 75
# A report's own title stands in its first words; further on it may name any agency and year.
_OPENING: Final = 500


@dataclass(frozen=True, slots=True)
class _Page:
    """`titles`: what the page calls itself; `text`: its words without those of links, but for links to files."""

    titles: list[str]
    text: str
    is_report: bool


def doubt(body: bytes, content_type: str | None, title: str, *, again: bool = False) -> str | None:
    """Why a page is not the one that a list called `title`: `error_page`, `home_page`, `wrong_page`; None where nothing says so.

    A page that does not name itself, or is no HTML, is taken as it is. `again`: it was asked for a second time; a report under another
    title is then what the portal has to offer, and reading it is the parser's matter.
    """
    if len(body) > _MAX_BYTES or body.lstrip()[:1] != b"<":
        return None
    wanted = _normal(title).rstrip(".")
    # Nearly every page names itself at its beginning; the cut is behind a tag, so that no character is torn.
    beginning = body[: body.rfind(b">", 0, _BEGINNING) + 1]
    if _bears(decode(beginning, content_type).text, wanted) or _bears(text := decode(body, content_type).text, wanted):
        return None
    try:
        page = _read(guard(text))
    except TooLargeError:
        return None
    if any(_ERROR.search(name) for name in page.titles) or (len(page.text) < _ERROR_PAGE_CHARACTERS and _ERROR.search(page.text)):
        return None if page.is_report else "error_page"
    names_itself = page.titles or page.is_report
    if not names_itself or kind(title) != "report" or (again and page.is_report) or _is_named(wanted, page):
        return None
    return "home_page" if page.titles and all(_SITE.search(name) for name in page.titles) else "wrong_page"


def _bears(text: str, wanted: str) -> bool:
    return len(wanted) > _SHORT_TITLE and any(wanted in _normal(name) for name in _TITLED.findall(text))


def _read(text: str) -> _Page:
    tree = LexborHTMLParser(text)
    titles = [node.attributes.get("content") or node.text() for node in tree.css(_PARTS)]
    report = is_report(text)
    # From the last to the first: a node inside one that is gone must not be touched.
    for node in reversed(tree.css("a, script, style, title")):
        if not _FILE.search(node.attributes.get("href") or ""):
            node.decompose()
    words = tree.body.text() if tree.body else ""
    return _Page([name for name in map(_normal, titles) if name], _normal(words[:_READ_CHARACTERS]), report)


def _is_named(wanted: str, page: _Page) -> bool:
    """Whether the page carries the title, whole or much alike, and names the years and the agency of it."""
    if wanted in page.text or any(wanted in name or (len(name) > 6 and name in wanted) for name in page.titles):
        return True
    told = "".join(page.titles) + (page.text[:_OPENING] if page.is_report else page.text)
    if not years(wanted) <= years(told) or _names_another(wanted, page.titles):
        return False
    agency = _TYPE.sub("", _COMMON.sub("", wanted))
    names_agency = not agency or fuzz.partial_ratio(agency, told) >= _AGENCY_ALIKE
    return names_agency and (page.is_report or fuzz.partial_ratio(wanted, told) >= _ALIKE)


def _names_another(wanted: str, titles: list[str]) -> bool:
    """Whether the page's titles name agencies, and none of them is the title's: those of one place share more than they differ in."""
    name, *others = (fold(read_title(title).name) for title in (wanted, *titles))
    named = [other for other in others if not is_nobody(other)]
    return bool(named) and not is_nobody(name) and not any(same_office(name, other) for other in named)


def _normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
