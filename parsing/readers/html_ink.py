"""Text in the colour of the ground it stands on, which nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsing.readers.html_looks import declarations

Colour = tuple[int, int, int]
_WHITE: Colour = (255, 255, 255)
_NAMED = {"white": _WHITE, "snow": (255, 250, 250), "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "black": (0, 0, 0)}
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+)%?)?")
_GROUNDS = ("background-color", "background")
# Each of red, green and blue as near as this: nobody tells the text from its ground.
_ALIKE = 24
# A page has a handful of grounds: no text is looked at whose colour is that of none.
_MANY = 100


def vanishing(tree: LexborHTMLParser, styled: Mapping[str, list[LexborNode]]) -> Iterator[LexborNode]:
    """The elements whose text has the colour of its ground, by their own styles and `<font color>`; a ground that is not told is white."""
    inks = [(ink, nodes) for style, nodes in styled.items() if "color" in style and (ink := declarations(style).get("color"))]
    inks += [(ink.lower(), [node]) for node in tree.css("font[color]") if (ink := node.attributes.get("color"))]
    if not inks:
        return
    grounds = {_WHITE, *_grounds(tree, styled)}
    known: dict[int, Colour | None] = {}
    for ink, nodes in inks:
        colour = _colour(ink)
        if _is_clear(ink):
            yield from nodes
        elif len(grounds) > _MANY or any(_alike(colour, ground) for ground in grounds):
            yield from (node for node in nodes if _alike(colour, _ground(node, known)))


def _grounds(tree: LexborHTMLParser, styles: Iterable[str]) -> Iterator[Colour]:
    told = [declarations(style).get(name) for style in styles if "background" in style for name in _GROUNDS]
    told += [node.attributes.get("bgcolor") for node in tree.css("[bgcolor]")]
    yield from (colour for value in told if value and (colour := _colour(value.lower())) is not None)


def _ground(node: LexborNode, known: dict[int, Colour | None]) -> Colour | None:
    """The colour behind an element, None where it is a picture or not told; `known` keeps those found, so that no climb is made twice."""
    climbed: list[int] = []
    above: LexborNode | None = node
    found: Colour | None = _WHITE
    while above is not None:
        if above.mem_id in known:
            found = known[above.mem_id]
            break
        climbed.append(above.mem_id)
        if told := _told_ground(above):
            found = _colour(told)
            break
        above = above.parent
    known |= dict.fromkeys(climbed, found)
    return found


def _told_ground(node: LexborNode) -> str:
    """What an element's own style or attribute says of its ground, "" where nothing."""
    attributes = node.attributes
    style = declarations(attributes.get("style") or "")
    told = (*(style.get(name, "") for name in _GROUNDS), (attributes.get("bgcolor") or "").lower())
    return next((value for value in told if value and value not in ("none", "inherit", "initial") and not _is_clear(value)), "")


def _colour(value: str) -> Colour | None:
    """A colour in red, green, blue; None where its value does not tell."""
    if value in _NAMED:
        return _NAMED[value]
    if found := _RGB.search(value):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _HEX.search(value):
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    return next((colour for name, colour in _NAMED.items() if name in value.split()), None)


def _is_clear(value: str) -> bool:
    """Whether the colour lets everything through."""
    found = _RGB.search(value)
    return value == "transparent" or (found is not None and found[4] is not None and float(found[4].strip(".") or 0) == 0)


def _alike(one: Colour | None, other: Colour | None) -> bool:
    return one is not None and other is not None and all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
