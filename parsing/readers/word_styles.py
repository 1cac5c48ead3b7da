"""Which runs of a Word file are hidden, raised, lowered or struck out: by their own properties and by those of their styles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from parsing.readers.html_sight import MARKS
from parsing.readers.packed import attribute, local

_OFF = frozenset(("0", "false", "off", "none"))
_RAISED = {"superscript": MARKS["sup"], "subscript": MARKS["sub"]}
_STRUCK = ("strike", "dstrike")
# Fields that show themselves without a result: equations (a figure in a circle is one), choices, check boxes, buttons, symbols.
SHOWN_FIELDS = re.compile(r"\s*(?:EQ|FORMDROPDOWN|FORMCHECKBOX|MACROBUTTON|GOTOBUTTON|SYMBOL)\b", re.I)
_DEEPEST = 20
_NUMBER = re.compile(r"-?\d{1,5}")
_INDEX = 8  # half points


@dataclass(frozen=True, slots=True)
class Look:
    """What properties say of a run; None where they say nothing. `mark` is that of `readers.html_sight.MARKS`."""

    hidden: bool | None = None
    struck: bool | None = None
    raised: str | None = None

    @property
    def mark(self) -> str:
        """The sign that keeps a figure in this run from being one."""
        return MARKS["s"] if self.struck else self.raised or ""


PLAIN = Look()


def look_of(properties: etree._Element | None) -> Look:
    """What one `rPr` element says itself."""
    if properties is None:
        return PLAIN
    hidden: bool | None = None
    struck: bool | None = None
    raised: str | None = None
    for child in properties:
        name = local(child)
        if name == "vanish":
            hidden = attribute(child, "val") not in _OFF
        elif name in _STRUCK:
            struck = bool(struck) or attribute(child, "val") not in _OFF
        elif name == "vertAlign":
            raised = _RAISED.get(attribute(child, "val"), raised or "")
        elif name == "position" and _NUMBER.fullmatch(attribute(child, "val")):
            raised = moved(int(attribute(child, "val"))) or raised
    return Look(hidden, struck, raised)


def moved(half_points: int) -> str:
    """The mark of a run that stands so far above or below its line that it reads as an index; "" for the little that aligns a line."""
    return "" if abs(half_points) < _INDEX else MARKS["sub" if half_points < 0 else "sup"]


class Styles:
    """The styles of a document by their id, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        """`root`: the `w:styles` element, None where the file has none."""
        self._styles = {} if root is None else {attribute(style, "styleId"): style for style in root if local(style) == "style"}
        self._looks: dict[str, Look] = {"": PLAIN}

    def look(self, style: str, depth: int = 0) -> Look:
        """What a style says of its runs, with the styles it is based on."""
        if style not in self._looks:
            element = self._styles.get(style)
            own = look_of(child_of(element, "rPr"))
            base = attribute(child_of(element, "basedOn"), "val")
            self._looks[style] = _over(own, self.look(base, depth + 1)) if base and depth < _DEEPEST else own
        return self._looks[style]

    def run(self, paragraph_style: str, properties: etree._Element | None) -> Look:
        """The look of a run: its own properties, else those of the two styles, which switch each other off (ECMA-376-1, 17.7.3)."""
        paragraph, character = self.look(paragraph_style), self.look(attribute(child_of(properties, "rStyle"), "val"))
        both = Look(
            bool(paragraph.hidden) != bool(character.hidden),
            bool(paragraph.struck) != bool(character.struck),
            character.raised if character.raised is not None else paragraph.raised,
        )
        return _over(look_of(properties), both)


def _over(own: Look, base: Look) -> Look:
    return Look(
        base.hidden if own.hidden is None else own.hidden,
        base.struck if own.struck is None else own.struck,
        base.raised if own.raised is None else own.raised,
    )


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of this name without namespace."""
    return next((child for child in element if local(child) == name), None) if element is not None else None
