"""A walk over a parsed page in reading order: text, line breaks, images and tables; what a browser hides is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

SKIPPED = frozenset("script style head template noscript button object embed iframe svg math audio video canvas map".split())
SHOWN = {"img": "image", "input": "field", "select": "field", "textarea": "field"}
BLOCKS = frozenset(
    (
        "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
        " header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
    ).split()
)
# A raised or struck-out digit is not part of the number beside it (`3<sup>1</sup>`, `<s>5</s>3`): its mark makes the cell no figure.
MARKS = {"sup": "^", "sub": "_", "s": "~", "strike": "~", "del": "~"}
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)

# Stands for what a cell shows and no text holds: a picture, a list to choose from. No cell with it is blank.
OBJECT = "\ufffc"
_TEXT_FIELDS = frozenset(("", "text", "number", "tel"))
_SPACER = re.compile(r"spac|blank|pixel|transparent|(?:^|/)1x1", re.I)

# What makes a cell more than one run of text; a lone paragraph around all of it does not.
_SPECIAL = SKIPPED | BLOCKS | MARKS.keys() | SHOWN.keys()

Event = tuple[str, LexborNode | str]
Hidden = frozenset[int]


def hidden_nodes(tree: LexborHTMLParser) -> Hidden:
    """The `mem_id` of each element that its own style or `hidden` attribute keeps off the screen."""
    found = tree.css('[hidden], [style*="none" i], [style*="hidden" i]')
    return frozenset(node.mem_id for node in found if _is_hidden(node.attributes))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def events(root: LexborNode, enter_table: Callable[[LexborNode], bool], hidden: Hidden) -> Iterator[Event]:
    """Yield ("text", str), ("break", a line end), ("image", node), ("field", node) and ("table", node) below `root`.

    `enter_table` says of each table whether to walk through it (then it is only a block) or to yield it whole.
    """
    end = root.mem_id
    node = root.first_child
    while node is not None:
        tag = node.tag or "-unknown"
        child = None
        if tag == "-text":
            yield "text", node.text_content or ""
        elif tag in SKIPPED or (hidden and node.mem_id in hidden):
            pass
        elif tag == "table" and not enter_table(node):
            yield "table", node
        elif tag in SHOWN:
            yield SHOWN[tag], node
        else:
            if tag in BLOCKS:
                yield "break", "\n"
            elif tag in MARKS:
                yield "text", MARKS[tag]
            child = node.first_child
        if child is not None:
            node = child
            continue
        while (following := node.next) is None:
            node = node.parent
            if node is None or node.mem_id == end:
                return
            if node.tag in BLOCKS:
                yield "break", "\n"
        node = following


def cell_text(cell: LexborNode, hidden: Hidden) -> str:
    """A cell's text as shown: a line for each block or <br>, white space folded, nested tables flattened, `OBJECT` for a picture."""
    only = _only_child(cell)
    if only is not None and (text := _one_line(only, hidden)) is not None:
        return text
    pieces = [payload if isinstance(payload, str) else _shown(payload) for _, payload in events(cell, lambda _: True, hidden)]
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _shown(node: LexborNode) -> str:
    """What a picture or a form field shows; apart from the text around it, so that no two figures become one."""
    attributes = node.attributes
    if node.tag == "img":
        sizes = {attributes.get("width"), attributes.get("height")}
        tiny = not sizes.isdisjoint(("0", "1", "2", "1px")) or _SPACER.search(attributes.get("src") or "")
        return "\n" if tiny else OBJECT
    if node.tag == "input":
        typed = (attributes.get("type") or "").lower() in _TEXT_FIELDS
        return f"\n{attributes.get('value') or ''}\n" if typed else "\n"
    return OBJECT


def _only_child(cell: LexborNode) -> LexborNode | None:
    """The one child beside white space; None where there is none, or more than one."""
    found, node = None, cell.first_child
    while node is not None:
        if node.tag != "-text" or not (node.text_content or "").isspace():
            if found is not None:
                return None
            found = node
        node = node.next
    return found


def _one_line(node: LexborNode, hidden: Hidden) -> str | None:
    """The text below, where all of it is one run: then the parser's own `text()`, ten times faster than the walk, says the same."""
    nodes = list(node.traverse(include_text=True))
    tags = [inner.tag for inner in nodes]
    if not _SPECIAL.isdisjoint(tags[tags[0] == "p" :]) or (hidden and not hidden.isdisjoint(inner.mem_id for inner in nodes)):
        return None
    text = node.text().strip()
    return None if "\n" in text and len(tags) > 1 else " ".join(text.split())
