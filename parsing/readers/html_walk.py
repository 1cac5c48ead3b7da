"""A walk over a parsed page in reading order: text, line breaks, images and tables; what a browser hides is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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

# What makes an element more than one run of text. Cells stand in rows, and a row is never taken for a run.
_PARTS = (SKIPPED | BLOCKS | MARKS.keys() | SHOWN.keys()) - {"td", "th"}
_OPAQUE = SKIPPED | MARKS.keys() | SHOWN.keys()

Event = tuple[str, LexborNode | str]


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a page's elements before the walk, as sets of `mem_id`.

    `hidden`: kept off the screen by their own style or `hidden` attribute. `mixed`: with more inside than one run of text, which the
    parser's own `text()` says ten times faster than the walk.
    """

    hidden: frozenset[int]
    mixed: frozenset[int]


def look(tree: LexborHTMLParser) -> Sight:
    """What is hidden on a page, and what is mixed."""
    # "is" stands in display and in visibility: one look at each style.
    hidden = [node for node in tree.css('[hidden], [style*="is" i]') if _is_hidden(node.attributes)]
    return Sight(frozenset(node.mem_id for node in hidden), _mixed(tree.body, hidden) if tree.body is not None else frozenset())


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _mixed(body: LexborNode, hidden: list[LexborNode]) -> frozenset[int]:
    parts = [node for node in body.traverse() if (tag := node.tag) in _PARTS and not (tag == "p" and _fills_its_block(node))]
    mixed: set[int] = set()
    for node in (*parts, *hidden):
        above = node.parent
        while above is not None and (known := above.mem_id) not in mixed:
            mixed.add(known)
            above = above.parent
    return frozenset(mixed)


def _fills_its_block(node: LexborNode) -> bool:
    """Whether a paragraph is all that a block holds: then its ends are the block's own."""
    return node.next is None and node.prev is None and (above := node.parent) is not None and above.tag in BLOCKS


def events(root: LexborNode, enter_table: Callable[[LexborNode], bool], sight: Sight) -> Iterator[Event]:
    """Yield ("text", str), ("line", str) and ("image", "field" or "table", node) below `root`; a line stands alone, "" is a mere end.

    `enter_table` says of each table whether to walk through it (then it is only a block) or to yield it whole.
    """
    hidden, mixed = sight.hidden, sight.mixed
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
        elif tag != "tr" and node.mem_id not in mixed:
            yield "line" if tag in BLOCKS else "text", MARKS.get(tag, "") + node.text()
        else:
            yield "line" if tag in BLOCKS else "text", MARKS.get(tag, "")
            child = node.first_child
        if child is not None:
            node = child
            continue
        while (following := node.next) is None:
            node = node.parent
            if node is None or node.mem_id == end:
                return
            if node.tag in BLOCKS:
                yield "line", ""
        node = following


def cell_text(cell: LexborNode, sight: Sight) -> str:
    """A cell's text as shown: a line for each block or <br>, white space folded, nested tables flattened, `OBJECT` for a picture."""
    run = _run(cell, sight)
    # A line end in the source may part two figures in two elements; inside one bare text it is a space.
    if run is not None and ("\n" not in (text := run.text().strip()) or _is_bare(cell)):
        return " ".join(text.split())
    pieces = [
        _shown(payload) if isinstance(payload, LexborNode) else f"\n{payload}\n" if kind == "line" else payload
        for kind, payload in events(cell, lambda _: True, sight)
    ]
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _run(cell: LexborNode, sight: Sight) -> LexborNode | None:
    """The cell, or the one element in it, where that is one run of text; else None."""
    if cell.mem_id not in sight.mixed:
        return cell
    only = _only_child(cell)
    return None if only is None or only.mem_id in sight.mixed or only.mem_id in sight.hidden or only.tag in _OPAQUE else only


def _is_bare(cell: LexborNode) -> bool:
    only = _only_child(cell)
    return only is not None and only.tag == "-text"


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
