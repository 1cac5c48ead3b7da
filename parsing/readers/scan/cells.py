"""The two recognitions of a page: of the lines that detection finds on it, and of the ink inside each cell by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.engine import Recognised, recognise
from parsing.readers.scan.shapes import Mask, cut, overlap
from parsing.readers.scan.sheet import Page

# A lattice and the number of a cell in it.
Owner = tuple[int, int]
Piece = tuple[Box, Recognised]

_SPECK = 0.006  # em², and at least five pixels: less ink is dust
_LEAST_SPECK = 5
# em: a gap between two lines, the height up to which bands of ink are one line, and from which they are two
_SPLIT, _JOINED, _TOUCHING = 0.35, 1.15, 1.6
_MARGIN = 0.2
_WORD_GAP = 0.6
# The second recognition sees a line beside less blank paper than the first, and so not quite the same picture.
_NARROW = 96


@dataclass(slots=True)
class View:
    """What one recognition says of a cell: its printed lines, from top to bottom, with their boxes."""

    lines: list[Recognised] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    @property
    def confidence(self) -> float:
        """Of the least sure line, 1 where there is none."""
        return min((line.confidence for line in self.lines), default=1.0)


@dataclass(slots=True)
class Views:
    """Both recognitions of a page: by cell, and for the lines outside of tables (`prose`, a line each) by the first alone."""

    by_page: dict[Owner, View]
    by_cell: dict[Owner, View]
    prose: list[Piece]


def read_twice(page: Page) -> Views:
    """Recognise everything on a page, the cells of tables twice."""
    owned: dict[Owner, list[Box]] = defaultdict(list)
    prose: list[Box] = []
    for text in page.texts:
        parts = _parts(page, text)
        for owner, part in parts:
            owned[owner].append(part)
        if not parts:
            prose.append(text)
    boxes = [(owner, box) for owner, found in owned.items() for box in found]
    read = recognise([cut(page.picture, box) for _, box in boxes] + [cut(page.picture, box) for box in prose])
    pieces: dict[Owner, list[Piece]] = defaultdict(list)
    for (owner, box), line in zip(boxes, read, strict=False):
        if line.text:
            pieces[owner].append((box, line))
    by_page = {owner: in_lines(found, page.em) for owner, found in pieces.items()}
    return Views(by_page, _by_cell(page), list(zip(prose, read[len(boxes) :], strict=True)))


def _parts(page: Page, text: Box) -> list[tuple[Owner, Box]]:
    """The parts of a line of text by the cells that it lies in; none where it stands outside of tables."""
    parts = []
    for table, lattice in enumerate(page.lattices):
        if not all(overlap(text, lattice.box)):
            continue
        for number, cell in enumerate(lattice.cells):
            across, down = overlap(text, cell.box)
            height = min(text.bottom - text.top, cell.box.bottom - cell.box.top)
            if down > 0.5 * height and across > min(_SPLIT * page.em, 0.5 * (text.x1 - text.x0)):
                parts.append(((table, number), _inside(text, cell.box)))
    return parts


def _inside(text: Box, cell: Box) -> Box:
    return Box(max(text.x0, cell.x0), max(text.top, cell.top), min(text.x1, cell.x1), min(text.bottom, cell.bottom))


def in_lines(pieces: list[Piece], em: float) -> View:
    """Pieces of text to lines: what stands beside each other is one line, with a space between words that are apart."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece[0].top + piece[0].bottom):
        if rows and _beside(rows[-1][-1][0], piece[0]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    view = View()
    for row in rows:
        row.sort(key=lambda piece: piece[0].x0)
        text = ""
        for place, (box, line) in enumerate(row):
            text += " " * (place > 0 and box.x0 - row[place - 1][0].x1 > _WORD_GAP * em) + line.text
        view.lines.append(Recognised(text, min(line.confidence for _, line in row)))
        view.boxes.append(Box(row[0][0].x0, min(b.top for b, _ in row), max(b.x1 for b, _ in row), max(b.bottom for b, _ in row)))
    return view


def _beside(one: Box, other: Box) -> bool:
    return overlap(Box(0, one.top, 1, one.bottom), Box(0, other.top, 1, other.bottom))[1] > 0.5 * min(
        one.bottom - one.top, other.bottom - other.top
    )


def _by_cell(page: Page) -> dict[Owner, View]:
    boxes: list[tuple[Owner, Box]] = []
    for table, lattice in enumerate(page.lattices):
        for number, cell in enumerate(lattice.cells):
            boxes += [((table, number), box) for box in _ink_lines(page, cell.box)]
    views: dict[Owner, View] = defaultdict(View)
    margin = _MARGIN * page.em
    crops = [cut(page.plain, Box(box.x0 - margin, box.top - margin, box.x1 + margin, box.bottom + margin)) for _, box in boxes]
    for (owner, box), line in zip(boxes, recognise(crops, _NARROW), strict=True):
        views[owner].lines.append(line)
        views[owner].boxes.append(box)
    return dict(views)


def _ink_lines(page: Page, cell: Box) -> list[Box]:
    """The lines of ink in a cell: bands of rows with ink in them; those that together are no higher than a line are one."""
    strokes = without_specks(cut(page.strokes, cell), page.em)
    left, top = max(0, round(cell.x0)), max(0, round(cell.top))
    bands = _bands((strokes > 0).sum(axis=1), page.em)
    lines = []
    for first, last in bands:
        columns = np.flatnonzero(strokes[first : last + 1].any(axis=0))
        lines.append(Box(left + float(columns[0]), top + float(first), left + float(columns[-1]) + 1, top + float(last) + 1))
    return lines


def _bands(counts: Any, em: float) -> list[tuple[int, int]]:
    """First and last row of each line, from the pixels of ink in each row.

    Rows without ink part the lines, but for the gaps inside characters like 二; lines that touch are cut where there is least ink.
    """
    bands: list[tuple[int, int]] = []
    for row in map(int, np.flatnonzero(counts)):
        if bands and row - bands[-1][1] == 1:
            bands[-1] = (bands[-1][0], row)
        else:
            bands.append((row, row))
    lines: list[tuple[int, int]] = []
    for first, last in bands:
        if lines and first - lines[-1][1] <= _SPLIT * em and last - lines[-1][0] <= _JOINED * em:
            lines[-1] = (lines[-1][0], last)
        else:
            lines.append((first, last))
    return [part for line in lines for part in _cut(counts, line, em)]


def _cut(counts: Any, line: tuple[int, int], em: float) -> list[tuple[int, int]]:
    first, last = line
    if last - first < _TOUCHING * em:
        return [line]
    middle = range(first + round(0.6 * em), last - round(0.6 * em))
    at = min(middle, key=lambda row: (int(counts[row]), row))
    return [*_cut(counts, (first, at), em), *_cut(counts, (at + 1, last), em)]


def without_specks(mask: Mask, em: float) -> Mask:
    """A mask without spots too small for any character."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= max(_LEAST_SPECK, _SPECK * em * em)
    kept[0] = False
    return kept[labels].astype(np.uint8) * 255
