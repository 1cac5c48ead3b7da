"""Markup that a page carries without showing it: srcdoc, textareas, templates, form values, hidden panels, strings in scripts and JSON.

Nothing is executed. Every scan is linear and takes what it finds as text; what that text is worth is for the reader of tables to say.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

from parsing.narrative.title import read_title

MAX_FOUND = 20
MAX_TEXT = 8_000_000
# A report's markup has 20 KB to 2 MB; a shorter text holds no table of a form.
_LEAST, _MOST = 400, 4_000_000
_LONGEST_TITLE = 120
_VALUE = re.compile(r"<(iframe|input)\b[^<>]{0,500}?\b(?:srcdoc|value)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_QUOTE = re.compile(r"[\"'`]|/\*|//[^\n]*")
_STRING = {
    '"': re.compile(r'"((?:[^"\\\n]++|\\.)*+)"', re.S),
    "'": re.compile(r"'((?:[^'\\\n]++|\\.)*+)'", re.S),
    "`": re.compile(r"`((?:[^`\\]++|\\.)*+)`", re.S),
}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": "", "\n": ""}
_TABLE = re.compile(r"<t(?:able|body|r|d)\b", re.I)
_ESCAPED_TABLE = re.compile(r"&lt;t(?:able|body|r|d)\b|&#(?:60|x3c);t(?:able|body|r|d)\b", re.I)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_PERHAPS_TITLE = re.compile(r"公开|\\u516c\\u5f00", re.I)
_MARKUP_TYPE = re.compile(r"\btype\s*=\s*[\"']?(?:text/(?:html|template|x-|ng-)|x-tmpl)", re.I)


@dataclass(frozen=True, slots=True)
class Embedded:
    """Markup found inside a file: where (`srcdoc`, `textarea`, `script`, `json` …), the markup, and the title that stands with it."""

    where: str
    markup: str
    title: str = ""


def in_page(page: str) -> Iterator[Embedded]:
    """The texts of a page that hold table markup, in order of kind; at most `MAX_FOUND` with at most `MAX_TEXT` characters together."""
    return _bounded(Embedded(where, markup, title) for where, text, title in _texts(page) if (markup := _as_markup(text)))


def in_json(text: str) -> Iterator[Embedded]:
    """The strings of a JSON text (JSONP, a script) that hold table markup, within the same bounds."""
    return _bounded(Embedded("json", markup, title) for markup, title in _strings(text, 0, len(text)))


def _bounded(found: Iterator[Embedded]) -> Iterator[Embedded]:
    left = MAX_TEXT
    for embedded in islice(found, MAX_FOUND):
        left -= len(embedded.markup)
        if left < 0:
            return
        yield embedded


def _texts(page: str) -> Iterator[tuple[str, str, str]]:
    for found in _VALUE.finditer(page):
        where = "srcdoc" if found[1].lower() == "iframe" else "value"
        yield where, unescape(found[2] or found[3] or ""), ""
    for _, start, end in _elements(page, "textarea"):
        yield "textarea", unescape(page[start:end]), ""
    for name in ("template", "noscript", "xmp"):
        for _, start, end in _elements(page, name):
            yield name, page[start:end], ""
    for tag, start, end in _elements(page, "script"):
        if _MARKUP_TYPE.search(tag):
            yield "script", page[start:end], ""
        else:
            yield from (("script", string, title) for string, title in _strings(page, start, end))
    if _HIDING.search(page):
        yield "hidden", _HIDING.sub("", page), ""


def _elements(page: str, name: str) -> Iterator[tuple[str, int, int]]:
    """Start tag and extent of the content of each element of a name; one that never ends has the rest of the page."""
    begin, finish = re.compile(rf"<{name}\b[^<>]*>", re.I), re.compile(rf"</{name}\b", re.I)
    place = 0
    while start := begin.search(page, place):
        end = finish.search(page, start.end())
        place = end.end() if end else len(page)
        yield start[0], start.end(), end.start() if end else len(page)


def _strings(text: str, place: int, end: int) -> Iterator[tuple[str, str]]:
    """The strings of markup between two places, each with the title of a report that stands before it or else behind it."""
    titles: list[tuple[int, str]] = []
    markups: list[tuple[int, str]] = []
    while (found := _QUOTE.search(text, place, end)) and len(markups) < MAX_FOUND:
        place = found.end()
        if found[0] == "/*":
            place = (text.find("*/", place, end) + 1 or end) + 1
        elif found[0] in _STRING:
            string = _STRING[found[0]].match(text, found.start(), end)
            if string is None:  # never closed: nothing on this line can be trusted
                place = text.find("\n", place, end) + 1 or end
                continue
            place = string.end()
            if _LEAST <= len(string[1]) <= _MOST and (markup := _as_markup(_unescaped(string[1]))):
                markups.append((place, markup))
            elif len(string[1]) <= _LONGEST_TITLE * 6 and _PERHAPS_TITLE.search(string[1]):
                titles.append((place, _unescaped(string[1])))
    for at, markup in markups:
        yield markup, _nearest_title(at, titles)


def _nearest_title(at: int, titles: list[tuple[int, str]]) -> str:
    behind = bisect(titles, (at, ""))
    near = (*reversed(titles[max(0, behind - 10) : behind]), *titles[behind : behind + 10])
    return next((text for _, text in near if len(text) <= _LONGEST_TITLE and _is_title(text)), "")


def _is_title(text: str) -> bool:
    title = read_title(text)
    return title.exact and title.annual


def _unescaped(string: str) -> str:
    """A string of JavaScript or JSON without its escapes; halves of a surrogate pair are joined."""
    if "\\" not in string:
        return string
    plain = _ESCAPE.sub(_character, string)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is None:
        return _PLAIN.get(found[4], found[4])
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"


def _as_markup(text: str) -> str:
    """The text if it holds table markup, as it is or escaped once more; else nothing."""
    if not _LEAST <= len(text) <= _MOST:
        return ""
    if _TABLE.search(text):
        return text
    return unescape(text) if _ESCAPED_TABLE.search(text) else ""
