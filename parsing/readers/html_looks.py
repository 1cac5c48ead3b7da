"""What an element's own style does to its text on the screen: hides it, strikes it out, raises it, or parts it from its neighbours.

A rule is a line of a table. Lengths are compared in pixels, roughly: the rules ask for nothing, and for far away.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum, auto
from functools import lru_cache


class Look(IntEnum):
    """The strongest thing that a style does to its element's text, strongest first."""

    GONE = auto()  # it takes no place
    UNSEEN = auto()  # its place is empty
    STRUCK = auto()  # it is on the screen, or in print, and not as the text that stands there
    ASTRAY = auto()  # it may stand elsewhere than in its place, or nowhere on the screen
    RAISED = auto()  # beside other text it is not part of it
    GLOSS = auto()  # it stands over other text and explains it
    BOXED = auto()  # it is a box of its own; a cell is none any more
    PARTED = auto()  # it stands apart from what is before and behind it


Style = dict[str, str]
_Test = Callable[[str], bool]

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_LENGTH = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:px|pt|pc|r?em|ex|ch|cm|mm|in|%|vw|vh)?(?![\w.])")
_PIXELS = {"pt": 1.33, "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "cm": 37.8, "mm": 3.78, "in": 96.0, "vw": 12.0, "vh": 8.0}
_CLEAR = re.compile(r"opacity\s*[=(]\s*0*(?:\.0*)?%?\s*\)")
_NUMBER_END = re.compile(r"[a-z%]+$")
# Further than this no cell of a table reaches.
_FAR = 300.0
_FAINT = 0.1
_IN_LINE = frozenset(("inline", "inline-block", "table-cell", "contents", "initial", "inherit", "unset", ""))


@lru_cache(maxsize=4096)
def declarations(style: str) -> Style:
    """The declarations of a style attribute, names and values in lower case; the last of a name, or the important one, counts."""
    found: Style = {}
    urgent: set[str] = set()
    for declaration in _COMMENT.sub("", style).lower().split(";"):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        important = "!" in value
        if colon and (important or name not in urgent):
            found[name] = value.partition("!")[0].strip()
            urgent.update((name,) * important)
    return found


def _pixels(value: str) -> list[float]:
    lengths = (match[0] for match in _LENGTH.finditer(value))
    return [float(_NUMBER_END.sub("", length)) * _PIXELS.get("".join(_NUMBER_END.findall(length)), 1.0) for length in lengths]


def _is(*words: str) -> _Test:
    return lambda value: value in words


def _has(*words: str) -> _Test:
    return lambda value: any(word in value for word in words)


def _nothing(value: str) -> bool:
    lengths = _pixels(value)
    return len(lengths) == 1 and lengths[0] == 0


def _something(value: str) -> bool:
    return any(_pixels(value))


def _sideways(value: str) -> bool:
    """Whether a shorthand of margin or padding (top, right, bottom, left) leaves room on either side."""
    parts = value.split()
    sides = (parts[1:2] or parts[:1]) + parts[3:4]
    return any(_something(part) for part in sides)


def _far(value: str) -> bool:
    return any(abs(length) >= _FAR for length in _pixels(value))


def _faint(value: str) -> bool:
    lengths = _pixels(value)
    return len(lengths) == 1 and lengths[0] * (0.01 if value.endswith("%") else 1) < _FAINT


def _far_left(value: str) -> bool:
    return any(length <= -_FAR for length in _pixels(value))


_RULES: tuple[tuple[Look, str, _Test], ...] = (
    (Look.GONE, "display", _is("none")),
    (Look.GONE, "visibility", _is("collapse")),
    (Look.UNSEEN, "visibility", _is("hidden")),
    (Look.UNSEEN, "opacity", _faint),
    (Look.UNSEEN, "font-size", _nothing),
    (Look.STRUCK, "text-decoration", _has("line-through")),
    (Look.STRUCK, "text-decoration-line", _has("line-through")),
    (Look.STRUCK, "mso-hide", _is("all")),
    (Look.STRUCK, "unicode-bidi", _has("override")),
    (Look.STRUCK, "font-family", _has("wingdings", "webdings")),
    (Look.ASTRAY, "position", _is("absolute", "fixed")),
    (Look.ASTRAY, "text-indent", _far_left),
    (Look.ASTRAY, "margin-left", _far_left),
    (Look.ASTRAY, "left", _far),
    (Look.ASTRAY, "top", _far),
    (Look.ASTRAY, "clip", _has("rect", "inset")),
    (Look.ASTRAY, "clip-path", _has("(")),
    (Look.ASTRAY, "transform", _has("(")),
    (Look.ASTRAY, "filter", lambda value: "blur(" in value or _CLEAR.search(value) is not None),
    (Look.ASTRAY, "-webkit-text-fill-color", _is("transparent")),
    (Look.RAISED, "vertical-align", lambda value: value in {"super", "sub", "text-top", "text-bottom"} or _something(value)),
    (Look.RAISED, "mso-text-raise", _something),
    (Look.BOXED, "float", _is("left", "right")),
    (Look.BOXED, "display", lambda value: value not in _IN_LINE),
    *((Look.PARTED, f"{edge}-{side}", _something) for edge in ("margin", "padding") for side in ("left", "right")),
    *((Look.PARTED, edge, _sideways) for edge in ("margin", "padding")),
)
_SIZES = ("width", "height", "max-width", "max-height")


@lru_cache(maxsize=4096)
def look_of(style: str) -> Look | None:
    """What a style does to its element's text; None for most styles. Its colour is another matter (`ink`)."""
    found = declarations(style)
    looks = [look for look, name, test in _RULES if name in found and test(found[name])]
    if found.get("position") == "relative":
        looks += [Look.RAISED] * any(_something(found.get(side, "")) for side in ("top", "bottom"))
        looks += [Look.PARTED] * any(_something(found.get(side, "")) for side in ("left", "right"))
    if any(word in found.get("overflow", "") for word in ("hidden", "clip")) and any(_nothing(found.get(size, "")) for size in _SIZES):
        looks.append(Look.ASTRAY)
    return min(looks, default=None)
