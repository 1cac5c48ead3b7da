"""Placed characters to texts: the lines of a cell or of a page, and what stands beside what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsing.readers.ruled.shapes import Box, Glyph

# Stands for what is shown and no text holds (`readers.html_walk.OBJECT`): no cell with it is blank, or a figure.
OBJECT = "\ufffc"
_FIGURE_PARTS = frozenset("0123456789.,+-")
# In ems: characters of one line differ less in height, words are further apart, copies that make a letter bold are nearer.
_SAME_LINE, _WORD_GAP, _COPY = 0.45, 0.3, 0.12
# Of the narrower one's width: characters that share more were printed over each other.
_OVERPRINTED = 0.75
_RAISED = 0.8  # of the size of its neighbour a figure is a mark, not a digit


def lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The characters by lines from top to bottom, each from left to right; copies of a character at its own place are left out."""
    lines: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if not lines or glyph.base - base > _SAME_LINE * max(glyph.size, lines[-1][-1].size):
            lines.append([])
            base = glyph.base
        lines[-1].append(glyph)
        base += (glyph.base - base) / len(lines[-1])
    return [list(_without_copies(sorted(line, key=lambda glyph: glyph.x0))) for line in lines]


def _without_copies(line: list[Glyph]) -> Iterator[Glyph]:
    kept: list[Glyph] = []
    for glyph in line:
        near = _COPY * glyph.size
        copies = (one for one in kept[-3:] if one.text == glyph.text and glyph.x0 - one.x0 < near and abs(glyph.base - one.base) < near)
        if next(copies, None) is None:
            kept.append(glyph)
            yield glyph


def text_of(line: Sequence[Glyph]) -> str:
    """The text of one line: a space where characters are apart, `OBJECT` where they are printed over each other, ^ before a raised one."""
    pieces: list[str] = []
    before: Glyph | None = None
    for glyph in line:
        if glyph.text.isspace():
            continue
        if before is not None:
            pieces.append(_between(before, glyph, line))
        pieces.append(glyph.text)
        before = glyph
    return "".join(pieces)


def _between(before: Glyph, glyph: Glyph, line: Sequence[Glyph]) -> str:
    gap = glyph.x0 - before.x1
    if -gap > _OVERPRINTED * min(before.x1 - before.x0, glyph.x1 - glyph.x0):
        return OBJECT
    if gap > _WORD_GAP * min(before.size, glyph.size) or (gap > 0 and _space_between(before, glyph, line)):
        return " "
    sizes = sorted((before.size, glyph.size))
    figures = before.text in _FIGURE_PARTS and glyph.text in _FIGURE_PARTS
    return "^" if figures and sizes[0] < _RAISED * sizes[1] else ""


def _space_between(before: Glyph, glyph: Glyph, line: Sequence[Glyph]) -> bool:
    return any(one.text.isspace() and before.x < one.x < glyph.x and one.x1 - one.x0 > 0.1 * glyph.size for one in line)


def cell_text(glyphs: Sequence[Glyph], box: Box, padding: float) -> str:
    """The text of a cell: one line for each printed, but a figure that filled its line goes on in the next.

    `padding`: how close to its edge a text of the table stands at the least.
    """
    lines = [line for line in lines_of(glyphs) if any(not glyph.text.isspace() for glyph in line)]
    pieces: list[str] = []
    for number, line in enumerate(lines):
        if number:
            pieces.append("" if _wraps(lines[number - 1], line, box, padding) else "\n")
        pieces.append(text_of(line))
    return "".join(pieces)


def _wraps(line: list[Glyph], after: list[Glyph], box: Box, padding: float) -> bool:
    """Whether two lines are one figure: nothing but its parts, of one size, close below, and no room for one more on the first line."""
    if any(glyph.text not in _FIGURE_PARTS for glyph in after) or after[0].base - line[0].base > 1.8 * line[0].size:
        return False
    alike = all(abs(glyph.size - line[0].size) <= 0.1 * line[0].size for glyph in after)
    return alike and fills(line, box, padding)


def fills(glyphs: Sequence[Glyph], box: Box, padding: float) -> bool:
    """Whether the last line is a figure with no room for one more digit in the cell."""
    line = next(iter(lines_of(glyphs)[-1:]), [])
    if not line or any(glyph.text not in _FIGURE_PARTS or abs(glyph.size - line[0].size) > 0.1 * line[0].size for glyph in line):
        return False
    room = (box.x1 - box.x0) - (line[-1].x1 - line[0].x0) - 2 * padding
    return room < 1.35 * (line[-1].x1 - line[-1].x0)


def is_figure_part(text: str) -> bool:
    """Whether a character can be part of a figure."""
    return text in _FIGURE_PARTS
