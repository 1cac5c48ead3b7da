"""The body of a Word file in XML (ECMA-376-1 chapter 17, and the 2003 format before it) to lines and tables, as the final print shows it.

What is tracked as deleted or moved away is left out, and what is hidden; headers, footers, notes and comments stand in no reading order.
Names are compared without their namespace, of which there are three (transitional, strict, 2003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, takewhile

from lxml import etree

from parsing.errors import TooLargeError
from parsing.readers.flow import FlowCell, FlowTable, Item, Lines
from parsing.readers.html_walk import OBJECT
from parsing.readers.packed import attribute, local
from parsing.readers.word_styles import PLAIN, SHOWN_FIELDS, Styles, child_of

_SKIPPED = frozenset(
    (
        "del moveFrom delText delInstrText pPr rPr tcPr trPr tblPr tblPrEx tblGrid sectPr sdtPr sdtEndPr smartTagPr customXmlPr"
        " footnote endnote comment rt rubyPr binData fldData hdr ftr ffData"
    ).split()
)
_BREAKS = frozenset(("br", "cr"))
_GRAPHICS = frozenset(("drawing", "pict", "object"))
_PICTURES = frozenset(("blip", "imagedata"))
# What a program puts there itself (page numbers, dates, ink) is no figure of the report, and no blank either.
_OF_ITSELF = ("sym", "pgNum", "dayLong", "dayShort", "monthLong", "monthShort", "yearLong", "yearShort", "contentPart")
_TEXTS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", **dict.fromkeys(_OF_ITSELF, OBJECT)}
_MERGED = "continue"
MAX_SPAN = 1_000
# 200 x 60 pixels, the least in which a table can be read (`readers.pictures`); a pixel has 9525 English metric units.
_LEAST_PICTURE = (200 * 9525, 60 * 9525)

Chunk = Callable[[str], list[Item]]


class WordBody:
    """Walks a body. `images` counts pictures large enough to be a table."""

    def __init__(self, styles: Styles, *, keeps_space: bool = False, chunk: Chunk | None = None) -> None:
        """`keeps_space`: the root says that white space at the ends of a text counts. `chunk` reads an imported file by its relation."""
        self.images = 0
        self._styles = styles
        self._keeps_space = keeps_space
        self._chunk = chunk
        self._style = ""
        self._look = PLAIN
        self._fields: list[list[str]] = []  # state and instruction of each open field
        self._boxes: list[list[Item]] = []

    def content(self, parent: etree._Element) -> list[Item]:
        """The lines and tables below an element."""
        lines = Lines()
        self._walk(parent, lines)
        return lines.closed()

    def _walk(self, parent: etree._Element, lines: Lines) -> None:
        for child in parent:
            name = local(child)
            if name in _SKIPPED or not name:
                continue
            if (handler := _HANDLERS.get(name)) is not None:
                handler(self, child, lines)
            elif name in _TEXTS:
                self._text(_TEXTS[name], lines)
            elif name in _BREAKS:
                lines.end_line()
            elif name in _GRAPHICS:
                self._graphic(child, lines)
            else:
                self._walk(child, lines)

    def _paragraph(self, paragraph: etree._Element, lines: Lines) -> None:
        properties = child_of(paragraph, "pPr")
        outer, self._style = self._style, attribute(child_of(properties, "pStyle"), "val")
        boxes, self._boxes = self._boxes, []
        self._walk(paragraph, lines)
        mark = child_of(properties, "rPr")
        # A paragraph whose end is deleted or hidden runs on into the next one.
        if not (_deleted(mark) or self._styles.run("", mark).hidden):
            lines.end_line()
        for box in self._boxes:
            lines.end_line()
            lines.content += box
        self._style, self._boxes = outer, boxes

    def _run(self, run: etree._Element, lines: Lines) -> None:
        outer, self._look = self._look, self._styles.run(self._style, child_of(run, "rPr"))
        self._walk(run, lines)
        self._look = outer

    def _written(self, element: etree._Element, lines: Lines) -> None:
        text = element.text or ""
        keeps = attribute(element, "space") == "preserve" or self._keeps_space
        self._text(text if keeps else text.strip(" \t\r\n"), lines)

    def _text(self, text: str, lines: Lines) -> None:
        if self._look.hidden or not text:
            return
        if any(state == "code" for state, _ in self._fields):
            # Text where only an instruction belongs: it cannot be told what is shown.
            text = OBJECT if len(self._fields) == 1 else ""
        lines.text(self._look.mark + text)

    def _field(self, element: etree._Element, lines: Lines) -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.append(["code", ""])
        elif kind == "separate" and self._fields:
            self._fields[-1][0] = "result"
        elif kind == "end" and self._fields:
            state, instruction = self._fields.pop()
            if SHOWN_FIELDS.match(instruction) or (state == "code" and instruction.strip().startswith("=")):
                self._text(OBJECT, lines)

    def _instruction(self, element: etree._Element, _: Lines) -> None:
        if self._fields:
            self._fields[-1][1] += element.text or ""

    def _annotation(self, element: etree._Element, lines: Lines) -> None:
        if attribute(element, "type") in ("Word.Insertion", "Word.Move"):
            self._walk(element, lines)

    def _alternate(self, element: etree._Element, lines: Lines) -> None:
        # The same thing twice, for newer and older programs.
        chosen = child_of(element, "Choice")
        if chosen is None:
            chosen = child_of(element, "Fallback")
        if chosen is not None:
            self._walk(chosen, lines)

    def _graphic(self, graphic: etree._Element, lines: Lines) -> None:
        inner = [element for element in graphic.iter() if local(element) == "txbxContent"]
        for box in inner:
            around = takewhile(lambda above: above is not graphic, box.iterancestors())
            if not any(local(above) == "txbxContent" for above in around):
                look, self._look = self._look, PLAIN
                self._boxes.append(self.content(box))
                self._look = look
        if not inner and any(local(element) in _PICTURES for element in graphic.iter()):
            self._text(OBJECT, lines)
            sizes = [(attribute(e, "cx"), attribute(e, "cy")) for e in graphic.iter() if local(e) == "extent"]
            self.images += all(int(cx or 0) >= _LEAST_PICTURE[0] and int(cy or 0) >= _LEAST_PICTURE[1] for cx, cy in sizes)

    def _math(self, _: etree._Element, lines: Lines) -> None:
        self._text(OBJECT, lines)

    def _imported(self, element: etree._Element, lines: Lines) -> None:
        if self._chunk is not None:
            lines.end_line()
            lines.content += self._chunk(attribute(element, "id"))

    def _table(self, table: etree._Element, lines: Lines) -> None:
        lines.table(self._read_table(table))

    def _read_table(self, table: etree._Element) -> FlowTable:
        read = FlowTable()
        for row in _inner(table, "tr"):
            properties = child_of(row, "trPr")
            if not _deleted(properties) and child_of(properties, "hidden") is None:
                read.rows.append(self._row(row, properties, read.flaws))
        positions = _positions(table, max((int(cell.end) for cells in read.rows for cell in cells), default=0))
        for cell in (cell for cells in read.rows for cell in cells):
            cell.start, cell.end = positions[int(cell.start)], positions[int(cell.end)]
        return read

    def _row(self, row: etree._Element, properties: etree._Element | None, flaws: list[str]) -> list[FlowCell]:
        place = _number(child_of(properties, "gridBefore"), 0)
        cells: list[FlowCell] = []
        for element in _inner(row, "tc"):
            told = child_of(element, "tcPr")
            end = place + max(1, _number(child_of(told, "gridSpan"), 1))
            if child_of(told, "cellDel") is not None or child_of(told, "cellMerge") is not None:
                flaws.append("cells_unsure")
            if _merge(told, "hmerge") == _MERGED and cells:
                cells[-1].end = end
            else:
                cells.append(FlowCell(place, end, self._cell(element), continues=_merge(told, "vmerge") == _MERGED))
            place = end
        return cells

    def _cell(self, element: etree._Element) -> list[Item]:
        # A field that never ends must not swallow the cells behind it.
        fields, self._fields = self._fields, []
        content = self.content(element)
        self._fields = fields
        return content


_HANDLERS: dict[str, Callable[[WordBody, etree._Element, Lines], None]] = {
    "p": WordBody._paragraph,
    "r": WordBody._run,
    "t": WordBody._written,
    "tbl": WordBody._table,
    "fldChar": WordBody._field,
    "instrText": WordBody._instruction,
    "annotation": WordBody._annotation,
    "AlternateContent": WordBody._alternate,
    "oMath": WordBody._math,
    "oMathPara": WordBody._math,
    "altChunk": WordBody._imported,
}


def _inner(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table, or the cells of a row, through content controls, tracked insertions and the like."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name and name not in _SKIPPED and not (name == "annotation" and attribute(child, "type") != "Word.Insertion"):
            yield from _inner(child, wanted)


def _deleted(properties: etree._Element | None) -> bool:
    if properties is None:
        return False
    return any(
        local(child) in ("del", "moveFrom") or (local(child) == "annotation" and attribute(child, "type") == "Word.Deletion")
        for child in properties
    )


def _number(element: etree._Element | None, otherwise: int) -> int:
    text = attribute(element, "val")
    number = int(text) if text.isdigit() else otherwise
    if number > MAX_SPAN:
        raise TooLargeError(f"a cell over {number} columns")
    return number


def _merge(properties: etree._Element | None, name: str) -> str:
    """restart, continue or "": `vMerge` (`vmerge` in 2003) without a value continues."""
    found = next((child for child in properties if local(child).lower() == name), None) if properties is not None else None
    return "" if found is None else attribute(found, "val") or _MERGED


def _positions(table: etree._Element, columns: int) -> list[float]:
    """Where the columns of a table begin, in twips where the file gives each a width, else counted."""
    grid = child_of(table, "tblGrid")
    widths = [attribute(column, "w") for column in grid if local(column) == "gridCol"] if grid is not None else []
    if len(widths) >= columns and all(width.isdigit() and int(width) for width in widths):
        return [0, *accumulate(int(width) for width in widths)]
    return list(range(columns + 1))
