"""What an HTML page may cost before it is parsed: a linear scan that refuses bombs, and defuses one kind that real pages resemble."""

from __future__ import annotations

import re
from itertools import accumulate

from parsing.errors import TooLargeError

# The largest report seen has 9,000 tags; a million-cell table has a million.
MAX_TAGS = 400_000
# Browsers stop nesting at 512. An HTML5 parser scans its stack of open elements at every block: 100,000 open <div> cost 10 s here.
MAX_DEPTH = 2_000

# Below this count a deep stack cannot cost more than about a second: no closer look is needed.
_FEW_TAGS = 8_000
_OPEN_FORMATTING = 100

_FORMATTING_NAMES = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_FORMATTING_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_FORMATTING_NAMES))})(?=[\s/>])[^<>]*+>", re.I)
# What can be left open: an <a> or <nobr> ends the one before it. The looks ahead spare most tags the alternatives: a third of the time.
_LEFT_OPEN = "|".join(sorted(_FORMATTING_NAMES - {"a", "nobr"}))
_OPENING = re.compile(rf"<(?=[bcefistuBCEFISTU])(?![sS][pP][aA][nN])(?i:{_LEFT_OPEN})(?=[\s/>])")
# Possessive, and blind to a "<" inside: tags that are never closed would cost the square of their number.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)([^<>]*+)>")
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot option".split()
)


def guard(text: str) -> str:
    """The text to parse. Raises `TooLargeError` on too many tags or too deep nesting.

    Formatting tags left open are opened again in every later paragraph (HTML5), so n of them before m paragraphs make n x m elements:
    where that product is dangerous the formatting tags are cut out, which changes neither text nor tables.
    """
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise TooLargeError(f"{tags} tags, at most {MAX_TAGS} are read")
    if tags > _FEW_TAGS and (depth := _depth(text)) > MAX_DEPTH:
        raise TooLargeError(f"elements nested {depth} deep, at most {MAX_DEPTH} are read")
    harmless = len(_OPENING.findall(text)) <= _OPEN_FORMATTING or _open_at_once(_FORMATTING_TAG.findall(text)) <= _OPEN_FORMATTING
    return text if harmless else _FORMATTING_TAG.sub("", text)


def _open_at_once(tags: list[str]) -> int:
    """The largest number of formatting elements open at once."""
    steps = accumulate(tags, lambda depth, tag: max(0, depth - 1) if tag[1] == "/" else depth + 1, initial=0)
    return max(steps)


def _depth(text: str) -> int:
    """The largest number of containers open at once; elements that close each other, and formatting, are not counted."""
    depth = deepest = 0
    for closing, raw_name, rest in _TAG.findall(text):
        name = raw_name.lower()
        if name not in _FLAT and name not in _FORMATTING_NAMES and not rest.endswith("/"):
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest
