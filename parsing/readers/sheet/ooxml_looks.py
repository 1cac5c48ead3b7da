"""The looks of an xlsx file's cells (ECMA-376-1, 18.8 and 18.4): which styles and which shared texts show a figure as another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from parsing.readers.packed import Package, attribute, local, read_xml
from parsing.readers.sheet.shown import BUILT_IN, misleads
from parsing.readers.word_styles import child_of, look_of

_STYLES, _TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"


@dataclass(frozen=True, slots=True)
class Looks:
    """`styles`: numbers of cell styles that mislead; `texts`: of shared texts with a part that is struck out or raised."""

    styles: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


def looks_of(package: Package) -> Looks:
    """Raises `UnreadError` where a part is damaged."""
    styles = _styles(read_xml(package.read(_STYLES))) if _STYLES in package else []
    texts = _children(read_xml(package.read(_TEXTS)), "si") if _TEXTS in package else []
    return Looks(_numbers(styles), _numbers(map(has_marked_run, texts)))


def has_marked_run(text: etree._Element) -> bool:
    """Whether a part of a rich text is struck out or raised."""
    return any(look_of(child_of(run, "rPr")).mark for run in _children(text, "r"))


def _styles(root: etree._Element) -> list[bool]:
    fonts = [bool(look_of(font).mark) for font in _children(child_of(root, "fonts"), "font")]
    codes = {attribute(code, "numFmtId"): attribute(code, "formatCode") for code in _children(child_of(root, "numFmts"), "numFmt")}
    return [_misleads(style, fonts, codes) for style in _children(child_of(root, "cellXfs"), "xf")]


def _misleads(style: etree._Element, fonts: list[bool], codes: dict[str, str]) -> bool:
    font, form = attribute(style, "fontId"), attribute(style, "numFmtId")
    marked = font.isdigit() and int(font) < len(fonts) and fonts[int(font)]
    shown = misleads(codes[form]) if form in codes else form.isdigit() and int(form) in BUILT_IN
    return marked or shown


def _children(parent: etree._Element | None, name: str) -> list[etree._Element]:
    return [child for child in parent if local(child) == name] if parent is not None else []


def _numbers(flags: Iterable[bool]) -> frozenset[str]:
    return frozenset(str(number) for number, flag in enumerate(flags) if flag)
