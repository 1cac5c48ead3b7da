"""Text in cells that a page's own style sheets hide, strike out or raise (Word's `span.MsoFootnoteReference`, a CMS's `.del`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from parsing.readers.html_looks import Look, look_of

# Rules below an at-rule hold on some screens or in print only.
_NOT_EVERYWHERE = re.compile(r"/\*.*?\*/|<!--|-->|@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# What may hide, strike out or raise; most sheets have none of it, and `look_of` has the last word on a rule.
_TELLING = (
    *("display:none", "visibility:", "opacity:", "font-size:0", "font-size:.", "line-through", "mso-hide", "text-raise", "vertical-align"),
    *("bidi", "dings"),
)
# Of elements that only sometimes are in a state (`:hover`), and of text that is none of the page's (`::before`), nothing is said.
_SELECTOR = re.compile(r"[\w\s.#>*-]+")
_LONGEST, _MOST_RULES, _MOST_NODES = 400_000, 300, 20_000
_HIDING = frozenset((Look.GONE, Look.UNSEEN, Look.STRUCK))


def sheet_looks(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, Look]]:
    """The elements that a rule of the page's `<style>` elements changes, and how, unless their own style says otherwise.

    Which rule wins is not worked out, and a script may show what a rule hides: it is STRUCK, which is no figure, never left out. Only
    the first rules and elements are looked at; a page that needs more is not one of these.
    """
    left = _MOST_NODES
    for selector, style in _rules(tree):
        for node in _chosen(tree, selector)[:left]:
            left -= 1
            own = node.attributes.get("style")
            seen = look_of(f"{style};{own}" if own else style)
            if seen in _HIDING:
                yield node, Look.STRUCK
            elif seen is Look.RAISED:
                yield node, seen


def _rules(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    sheet = "\n".join(text for node in tree.css("style") if _may_tell(text := node.text() or ""))[:_LONGEST]
    count = 0
    for selectors, style in _RULE.findall(_NOT_EVERYWHERE.sub(" ", sheet)) if sheet else ():
        if _may_tell(style) and look_of(style) in {*_HIDING, Look.RAISED}:
            for selector in selectors.split(","):
                count += 1
                if count <= _MOST_RULES and _SELECTOR.fullmatch(selector):
                    yield selector.strip(), style


def _may_tell(style: str) -> bool:
    plain = "".join(style.lower().split())
    return any(word in plain for word in _TELLING)


def _chosen(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:  # what no browser takes for a selector either
        return []
