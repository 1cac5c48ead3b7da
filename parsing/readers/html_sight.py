"""What is known of a page's elements before the walk: which are hidden, which hold more than a run of text, which look odd."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsing.readers.html_looks import Look
from parsing.readers.html_odd import odd_looks

SKIPPED = frozenset("script style head template noscript datalist rp".split())
# What shows something that is no text of the page: in a cell it stands for a figure that nobody can read.
SHOWN = {
    "img": "image",
    **dict.fromkeys("input select textarea button object embed iframe svg math audio video canvas meter progress".split(), "field"),
}
BLOCKS = frozenset(
    (
        "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
        " header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
    ).split()
)
# A raised or struck-out digit is not part of the number beside it (`3<sup>1</sup>`, `<s>5</s>3`): its mark makes the cell no figure.
# Of what opens by a click nobody knows whether it is open.
MARKS = {"sup": "^", "sub": "_", "s": "~", "strike": "~", "del": "~", "details": "~", "dialog": "~"}

# What makes an element more than one run of text. Cells stand in rows, and a row is never taken for a run.
_PARTS = (SKIPPED | BLOCKS | MARKS.keys() | SHOWN.keys() | {"rt"}) - {"td", "th"}


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a page's elements before the walk, by their `mem_id`.

    `hidden`: they are left out. `mixed`: with more inside than one run of text, which the parser's own `text()` says ten times faster than
    the walk. `looks`: their text is not what it seems to be (`Look`); an UNSEEN one is a cell, whose place is empty.
    """

    hidden: frozenset[int]
    mixed: frozenset[int]
    looks: dict[int, Look] = field(default_factory=dict)


def look(tree: LexborHTMLParser) -> Sight:
    """What is hidden on a page, what is mixed, and what looks odd, by each element's own style."""
    hidden: list[LexborNode] = []
    looks: dict[int, Look] = {}
    marked: list[LexborNode] = []
    for node, how in odd_looks(tree, BLOCKS):
        if how is Look.GONE:
            hidden.append(node)
        else:
            looks[node.mem_id] = min(how, looks.get(node.mem_id, how))
            marked.append(node)
    mixed = _mixed(tree.body, [*hidden, *marked]) if tree.body is not None else frozenset()
    return Sight(frozenset(node.mem_id for node in hidden), mixed.union(looks), looks)


def _mixed(body: LexborNode, odd: list[LexborNode]) -> frozenset[int]:
    parts = [node for node in body.traverse() if (tag := node.tag) in _PARTS and not (tag == "p" and _fills_its_block(node))]
    mixed: set[int] = set()
    for node in (*parts, *odd):
        above = node.parent
        while above is not None and (known := above.mem_id) not in mixed:
            mixed.add(known)
            above = above.parent
    return frozenset(mixed)


def _fills_its_block(node: LexborNode) -> bool:
    """Whether a paragraph is all that a block holds: then its ends are the block's own."""
    return node.next is None and node.prev is None and (above := node.parent) is not None and above.tag in BLOCKS
