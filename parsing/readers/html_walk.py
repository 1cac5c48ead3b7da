"""A walk over a parsed page in reading order: text, line breaks, images and tables; what a browser hides is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

SKIPPED = frozenset(
    "script style head template noscript select textarea button object embed iframe svg math audio video canvas map".split()
)
BLOCKS = frozenset(
    (
        "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
        " header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
    ).split()
)
# A raised or struck-out digit is not part of the number beside it (`3<sup>1</sup>`, `<s>5</s>3`): its mark makes the cell no figure.
MARKS = {"sup": "^", "sub": "_", "s": "~", "strike": "~", "del": "~"}
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)

Event = tuple[str, LexborNode | str]


def hidden(node: LexborNode) -> bool:
    """Whether the element's own style or `hidden` attribute keeps it off the screen."""
    attributes = node.attrs
    style = attributes.get("style")
    return (style is not None and _HIDDEN.search(style) is not None) or "hidden" in attributes


def events(root: LexborNode, enter_table: Callable[[LexborNode], bool]) -> Iterator[Event]:
    """Yield ("text", str), ("break", ""), ("image", node) and ("table", node) below `root`.

    `enter_table` says of each table whether to walk through it (then it is only a block) or to yield it whole.
    """
    node = root.first_child
    while node is not None:
        tag = node.tag or "-unknown"
        descend = False
        if tag == "-text":
            yield "text", node.text_content or ""
        elif tag in SKIPPED or (node.is_element_node and hidden(node)):
            pass
        elif tag == "table" and not enter_table(node):
            yield "table", node
        elif tag == "img":
            yield "image", node
        else:
            if tag in BLOCKS:
                yield "break", ""
            if tag in MARKS:
                yield "text", MARKS[tag]
            descend = node.first_child is not None
        if descend:
            node = node.first_child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return
            if node.tag in BLOCKS:
                yield "break", ""
        node = node.next if node is not None else None


def cell_text(cell: LexborNode) -> str:
    """A cell's text as printed: a line for each block or <br>, white space folded, nested tables flattened."""
    only = cell.first_child
    if only is None:
        return ""
    if only.tag == "-text" and only.next is None:
        return " ".join((only.text_content or "").split())
    pieces = [payload if kind == "text" else "\n" for kind, payload in events(cell, lambda _: True)]
    lines = (" ".join(line.split()) for line in "".join(p for p in pieces if isinstance(p, str)).split("\n"))
    return "\n".join(line for line in lines if line)
