"""The links of a page: address, clean title, and the date that stands beside each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.listers.dates import is_date, read_date
from crawler.urls import resolve

_IN_SCRIPT = re.compile(
    r"""['"]((?:\.{0,2}/|https?://)[^'"\s]+\.(?:s?html?|jsp|aspx?|pdf|docx?|xlsx?|wps|ofd|rtf|rar|zip)[^'"\s]*)['"]""", re.I
)
_LABEL = re.compile(r"^(?:文章)?标题[:：]\s*")
_CLIMB = 4
_TWINS = 3  # a picture, a title and a "more" may link to one address
_LONG = 500  # characters of a title or script that are looked at


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as a reader sees it. `date` is None where no date stands beside it."""

    url: str
    title: str
    date: str | None


def parse(text: str) -> LexborHTMLParser:
    """The page as a tree; never raises on bad markup."""
    return LexborHTMLParser(text)


def anchors(text: str, base: str) -> list[Anchor]:
    """Every usable link of the page in order, `javascript:` ones with an address in `onclick` included; `<base href>` is honoured."""
    tree, boxes = parse(text), dict[int, bool]()
    declared = tree.css_first("base[href]")
    if declared is not None:
        base = resolve(base, declared.attributes.get("href") or "") or base
    found = []
    for node in tree.css("a"):
        url = _address(node, base)
        title = _title(node)
        if url and title:
            found.append(Anchor(url, title, _date(node, url, boxes)))
    return found


def frames(text: str, base: str) -> list[str]:
    """The addresses of the page's frames, in order."""
    sources = [node.attributes.get("src") or "" for node in parse(text).css("iframe[src], frame[src]")]
    return [url for source in sources if source and (url := resolve(base, source))]


def _address(node: LexborNode, base: str) -> str | None:
    href = (node.attributes.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return resolve(base, href)
    scripted = _IN_SCRIPT.search((node.attributes.get("onclick") or href)[:_LONG])
    return resolve(base, scripted[1]) if scripted else None


def _title(node: LexborNode) -> str:
    attribute = (node.attributes.get("title") or "").strip()
    if attribute:
        return " ".join(_LABEL.sub("", attribute.splitlines()[0]).split())[:_LONG]
    parts = [part for part in _texts(node) if not is_date(part)]
    return " ".join(" ".join(parts).split())[:_LONG]


def _texts(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if text := child.text(deep=True).strip():
            yield text


def _date(node: LexborNode, url: str, boxes: dict[int, bool]) -> str | None:
    """The date inside the link or beside it, within the smallest box that holds no other link. `boxes`: which of the page's boxes do."""
    box: LexborNode | None = node
    for _ in range(_CLIMB):
        if box is None or box.tag in {"body", "html"}:
            return None
        if box is not node and _holds_several(box, boxes):
            return None
        text = box.text(deep=True, separator=" ")
        title = node.text(deep=True, separator=" ")
        beside = text.replace(title, " ", 1) if box is not node else " ".join(part for part in _texts(node) if is_date(part))
        if found := read_date(beside, url):
            return found
        box = box.parent
    return None


def _holds_several(box: LexborNode, boxes: dict[int, bool]) -> bool:
    """Whether links to several addresses, or very many links, stand in the box; each box of a page is searched once."""
    if box.mem_id not in boxes:
        links = box.css("a")
        boxes[box.mem_id] = len(links) > _TWINS or len({link.attributes.get("href") for link in links}) > 1
    return boxes[box.mem_id]
