"""The title of a report in its many spellings (forms/README.md section 7), and its name and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parsing.document import Document
from parsing.file_names import last_part
from parsing.narrative.names import is_nobody, is_office
from parsing.narrative.numerals import YEAR, year_of
from parsing.narrative.text import Folded, Line, fold

TOPIC = r"(?:(?:政府|政务)?信息(?:[与和及]政务)?(?:主动|网上)?公开|政务公开|政府公开)(?:[和与及暨、](?:政务|(?:政府)?信息)公开)?"
_KIND = rf"(?:工作|情况|的|本?年度|全年|{YEAR}年?度?)*?(?:年报|报告)书?"
_SUBJECT = re.compile(rf"{TOPIC}{_KIND}")
_ANNUAL = re.compile(rf"年度|年报|{YEAR}")
# What may follow the title words: a bracket (更正, 图片版), a file extension, the year; anything else makes it another title.
_TAIL = re.compile(
    rf"(?:[》”\"]|\([^()]*\)|【[^】]*】|\[[^\]]*\]|(?:图片|超链接?|文字|电子|网页|公开)版|\.[A-Za-z]{{3,4}}|{YEAR}年?度?|全文|正文)*"
)
_SITE_TAIL = re.compile(r"[^制解通编培部]*(?:政府|网|网站|平台|专栏|年报|公开)")
_SITE_WORD = re.compile(r"(?:公开|年报|平台|网站?|门户|专栏|首页|栏目)$")
_PLACE = re.compile(r"(?:(?!公开|年报|平台|网站|门户|专栏|首页).)*(?:省|市|区|县|州|盟|旗|政府)")
_YEAR = re.compile(rf"({YEAR})(?!年?\d{{1,2}}月)(?:年度?)?")
_SEPARATOR = re.compile(r"[_|>]+|[-—–―]+|::?|:")
_BEFORE_NAME = re.compile(r".*[《“\"「:>】\]]", re.S)
_LEAD = re.compile(
    r"^(?:[\d一二三四五六七八九十]{1,3}[、.]|附件\d*|标题|名称)?[、.,:;\-_—·]*(?:关于|现将|现)?(?:公布|发布|公开|印发|报送)?"
)
_TRAIL = re.compile(r"[、.,:;\-_—·度]*(?:关于|开展|的)?$")
_YEAR_LAST = re.compile(rf"^[^:|]*{YEAR}年度?$")
_GOVERNED = re.compile(r"(?:[省市区县州盟旗镇乡]|街道)$")
_LONE_BRACKETS = re.compile(r"[(（][)）]|^[)）]+|[(（]+$")
_EXTENSION = re.compile(r"\.[A-Za-z]{2,5}$")
_PROSE = re.compile(r"[,。;!]")
_MAX_TITLE = 160
_OPENING_LINES = 24


@dataclass(frozen=True, slots=True)
class Title:
    """A candidate read: as printed; the agency as printed ("" if it names none); the fiscal year; whether it is the title of a report and
    nothing more (`exact`), of an annual one (`annual`); and whether it stood in the context instead of the page.
    """

    printed: str
    name: str = ""
    year: int | None = None
    exact: bool = False
    annual: bool = False
    from_context: bool = False

    @property
    def worth(self) -> int:
        """How much of a report's title it carries, 0 for none; the candidate with most is the title."""
        if not self.annual:
            return 0
        named = 0 if not self.name else 1 if is_nobody(fold(self.name)) else 3
        return 1 + 4 * self.exact + named + 2 * (self.year is not None)


def read_title(printed: str) -> Title:
    """Read one candidate: site suffixes and breadcrumbs are cut, name and year taken out. Never raises."""
    return _read_title(printed[:_MAX_TITLE])


# An opening line is read alone, and with the line above and the line below it; menus are the same on every page of a portal.
@lru_cache(maxsize=2048)
def _read_title(printed: str) -> Title:
    whole = Folded.of(printed)
    segments = _segments(whole.text)
    found = [(start, end) for start, end in segments if _SUBJECT.search(whole.text, start, end)]
    if not found:
        start, end = segments[0] if segments else (0, 0)
        return Title(whole.slice(start, end))
    readings = [_read(whole, *_widen(whole.text, segments, span)) for span in found]
    return max(readings, key=lambda title: title.worth)


