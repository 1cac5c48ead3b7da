"""A walk over a parsed page in reading order: text, line breaks, images and tables; what a browser hides is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from parsing.readers.html_looks import Look
from parsing.readers.html_sight import BLOCKS, MARKS, SHOWN, SKIPPED, Sight

# Stands for what a cell shows and no text holds: a picture, a list to choose from. No cell with it is blank.
OBJECT = "\ufffc"
_TEXT_FIELDS = frozenset(("", "text", "number", "tel"))
_SPACER = re.compile(r"spac|blank|pixel|transparent|(?:^|/)1x1", re.I)

_OPAQUE = SKIPPED | MARKS.keys() | SHOWN.keys()

# What stands before and behind a text that looks odd; "\n" is a line's end.
_ENDS = {
    **dict.fromkeys((Look.STRUCK, Look.ASTRAY), ("~", "")),
    **dict.fromkeys((Look.BOXED, Look.PARTED), ("\n", "\n")),
    Look.RAISED: ("^", "^"),
    Look.GLOSS: ("(", ")"),
}
_RAISED_WHOLE = re.compile(r"\^([^^]*)\^")

Event = tuple[str, LexborNode | str]


def events(root: LexborNode, enter_table: Callable[[LexborNode], bool], sight: Sight) -> Iterator[Event]:
    """Yield ("text", str), ("line", str) and ("image", "field" or "table", node) below `root`; a line stands alone, "" is a mere end.

    `enter_table` says of each table whether to walk through it (then it is only a block) or to yield it whole.
    """
    hidden, mixed, looks = sight.hidden, sight.mixed, sight.looks
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
            yield from _ends(node, looks, 0)
            child = node.first_child
        if child is not None:
            node = child
            continue
        while (following := node.next) is None:
            node = node.parent
            if node is None or node.mem_id == end:
                return
            yield from _ends(node, looks, 1)
            if node.tag in BLOCKS:
                yield "line", ""
        node = following


def _ends(node: LexborNode, looks: dict[int, Look], side: int) -> tuple[Event, ...]:
    """What a look puts before (0) or behind (1) an element's text."""
    if not looks or node.mem_id not in looks:
        return ()
    mark = _ENDS[looks[node.mem_id]][side]
    return (("line", ""),) if mark == "\n" else (("text", mark),)


def cell_text(cell: LexborNode, sight: Sight) -> str:
    """A cell's text as shown: a line for each block or <br>, white space folded, nested tables flattened, `OBJECT` for a picture."""
    look = sight.looks.get(cell.mem_id) if sight.looks else None
    if look is Look.UNSEEN:
        return ""
    run = _run(cell, sight) if look is None else None
    # A line end in the source may part two figures in two elements; inside one bare text it is a space.
    if run is not None and ("\n" not in (text := run.text().strip()) or _is_bare(cell)):
        return " ".join(text.split())
    pieces = [
        _shown(payload) if isinstance(payload, LexborNode) else f"\n{payload}\n" if kind == "line" else payload
        for kind, payload in events(cell, lambda _: True, sight)
    ]
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    text = ("" if look is None else "~") + "\n".join(line for line in lines if line)
    # A figure that is raised as a whole (Word raises a line by half a point) stands beside nothing.
    return whole[1] if (whole := _RAISED_WHOLE.fullmatch(text)) else text


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
        unseen = (attributes.get("type") or "").lower() == "hidden"
        return f"\n{attributes.get('value') or ''}\n" if typed else "\n" if unseen else OBJECT
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
