"""Text in cells that a page's own style sheets hide, strike out or raise (Word's `span.MsoFootnoteReference`, a CMS's `.del`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from parsing.errors import TooLargeError
from parsing.readers.html_looks import Look, look_of

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_MARK = re.compile(r"[{};]")
_DEEPEST = 9
# What may hide, strike out or raise; most sheets have none of it, and `look_of` has the last word on a rule.
_TELLING = (
    *("display:none", "visibility:", "opacity:", "font-size:0", "font-size:.", "line-through", "mso-hide", "text-raise", "vertical-align"),
    *("bidi", "dings"),
)
# Of elements that only sometimes are in a state (`:hover`), and of text that is none of the page's (`::before`), nothing is said.
_SELECTOR = re.compile(r"[\w\s.#>*-]+")
# Each rule is a walk over all elements (4 ms where there are 200,000): these bounds keep the worst page within seconds.
_LONGEST, _MOST_RULES, _MOST_NODES = 2_000_000, 1_000, 100_000
_HIDING = frozenset((Look.GONE, Look.UNSEEN, Look.STRUCK))


def sheet_looks(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, Look]]:
    """The elements that a rule of the page's `<style>` elements changes, and how, unless their own style says otherwise.

    Which rule wins is not worked out, and a script may show what a rule hides: it is STRUCK, which is no figure, never left out.
    Raises `TooLargeError` where the rules are too many, or reach over too many elements, to look at each: a digit may hide there.
    """
    left = _MOST_NODES
    for selector, style in _rules(tree):
        chosen = _chosen(tree, selector)
        left -= len(chosen)
        if left < 0:
            raise TooLargeError(f"the rules of its style sheets reach over more than {_MOST_NODES} elements")
        for node in chosen:
            own = node.attributes.get("style")
            seen = look_of(f"{style};{own}" if own else style)
            if seen in _HIDING:
                yield node, Look.STRUCK
            elif seen is Look.RAISED:
                yield node, seen


def _rules(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    sheet = "\n".join(text for node in tree.css("style") if _may_tell(text := node.text() or ""))
    if len(sheet) > _LONGEST:
        raise TooLargeError(f"style sheets of {len(sheet)} characters, at most {_LONGEST} are read")
    count = 0
    for selectors, style in _blocks(_COMMENT.sub(" ", sheet)):
        if _may_tell(style) and look_of(style) in {*_HIDING, Look.RAISED}:
            for selector in selectors.split(","):
                count += 1
                if count > _MOST_RULES:
                    raise TooLargeError(f"more than {_MOST_RULES} rules of style sheets hide or raise text")
                if _SELECTOR.fullmatch(selector):
                    yield selector.strip(), style


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and the declarations of every rule, in one pass; not those below an at-rule, which hold sometimes only.

    As in a browser the end of the sheet closes what is open, and a stray semicolon is part of the selectors behind it.
    """
    above: list[tuple[str, list[str], bool]] = []  # of each open block: what stands before it, its declarations, whether it always holds
    start = 0
    for mark in _MARK.finditer(sheet + "}" * min(sheet.count("{"), _DEEPEST)):
        text = sheet[start : mark.start()]
        if mark[0] == ";" and not above and not text.lstrip().startswith("@"):
            continue
        start = mark.end()
        if mark[0] == "{":
            above.append((text, [], not text.lstrip().startswith("@") and (not above or above[-1][2])))
        elif above:
            above[-1][1].append(text)
            if mark[0] == "}":
                selectors, declared, always = above.pop()
                if always:
                    yield selectors, ";".join(declared)


def _may_tell(style: str) -> bool:
    plain = "".join(style.lower().split())
    return any(word in plain for word in _TELLING)


def _chosen(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:  # what no browser takes for a selector either
        return []
