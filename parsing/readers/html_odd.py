"""Which elements of a page look odd, and whether what stands inside them undoes it."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsing.errors import TooLargeError
from parsing.readers.html_ink import vanishing
from parsing.readers.html_looks import Look, declarations, look_of
from parsing.readers.html_sheets import sheet_looks

Told = tuple[LexborNode, Look]
Names = tuple[str, ...]

_CELLS = frozenset(("td", "th"))
# A longer cell lays out the page, and what moves or colours its parts is decoration.
_SHORT_CELL = 60
# What hides, strikes out or blanches a part of a page is searched for the cells below, and each for what undoes it on the way up.
_MAX_STEPS = 300_000
_COLOUR: Names = ("color",)


def odd_looks(tree: LexborHTMLParser, blocks: frozenset[str]) -> Iterator[Told]:
    """The elements whose text a style changes, and how; `blocks` are lines of their own anyway. What hides a cell's text is UNSEEN.

    Raises `TooLargeError` where such styles reach over so many cells that telling them takes more than `_MAX_STEPS`.
    """
    for node in tree.css("[hidden], rt"):
        if node.tag != "rt":
            yield node, Look.GONE
        elif node.first_child is not None:
            yield node, Look.GLOSS
    styled: dict[str, list[LexborNode]] = {}  # a page has thousands of styled elements, and dozens of styles
    for node in tree.css("[style]"):
        styled.setdefault(node.attributes.get("style") or "", []).append(node)
    found = [
        (node, seen, _undoing(style))
        for style, nodes in styled.items()
        if (seen := look_of(style)) is not None
        for node in nodes
        if seen < Look.RAISED or node.tag not in blocks or (seen is Look.BOXED and node.tag in _CELLS)
    ]
    found += [(node, Look.ASTRAY, _COLOUR) for node in vanishing(tree, styled)]
    teller = _Teller()
    for one in found:
        yield from teller.told(*one)
    for node, seen in sheet_looks(tree):
        if (node.tag == "tr" or teller.in_short_cell(node)) and (seen is not Look.RAISED or node.tag not in blocks):
            yield from teller.told(node, seen, ())


def _undoing(style: str) -> Names:
    """The properties by which an element inside can undo what hides the text; nothing undoes `opacity`."""
    found = declarations(style)
    return () if "opacity" in found else tuple(name for name in ("font-size", "visibility") if name in found)


class _Teller:
    """Tells what a look does to an element, to the texts and the cells inside it."""

    def __init__(self) -> None:
        self._short: dict[int, bool] = {}
        self._steps = 0

    def told(self, node: LexborNode, seen: Look, undoing: Names) -> Iterator[Told]:
        """The elements whose text a look changes, and how."""
        if seen is Look.GONE:
            yield node, seen
        elif node.tag in _CELLS:
            yield from self._cell(node, Look.STRUCK if seen is Look.BOXED else seen, undoing)
        elif seen >= Look.RAISED:
            if _how(node, seen, ()):
                yield node, seen
        elif seen is Look.ASTRAY and undoing != _COLOUR:
            if self.in_short_cell(node) and _how(node, seen, ()):
                yield node, seen
        elif cells := node.css("td, th"):
            for cell in cells:
                if not self._says_itself(cell, node, undoing):
                    yield from self._cell(cell, seen, undoing)
        else:
            yield from self._run(node, _how(node, seen, undoing))

    def _run(self, node: LexborNode, how: Look | None) -> Iterator[Told]:
        if how is Look.UNSEEN:
            yield node, Look.GONE
        elif how is not None and (how is not Look.ASTRAY or self.in_short_cell(node)):
            yield node, how

    def _cell(self, cell: LexborNode, seen: Look, undoing: Names) -> Iterator[Told]:
        how = _how(cell, seen, undoing)
        if how is not None and self.in_short_cell(cell):
            yield cell, how

    def _says_itself(self, cell: LexborNode, above: LexborNode, names: Names) -> bool:
        """Whether the cell, or an element between it and the one above, sets one of these properties itself."""
        node: LexborNode | None = cell
        while node is not None and node.mem_id != above.mem_id:
            self._steps += 1
            if self._steps > _MAX_STEPS:
                raise TooLargeError("its styles reach over too many cells")
            if _sets(node, names):
                return True
            node = node.parent
        return False

    def in_short_cell(self, node: LexborNode) -> bool:
        """Whether an element stands in a short cell, or is one; what is known of those above is never looked up twice."""
        climbed: list[int] = []
        above: LexborNode | None = node
        short = False
        while above is not None:
            if above.mem_id in self._short:
                short = self._short[above.mem_id]
                break
            climbed.append(above.mem_id)
            if above.tag in _CELLS:
                short = len((above.text() or "").strip()) <= _SHORT_CELL
                break
            above = above.parent
        self._short |= dict.fromkeys(climbed, short)
        return short


def _how(node: LexborNode, seen: Look, undoing: Names) -> Look | None:
    """How a look changes the texts of an element: not those inside another that says otherwise, and not where there are none."""
    bare = spared = False
    waiting = list(node.iter(include_text=True))
    while waiting and not (bare and (spared or not undoing)):
        child = waiting.pop()
        if child.tag == "-text":
            bare = bare or bool((child.text_content or "").strip())
        elif undoing and _sets(child, undoing):
            spared = spared or bool((child.text() or "").strip())
        else:
            waiting += child.iter(include_text=True)
    return None if not bare else Look.STRUCK if spared else seen


def _sets(node: LexborNode, names: Names) -> bool:
    attributes = node.attributes
    own = declarations(attributes.get("style") or "")
    return any(name in own for name in names) or ("color" in names and "color" in attributes)
