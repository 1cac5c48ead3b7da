"""Printed lines to paragraphs: a line that fills the measure goes on in the next one that is not set apart from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsing.document import Grid, Paragraph
from parsing.readers.ruled.shapes import Line, Sheet

# In ems: what a line may lack at its right end (punctuation that must not begin a line, a word kept whole), and an indent.
_SHORT, _INDENT = 2.2, 0.8
_SPACED = 1.25  # of the usual distance of lines begins a paragraph
# （一） and 一、 begin a paragraph wherever they begin a line; a sentence that breaks before one is not seen.
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)．.]")
_LATIN, _ASCII_WIDTH = re.compile(r"[!-~]*"), 0.55
_WORD = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Measure:
    """Where the lines of the document begin and end, and how far apart they usually are, in ems."""

    left: float
    right: float
    pitch: float


def measure(sheets: Sequence[Sheet]) -> Measure | None:
    """The measure of the document's long lines; None where it has none."""
    lines = [[block for block in sheet.blocks if isinstance(block, Line)] for sheet in sheets]
    long = [line for sheet, own in zip(sheets, lines, strict=True) for line in own if line.box.x1 - line.box.x0 > sheet.width / 2]
    if not long:
        return None
    pitches = [
        (after.box.bottom - before.box.bottom) / after.size
        for own in lines
        for before, after in pairwise(own)
        if after.size == before.size and 0 < after.box.bottom - before.box.bottom < 3 * after.size
    ]
    lefts, rights = sorted(line.box.x0 for line in long), sorted(line.box.x1 for line in long)
    return Measure(lefts[len(lefts) // 20], rights[len(rights) * 19 // 20], median(pitches) if pitches else 0.0)


class Paragraphs:
    """Collects lines in reading order into paragraphs."""

    def __init__(self, shape: Measure | None) -> None:
        self._shape = shape
        self._last: Line | None = None

    def end(self) -> None:
        """What comes next begins a paragraph."""
        self._last = None

    def add(self, line: Line, blocks: list[Paragraph | Grid], *, same_sheet: bool) -> None:
        """Add a line to the last paragraph of `blocks`, or as a new one."""
        last = blocks[-1] if blocks else None
        if isinstance(last, Paragraph) and self._goes_on(line, same_sheet=same_sheet):
            gap = " " if _WORD.match(last.text[-1:]) and _WORD.match(line.text) else ""
            last.text += gap + line.text
        else:
            blocks.append(Paragraph(line.text))
        self._last = line

    def _goes_on(self, line: Line, *, same_sheet: bool) -> bool:
        before, shape = self._last, self._shape
        if before is None or shape is None or abs(before.size - line.size) > 0.1 * line.size or _NUMERAL.match(line.text):
            return False
        # A number or a word that stands at the head of the line was too long for the end of the one above.
        word = _SHORT + _ASCII_WIDTH * len(_LATIN.match(line.text)[0])  # type: ignore[index]
        if before.box.x1 < shape.right - word * line.size or (
            line.box.x0 > shape.left + _INDENT * line.size and not _centred(before, line, shape)
        ):
            return False
        return not (same_sheet and line.box.bottom - before.box.bottom > _SPACED * shape.pitch * line.size > 0)


def _centred(before: Line, line: Line, shape: Measure) -> bool:
    """Whether both lines stand in the middle, as those of a title do."""
    middle = (shape.left + shape.right) / 2
    return all(abs((one.box.x0 + one.box.x1) / 2 - middle) < one.size / 2 for one in (before, line))