def _segments(text: str) -> list[tuple[int, int]]:
    edges = [0, *(place for found in _SEPARATOR.finditer(text) for place in found.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start]


def _widen(text: str, segments: list[tuple[int, int]], span: tuple[int, int]) -> tuple[int, int]:
    # 高岭镇_2017年_政府信息公开…: the separators stand inside the title, so the missing year and name are fetched from the left.
    start, end = span
    at = segments.index(span)
    if not _YEAR.search(text, start, end) and at and _YEAR.fullmatch(text, *segments[at - 1]):
        at -= 1
        start = segments[at][0]
        if at and is_office(text[slice(*segments[at - 1])]):
            start = segments[at - 1][0]
    return start, end


def _read(whole: Folded, start: int, end: int) -> Title:
    text = whole.text
    subjects = list(_SUBJECT.finditer(text, start, end))
    subject = subjects[-1]
    end = _without_site(whole, subject.end(), end)
    cut = subject.start()
    if text[:cut].endswith("人民") and subject[0].startswith("政府"):
        cut += 2
    return Title(
        printed=whole.slice(start, end),
        name=_name(whole, start, cut) or _name_behind(whole, subject.end(), end),
        year=_year(text, start, subject.end(), end),
        exact=bool(_TAIL.fullmatch(text, subject.end(), end)),
        annual=bool(_ANNUAL.search(text, start, end)),
    )


def _without_site(whole: Folded, start: int, end: int) -> int:
    # `…年度报告 北京市朝阳区人民政府`: only a space parts the title from the name of the site.
    spaced = start < end and whole.printed[whole.origin[start] - 1].isspace()
    return start if spaced and _SITE_TAIL.fullmatch(whole.text, start, end) else end


def _year(text: str, start: int, cut: int, end: int) -> int | None:
    years = list(_YEAR.finditer(text, start, cut)) or list(_YEAR.finditer(text, cut, end))
    return year_of(years[-1][1]) if years else None


def _behind_site(whole: Folded, start: int, cut: int) -> int:
    # `朝阳区门户网站 信息公开年报 望京街道2022年…`: what stands before a space after a word of the website is not the agency's name.
    places = (
        at for at in range(start + 1, cut) if whole.printed[whole.origin[at] - 1].isspace() and _SITE_WORD.search(whole.text[start:at])
    )
    return max(places, default=start)


def _name(whole: Folded, start: int, cut: int) -> str:
    if opened := _BEFORE_NAME.match(whole.text, start, cut):
        start = opened.end()
    start = _behind_site(whole, start, cut)
    pieces, at = [], start
    for found in _YEAR.finditer(whole.text, start, cut):
        pieces.append(_trimmed(whole, at, found.start()))
        at = found.end()
    rest = _trimmed(whole, at, cut)
    # 河包镇2015年政府政务公开年报 is the government's, 水利局2015年政府政务公开年报 the bureau's.
    pieces.append("" if rest == "政府" and any(pieces) and not _GOVERNED.search("".join(pieces)) else rest)
    return _LONE_BRACKETS.sub("", "".join(pieces))


def _trimmed(whole: Folded, start: int, end: int) -> str:
    if lead := _LEAD.match(whole.text[start:end]):
        start += lead.end()
    if trail := _TRAIL.search(whole.text[start:end]):
        end = start + trail.start()
    return whole.slice(start, end)


def _name_behind(whole: Folded, start: int, end: int) -> str:
    # 年度报告（小关街道）: the office follows in brackets.
    inner = whole.text[start:end].strip("()》")
    return inner if is_office(inner) else ""


def choose_title(document: Document, lines: Sequence[Line], context: Mapping[str, str]) -> Title:
    """The best candidate: the page's own titles in their order, then its opening lines, then what the context names it.

    The one that carries most of a report's title wins; among equals the first, unless a later one prints the same name longer.
    """
    best = Title("")
    for title in _candidates(document, lines, context):
        if not title.printed:
            continue
        if not best.printed or title.worth > best.worth or _names_parent(title, best):
            best = title
    return best


def _names_parent(title: Title, best: Title) -> bool:
    """Whether a candidate as good as the best one prints the same name behind that of its place."""
    if title.worth != best.worth or not best.name or title.year != best.year or not title.name.endswith(best.name):
        return False
    return bool(_PLACE.fullmatch(title.name[: -len(best.name)]))


def _candidates(document: Document, lines: Sequence[Line], context: Mapping[str, str]) -> Iterator[Title]:
    for printed in (*document.titles, document.meta.get("ArticleTitle", "")):
        yield read_title(printed)
    opening = [line for line in lines[:_OPENING_LINES] if len(line.folded) <= _MAX_TITLE // 2 and not _PROSE.search(line.folded)]
    for place, line in enumerate(opening):
        # A line that only mentions a report (…年度报告制度) is not the title of the page.
        if (title := read_title(line.printed)).exact:
            yield title
        if joined := _joined(opening[place : place + 2]):
            yield joined
    yield from context_titles(context)


def context_titles(context: Mapping[str, str]) -> Iterator[Title]:
    """What the file is called elsewhere: by its name inside an archive, which means it alone; by its list; by its server."""
    for given in (_stem(context.get("member", "")), context.get("title", ""), _stem(context.get("file_name", ""))):
        yield replace(read_title(given), from_context=True)


def _stem(name: str) -> str:
    return _EXTENSION.sub("", last_part(name))


def _joined(pair: Sequence[Line]) -> Title | None:
    # A title cut in two by a line break: `…2019年政府` / `信息公开工作年度报告`.
    if len(pair) < 2 or pair[1].block - pair[0].block > 2 or not pair[0].folded[-1].isalnum():
        return None
    first, second = (read_title(line.printed) for line in pair)
    above = pair[0].folded
    fits = is_office(above) or _YEAR_LAST.search(above) or (not second.annual and above.endswith(("政府", "信息", "公开")))
    if first.exact or not fits or (second.annual and not is_nobody(fold(second.name))):
        return None
    whole = read_title(pair[0].printed + pair[1].printed)
    return whole if whole.exact else None
