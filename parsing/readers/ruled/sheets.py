"""The sheets of a document to its blocks: without running heads and page numbers, paragraphs and tables put together over page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from parsing.document import Grid, Paragraph
from parsing.readers.ruled.breaks import continues, put_together
from parsing.readers.ruled.page import TOLERANCE
from parsing.readers.ruled.prose import Paragraphs, measure
from parsing.readers.ruled.shapes import Line, PlacedGrid, Sheet

# - 3 -, 第3页, 3/12, 第 3 页 共 12 页
_PAGE_NUMBER = re.compile(r"[-—–－_\s·]*(?:第\s*)?\d{1,3}\s*页?(?:\s*[/,，共]+\s*\d{1,3}\s*页?)?[-—–－_\s·]*")
_DIGITS = re.compile(r"\d+")
# A page number has so many digits at most, a year more.
_LONGEST_COUNT = 3
_Way = tuple[str, int]
# Heads and feet stand in these shares of the sheet from its edges.
_EDGE = 0.14


def join_sheets(sheets: Sequence[Sheet], tolerance: float = TOLERANCE) -> list[Paragraph | Grid]:
    """The blocks of a document in reading order.

    `tolerance`: by how much the edges of one table may differ from sheet to sheet, in the unit of the sheets. A table that ends one
    sheet and one that begins the next are one where their columns are the same (`breaks.continues`).
    """
    bodies = _without_heads(sheets)
    paragraphs = Paragraphs(measure(bodies))
    blocks: list[Paragraph | Grid] = []
    open_table: PlacedGrid | None = None
    for sheet in bodies:
        for place, block in enumerate(sheet.blocks):
            if isinstance(block, Line):
                paragraphs.add(block, blocks, same_sheet=place > 0)
                open_table = None
                continue
            paragraphs.end()
            if place == 0 and open_table is not None and continues(open_table, block, tolerance):
                open_table = put_together(open_table, block)
                blocks[-1] = open_table.grid
            else:
                open_table = block
                blocks.append(block.grid)
    return blocks


def _without_heads(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets without page numbers and without what is repeated at their edges; a head stays where it stands first, as a title may."""
    edges = [_edge_lines(sheet) for sheet in sheets]
    ways = [[_ways(sheet, index, line) for line in lines] for index, (sheet, lines) in enumerate(zip(sheets, edges, strict=True))]
    count = Counter(way for lines in ways for way in set().union(*lines))
    seen: set[_Way] = set()
    bodies = []
    for sheet, lines, printed, numbers in zip(sheets, edges, ways, _page_numbers(sheets, edges), strict=True):
        dropped = []
        for line, keys in zip(lines, printed, strict=True):
            repeated = any(count[key] > 1 and (key in seen or _is_low(sheet, line)) for key in keys)
            seen |= keys
            if repeated or any(line is number for number in numbers):
                dropped.append(line)
        bodies.append(Sheet([block for block in sheet.blocks if not any(block is line for line in dropped)], sheet.width, sheet.height))
    return bodies


def _page_numbers(sheets: Sequence[Sheet], edges: Sequence[list[Line]]) -> list[list[Line]]:
    """The page numbers of each sheet. A bare figure that counts no pages has left a table: all of its sheet are in doubt."""
    found = [[line for line in lines if _PAGE_NUMBER.fullmatch(line.text)] for lines in edges]
    steps = Counter(_number(line) - index for index, lines in enumerate(found) for line in lines)
    for index, (sheet, lines) in enumerate(zip(sheets, found, strict=True)):
        strange = [line for line in lines if line.text.isdigit() and (len(lines) > 1 or not _counts(_number(line) - index, steps))]
        lines[:] = [line for line in lines if not any(line is one for one in strange)]
        for block in sheet.blocks if strange else ():
            if isinstance(block, PlacedGrid):
                block.grid.flaws.append("figure_loose")
    return found


def _number(line: Line) -> int:
    return int(_DIGITS.search(line.text)[0])  # type: ignore[index]  # _PAGE_NUMBER has digits


def _counts(step: int, steps: Counter[int]) -> bool:
    """Whether a number is as far from the sheet's own place as on another sheet, or as in a file that begins with its page 1."""
    return step == 1 or steps[step] > 1


def _edge_lines(sheet: Sheet) -> list[Line]:
    """The first and the last two lines that stand near the upper or lower edge, with no table beyond them."""
    lines: list[Line] = []
    for blocks, near in ((sheet.blocks, _is_high), (sheet.blocks[::-1], _is_low)):
        for block in blocks[:2]:
            if not isinstance(block, Line) or not near(sheet, block):
                break
            lines.append(block)
    return lines


def _is_high(sheet: Sheet, line: Line) -> bool:
    return line.box.bottom < _EDGE * sheet.height


def _is_low(sheet: Sheet, line: Line) -> bool:
    return line.box.top > (1 - _EDGE) * sheet.height


def _ways(sheet: Sheet, index: int, line: Line) -> set[_Way]:
    """The line with its height in hundredths, as it is and with each of its numbers counted from the sheet's own.

    A head may number the pages. Where another number changes it is none: each of two reports in one file began on a sheet of its own, and
    the title of the second was lost.
    """
    height = round(line.box.top * 100 / sheet.height)
    small = (found for found in _DIGITS.finditer(line.text) if len(found[0]) <= _LONGEST_COUNT)
    counted = (f"{line.text[: found.start()]}#{int(found[0]) - index}{line.text[found.end() :]}" for found in small)
    return {(text, height) for text in (line.text, *counted)}
