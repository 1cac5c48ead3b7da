"""Who reports: the name as the title prints it, else what text, sign-off and page data say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from parsing.document import Document
from parsing.narrative.names import is_nobody, is_office, is_portal, same_office
from parsing.narrative.numerals import YEAR
from parsing.narrative.text import Line, fold, tidy
from parsing.narrative.title import TOPIC, Title

_NAME = r"([^,。;:《》“”()、\d]{2,34}?)"
_REPORT = rf"(?:关于)?{YEAR}年?度?(?:的)?(?:{TOPIC})(?:工作)?(?:的)?(?:年度报告|年报|情况)"
_IN_BODY = (
    re.compile(rf"(?:公布|发布|公开|编制了|编制|形成|现将|《){_NAME}{_REPORT}"),
    re.compile(rf"^{_NAME}{_REPORT}"),
    re.compile(rf"^(?:本(?:年度)?(?:报告|年报)|报告)(?:是)?由{_NAME}(?:依据|根据|按照|依照|综合|编制|负责|汇总)"),
    re.compile(rf"[,。]由{_NAME}(?:综合|编制|汇总|负责编制)"),
    re.compile(rf"^{_NAME}(?:依据|根据|按照)"),
)
_CONTACT = re.compile(rf"(?:请与|与){_NAME}联系")
_SOURCE = re.compile(
    r"(?:信息)?(?:来源|发布机构|发文机构|发布单位|公开机构|发文单位|责任单位)[:】]([^\s:|\[【(]{2,30}?)(?=$|\(|发布|日期|时间|作者|浏览|打印|点击|字体)"
)
_LEFT_OFF = re.compile(r"^(?:根据|依据|按照|现将|以及|了|由)+")
_OPENING_LINES = 12
_MAX_LINE = 1_500


@dataclass(frozen=True, slots=True)
class AgencyName:
    """The name, or None; and another name that a strong source prints for it, or None."""

    name: str | None
    rival: str | None = None


def agency_name(title: Title, document: Document, lines: Sequence[Line], signed_by: str | None, context: Mapping[str, str]) -> AgencyName:
    """The name by the first source that has one: page title, body, sign-off, page data (ContentSource, source line, breadcrumb), list
    title, the hint of the crawl. A name without place or subject (办事处) and the name of a website serve only if nothing else is there.
    """
    strong = list(_strong(title, lines, signed_by))
    weak = list(_page_data(document, lines)) + list(_context(title, context))
    ranked = [*(name for name in strong if _usable(name)), *(name for name in weak if _usable(name)), *strong, *weak]
    name = next((name for name in ranked if name and not _pronoun(name)), None)
    if name is None:
        return AgencyName(None)
    others = [other for other in (*strong, *_publisher(document)) if _usable(other)]
    rival = next((other for other in others if not same_office(fold(name), fold(other))), None)
    return AgencyName(name, rival)


def _usable(name: str) -> bool:
    folded = fold(name)
    return not is_nobody(folded) and not is_portal(folded)


def _pronoun(name: str) -> bool:
    return fold(name)[:1] in ("我", "本") or name == "原创"


def _strong(title: Title, lines: Sequence[Line], signed_by: str | None) -> Iterator[str]:
    if title.name and not title.from_context:
        yield title.name
    yield from islice(_named_in_body(lines), 1)
    if signed_by:
        yield signed_by


def _named_in_body(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines[:_OPENING_LINES]:
        for pattern in _IN_BODY:
            for found in pattern.finditer(line.folded[:_MAX_LINE]):
                name = _LEFT_OFF.sub("", found[1])
                if is_office(name) and _usable(name):
                    yield name


def _publisher(document: Document) -> Iterator[str]:
    source = tidy(document.meta.get("ContentSource", ""))
    if is_office(fold(source)):
        yield source


def _page_data(document: Document, lines: Sequence[Line]) -> Iterator[str]:
    yield from _publisher(document)
    for line in lines[:_OPENING_LINES]:
        for pattern in (_SOURCE, _CONTACT):
            if (found := pattern.search(line.folded[:_MAX_LINE])) and is_office(found[1]):
                yield found[1]
    for crumb in reversed(re.split(r"\s*(?:[>》/|]|>>|&gt;)\s*", document.meta.get("breadcrumb", ""))):
        if is_office(fold(crumb)) and "公开" not in crumb:
            yield tidy(crumb)


def _context(title: Title, context: Mapping[str, str]) -> Iterator[str]:
    if title.from_context and title.name:
        yield title.name
    if hint := tidy(context.get("agency_hint", "")):
        yield hint
