"""A known page as PDF, drawn by reportlab: every ruling and every line of text is placed here, in many manners."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.colors import black, lightgrey
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from zoo.placed import Block, Box, PlacedTable

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
HAN = "STSong-Light"
_FIGURE = re.compile(r"[-+0-9.,]+")
A4 = (595.0, 842.0)


@dataclass(frozen=True)
class Style:
    """How a document looks. `rulings`: lines, boxes, thin, double, dashed, none, level (no upright ones), open (no outer sides)."""

    size: float = 9
    figures: str = "Times-Roman"
    rulings: str = "lines"
    landscape: bool = False
    rotate: int = 0  # /Rotate of the page, its content drawn the other way
    turned: int = 0  # content turned on the sheet without /Rotate
    repeat: bool = False
    cut_rows: bool = False
    figures_below: bool = False
    align: str = "centre"
    padding: float = 3
    bold: bool = False
    shaded: bool = False
    indent: bool = True
    running_head: str = ""
    numbers: bool = True
    labels: float = 200
    start: float = 0  # how far down the first page begins
    compress: bool = True
    margin_shift: float = 0  # odd and even pages
    crop: bool = False
    widths: dict[int, list[float]] = field(default_factory=dict)


PLAIN = Style()


class _Sheets:
    def __init__(self, style: Style, canvas: Any = None) -> None:
        self.style = style
        self.buffer = BytesIO()
        wide, high = A4[::-1] if style.landscape else A4
        self.wide, self.high = wide, high
        sideways = style.turned in (90, 270)  # reportlab itself exchanges the sides of a page with /Rotate
        size = (high, wide) if sideways else (wide, high)
        self.canvas = canvas or Canvas(self.buffer, pagesize=size, pageCompression=int(style.compress), invariant=1)
        self.pages = 0
        self.y = 0.0
        self.begin()
        self.y -= style.start

    @property
    def left(self) -> float:
        return 72 + (self.style.margin_shift if self.pages % 2 else 0)

    @property
    def width(self) -> float:
        return self.wide - 144

    def begin(self) -> None:
        canvas, style = self.canvas, self.style
        turn = style.rotate or style.turned
        if style.rotate:
            canvas.setPageRotation(style.rotate)
        if style.crop:
            canvas.setCropBox((20, 20, self.wide - 20, self.high - 20))
        if turn == 90:  # the sheet is shown turned clockwise: its content runs upwards
            canvas.translate(self.high, 0)
            canvas.rotate(90)
        elif turn == 270:
            canvas.translate(0, self.wide)
            canvas.rotate(-90)
        elif turn == 180:
            canvas.translate(self.wide, self.high)
            canvas.rotate(180)
        self.pages += 1
        self.y = self.high - 72
        if style.crop:
            self.text(5, 5, "裁切标记 99", HAN, 9)
        if style.running_head:
            self.text(self.left, self.high - 45, style.running_head, HAN, 8)

    def end(self) -> None:
        if self.style.numbers:
            self.text(self.wide / 2 - 10, 40, f"- {self.pages} -", HAN, 9)
        self.canvas.showPage()

    def turn_page(self) -> None:
        self.end()
        self.begin()

    def text(self, x: float, y: float, text: str, font: str, size: float) -> None:
        canvas = self.canvas
        canvas.setFont(font, size)
        canvas.drawString(x, y, text)
        if self.style.bold:
            canvas.drawString(x + 0.25, y, text)

    def paragraph(self, text: str, *, title: bool) -> None:
        size = self.style.size * (1.6 if title else 1.2)
        lines = _wrap(("　　" if self.style.indent and not title else "") + text, HAN, size, self.width)
        for number, line in enumerate(lines):
            if self.y - 1.6 * size < 60:
                self.turn_page()
            self.y -= 1.6 * size + (0 if number or self.style.indent else 0.6 * size)
            self.text(self.left + ((self.width - _wide(line, HAN, size)) / 2 if title else 0), self.y, line, HAN, size)

    def table(self, table: PlacedTable) -> None:
        self.y -= 8
        _TableDrawing(self, table).draw()
        self.y -= 8


def _wide(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def _wrap(text: str, font: str, size: float, width: float) -> list[str]:
    lines = [""]
    for char in text:
        if lines[-1] and _wide(lines[-1] + char, font, size) > width:
            lines.append("")
        lines[-1] += char
    return lines


class _TableDrawing:
    def __init__(self, sheets: _Sheets, table: PlacedTable) -> None:
        self.sheets, self.table, self.style = sheets, table, sheets.style
        self.widths = self._widths()
        self.edges = [sum(self.widths[:n]) for n in range(table.n_cols + 1)]
        self.leading = self.style.size * 1.25
        self.lines = {box: self._lines(box) for box in table.boxes}
        self.heights = self._heights()
        self.drawn: dict[Box, int] = {}

    def _widths(self) -> list[float]:
        own = self.style.widths.get(self.table.n_cols)
        if own:
            return own
        cols, width = self.table.n_cols, self.sheets.width
        if cols == 15:
            return [width / 15] * 15
        labels = {4: [self.style.labels], 10: [30.0, 60.0, self.style.labels - 90]}.get(cols, [self.style.labels])
        return labels + [(width - sum(labels)) / (cols - len(labels))] * (cols - len(labels))

    def font(self, text: str) -> str:
        return self.style.figures if _FIGURE.fullmatch(text) else HAN

    def _lines(self, box: Box) -> list[str]:
        width = sum(self.widths[box.col : box.col + box.colspan]) - 2 * self.style.padding
        return [line for part in box.text.split("\n") for line in _wrap(part, self.font(box.text), self.style.size, width)]

    def _heights(self) -> list[float]:
        heights = [self.leading + 6] * self.table.n_rows
        for box in sorted(self.table.boxes, key=lambda box: box.rowspan):
            lack = len(self.lines[box]) * self.leading + 6 - sum(heights[box.row : box.row + box.rowspan])
            if lack > 0:
                heights[box.row + box.rowspan - 1] += lack
        return heights

    def draw(self) -> None:
        sheets, row, shown = self.sheets, 0, 0.0  # `shown`: how much of the first row was drawn on the sheet before
        head = self._header_rows() if self.style.repeat else 0
        while row < self.table.n_rows:
            top = sheets.y
            if row >= head and head and top > sheets.high - 80 and row:
                drawn, self.drawn = self.drawn, {}
                self._part(0, head, top, 0, 0)
                self.drawn = drawn
                top -= sum(self.heights[:head])
            last, room = row, top - 60 + shown
            while last < self.table.n_rows and self.heights[last] <= room:
                room -= self.heights[last]
                last += 1
            cut = room - 6 if self.style.cut_rows and last < self.table.n_rows and self.leading + 12 < room < self.heights[last] else 0.0
            if cut:  # what does not fit needs its own room
                self.heights[last] = max(self.heights[last], cut + self._rest(last, cut))
            if (last == row and not cut) or (row == 0 and last < head):
                sheets.turn_page()
                continue
            sheets.y = self._part(row, last, top, shown, cut)
            row, shown = last, cut
            if row < self.table.n_rows:
                sheets.turn_page()

    def _rest(self, row: int, cut: float) -> float:
        lines = max(len(self.lines[box]) - int((cut - 4) / self.leading) for box in self.table.boxes if box.row == row and box.rowspan == 1)
        return max(lines, 1) * self.leading + 6

    def _header_rows(self) -> int:
        figures = {box.row for box in self.table.boxes if _FIGURE.fullmatch(box.text)}
        return min(figures, default=0)

    def _part(self, first: int, last: int, top: float, shown: float, cut: float) -> float:
        """Draw rows [first, last), `shown` of the first left out above, and `cut` of row `last`; gives where the drawing ends."""
        tops = {first: top + shown}
        for row in range(first, last + 1):
            tops[row + 1] = tops[row] - (self.heights[row] if row < self.table.n_rows else 0)
        bottom = tops[last] - cut
        end = last + (cut > 0)
        for box in self.table.boxes:
            if box.row >= end or box.row + box.rowspan <= first:
                continue
            begin, stop = max(box.row, first), min(box.row + box.rowspan, end)
            high = min(top, tops[begin])
            low = bottom if stop == last + 1 else max(bottom, tops[stop])
            self._cell(box, high, low, whole=box.row + box.rowspan <= last)
        return bottom

    def _cell(self, box: Box, high: float, low: float, *, whole: bool) -> None:
        """Draw what has room of a cell; what has not stands on the next sheet."""
        sheets = self.sheets
        x0, x1 = (sheets.left + self.edges[n] for n in (box.col, box.col + box.colspan))
        if self.style.shaded and not _FIGURE.fullmatch(box.text):
            sheets.canvas.setFillColor(lightgrey)
            sheets.canvas.rect(x0, low, x1 - x0, high - low, stroke=0, fill=1)
            sheets.canvas.setFillColor(black)
        self._rule(box, x0, high, x1, low)
        lines = self.lines[box][self.drawn.get(box, 0) :]
        figure = len(self.lines[box]) == 1 and _FIGURE.fullmatch(box.text)
        fit = max(0, int((high - low - 4) / self.leading))
        if not whole and (fit < len(lines) or figure):
            lines = [] if figure and self.style.figures_below else lines[:fit]
        self.drawn[box] = self.drawn.get(box, 0) + len(lines)
        self._write(lines, box, x0, high, x1, low)

    def _write(self, lines: list[str], box: Box, *place: float) -> None:
        x0, high, x1, low = place
        size, pad = self.style.size, self.style.padding
        y = (
            high - 3 - size * 0.9
            if len(lines) * self.leading + 6 > high - low - 3
            else (high + low) / 2 + (len(lines) - 1) * self.leading / 2 - size * 0.35
        )
        for line in lines:
            font = self.font(box.text)
            x = x0 + pad
            if self.style.align == "centre" and _FIGURE.fullmatch(box.text):
                x = (x0 + x1 - _wide(line, font, size)) / 2
            elif self.style.align == "right" and _FIGURE.fullmatch(box.text):
                x = x1 - pad - _wide(line, font, size)
            self.sheets.text(x, y, line, font, size)
            y -= self.leading

    def _rule(self, box: Box, x0: float, high: float, x1: float, low: float) -> None:
        canvas, kind = self.sheets.canvas, self.style.rulings
        canvas.setLineWidth(0.5)
        sides = [(x0, high, x1, high), (x0, low, x1, low), (x0, high, x0, low), (x1, high, x1, low)]
        if kind == "boxes":
            canvas.rect(x0, low, x1 - x0, high - low, stroke=1, fill=0)
            return
        for number, (ax, ay, bx, by) in enumerate(sides):
            outer = (number == 2 and box.col == 0) or (number == 3 and box.col + box.colspan == self.table.n_cols)
            if kind == "none" or (kind == "level" and number > 1) or (kind == "open" and outer):
                continue
            if kind == "thin":
                canvas.rect(min(ax, bx) - 0.25, min(ay, by) - 0.25, abs(bx - ax) + 0.5, abs(by - ay) + 0.5, stroke=0, fill=1)
            elif kind == "double":
                canvas.line(ax, ay, bx, by)
                canvas.line(
                    ax + (1.6 if ax == bx else 0),
                    ay + (1.6 if ay == by else 0),
                    bx + (1.6 if ax == bx else 0),
                    by + (1.6 if ay == by else 0),
                )
            else:
                canvas.setDash(*((2, 1.5) if kind == "dashed" else ()))
                canvas.line(ax, ay, bx, by)


def draw(blocks: list[Block], style: Style, canvas: Any = None) -> BytesIO:
    """Draw the blocks on as many sheets as they need, on a canvas of reportlab or one that is used alike."""
    sheets = _Sheets(style, canvas)
    for number, block in enumerate(blocks):
        if isinstance(block, PlacedTable):
            sheets.table(block)
        else:
            sheets.paragraph(block, title=number == 0)
    sheets.end()
    sheets.canvas.save()
    return sheets.buffer


def pdf(blocks: list[Block], style: Style = PLAIN) -> bytes:
    """The blocks as PDF."""
    return draw(blocks, style).getvalue()
