"""What an HTML page may cost before it is parsed: a linear scan that refuses bombs, and defuses one kind that real pages resemble."""

from __future__ import annotations

import re

from parsing.errors import TooLargeError

# The largest report seen has 9,000 tags; a million-cell table has a million.
MAX_TAGS = 400_000
# Browsers stop nesting at 512. An HTML5 parser scans its stack of open elements at every block: 100,000 open <div> cost 10 s here.
MAX_DEPTH = 2_000

# Below these counts neither a deep stack nor a formatting bomb can cost more than about a second: no closer look is needed.
_FEW_TAGS = 8_000
_FEW_FORMATTING = 150
_OPEN_FORMATTING = 100

_FORMATTING = r"a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_FORMATTING_TAG = re.compile(rf"</?(?:{_FORMATTING})(?=[\s/>])[^<>]*+>", re.I)
# Possessive, and blind to a "<" inside: tags that are never closed would cost the square of their number.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)([^<>]*+)>")
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot option".split()
)
_FORMATTING_NAMES = frozenset(_FORMATTING.split("|"))


def guard(text: str) -> str:
    """The text to parse. Raises `TooLargeError` on too many tags or too deep nesting.

    Formatting tags left open are opened again in every later paragraph (HTML5), so n of them before m paragraphs make n x m elements:
    where that product is dangerous the formatting tags are cut out, which changes neither text nor tables.
    """
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise TooLargeError(f"{tags} tags, at most {MAX_TAGS} are read")
    formatting = len(_FORMATTING_TAG.findall(text)) if tags > _FEW_FORMATTING else 0
    if tags <= _FEW_TAGS and formatting <= _FEW_FORMATTING:
        return text
    depth, open_formatting = _depths(text)
    if depth > MAX_DEPTH:
        raise TooLargeError(f"elements nested {depth} deep, at most {MAX_DEPTH} are read")
    return _FORMATTING_TAG.sub("", text) if open_formatting > _OPEN_FORMATTING else text


def _depths(text: str) -> tuple[int, int]:
    """The largest number of containers, and of formatting elements, open at once; elements that close each other are not counted."""
    depth = deepest = formatting = most = 0
    for closing, raw_name, rest in _TAG.findall(text):
        name = raw_name.lower()
        step = -1 if closing else 1
        if name in _FORMATTING_NAMES:
            formatting = max(0, formatting + step)
            most = max(most, formatting)
        elif name not in _FLAT and not rest.endswith("/"):
            depth = max(0, depth + step)
            deepest = max(deepest, depth)
    return deepest, most
