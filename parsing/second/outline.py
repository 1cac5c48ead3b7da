"""The tables of a page as its author wrote them: table tags taken at their word, one after the other, and no tree repaired.

A browser moves what stands in the wrong place by long rules; this reading knows none of them. It is the other opinion on a broken page:
where both find the same figure in the same cell, the figure does not hang on how the damage is repaired.

Measured on 800 pages with one table tag dropped, moved, doubled or swapped (tests/parsing/test_second.py), 42 of them with a figure gone
from its cell and nothing else to show it: html5lib repairs by the browser's own rules and never differs from the first reading, so it
sees none of the 42; BeautifulSoup on html.parser nests what is not closed and lets any stray end tag close the table around it, sees 21,
and doubts 88 of 360 pages whose figures stood in place. This reading sees all 42 and doubts 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from parsing.errors import TooLargeError
from parsing.labels import find
from parsing.readers.html_looks import Look, look_of
from parsing.readers.html_sight import BLOCKS, MARKS, SHOWN, SKIPPED
from parsing.readers.html_walk import OBJECT

_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_STRUCTURE = _CELLS | _GROUPS | {"table", "tr"}
# What is shown and cannot be read as text of the page; a button or a list may hold text that is no cell's.
_UNSEEN = SKIPPED | SHOWN.keys()
_LINES = BLOCKS - _STRUCTURE
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
BREAK = "\x00"  # no text holds one: they are cut out of the page
_BEGINNINGS = {**dict.fromkeys(_LINES, BREAK), **MARKS, "rt": "("}
_ENDINGS = {**dict.fromkeys(_LINES, BREAK), "rt": ")"}
# What a look does to a text, as a mark before it: this reading knows no ends. One at the start of a cell is left out where the first
# reading tells whether the whole cell is raised.
_BEFORE = {Look.STRUCK: "~", Look.ASTRAY: "~", Look.RAISED: "^", Look.BOXED: BREAK, Look.PARTED: BREAK}
_REMEDIES = "s4_remedies"  # its blocks are rows of the form that stand in the header
_FIGURE = re.compile(r"[\W_]*\d[\W\d_]*")
# The largest report seen has 9,000 tags. Beyond this a broken page stays in doubt.
MAX_TAGS = 60_000
MAX_TEXT = 8_000_000
# Word's <![if !vml]> and processing instructions: comments to a browser, and more than html.parser can bear.
_DECLARATION = re.compile(r"<!\[[^>]*>|<\?[^>]*>")


@dataclass(slots=True)
class Box:
    """A cell as written: its spans as printed, its texts and the tables inside it in order."""

    rowspan: str = ""
    colspan: str = ""
    content: list[str | Table] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table as written: row groups of rows of cells. `headless`: the label of a column stands in none of them."""

    groups: list[list[list[Box]]] = field(default_factory=lambda: [[]])
    headless: bool = False

    @property
    def boxes(self) -> list[Box]:
        """All cells, in order."""
        return [box for group in self.groups for row in group for box in row]


@dataclass(slots=True)
class _Open:
    """A table being read: where its next group, row, cell and text go. What is hidden goes to lists that nobody keeps."""

    table: Table
    group: list[list[Box]]
    row: list[Box] | None = None
    box: Box | None = None
    last: Box | None = None
    loose: list[str] = field(default_factory=list)


def outline(text: str) -> list[str | Table]:
    """Texts and outermost tables of a page in order; `BREAK` is a line break.

    Raises `TooLargeError` beyond `MAX_TAGS` or `MAX_TEXT`, or where html.parser gives up.
    """
    if len(text) > MAX_TEXT or text.count("<") > MAX_TAGS:
        raise TooLargeError("too large for a second reading")
    reader = _Reader()
    try:
        reader.feed(_DECLARATION.sub("", _whole(text.replace("\x00", ""))))
        reader.close()
    except AssertionError as error:  # html.parser's way to refuse a declaration
        raise TooLargeError(f"html.parser gives up: {error}") from error
    return reader.content


def _whole(text: str) -> str:
    """The text without an unclosed comment or tag at its end, on which html.parser would try again from every `<` (quadratic)."""
    comment = text.find("<!--", text.rfind("-->") + 1)
    if comment >= 0:
        text = text[:comment]
    return text[: text.rfind(">") + 1]


class _Reader(HTMLParser):
    """Follows the table tags; `content` is what stands outside any table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.content: list[str | Table] = []
        self._open: list[_Open] = []
        self._unseen = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a group, a row or a cell; anything else matters only by what it shows or hides."""
        if self._depth and self._unseen == "p" and tag in _LINES | _STRUCTURE:
            self._depth = 0  # a paragraph ends where the next block begins
        if self._depth:
            self._depth += tag == self._unseen
            return
        values = {name: value or "" for name, value in attrs}
        look = Look.GONE if "hidden" in values else look_of(values.get("style", ""))
        if tag in _STRUCTURE:
            self._begin(tag, values, look)
        elif tag in _UNSEEN or look in (Look.GONE, Look.UNSEEN):
            self._leave_out(tag)
        else:
            if tag in _BEGINNINGS:
                self._write(_BEGINNINGS[tag])
            if look is not None and tag not in _LINES:
                self._mark(look)

    def _leave_out(self, tag: str) -> None:
        if tag not in _VOID:
            self._unseen, self._depth = tag, 1
        if tag in SHOWN and self._box is not None:
            self._write(OBJECT)

    def _mark(self, look: Look) -> None:
        """Mark what a style sets apart in a cell; a cell that begins with it may be so as a whole."""
        box = self._box
        if (
            box is not None
            and look in _BEFORE
            and (look <= Look.ASTRAY or any(isinstance(piece, str) and piece.strip() for piece in box.content))
        ):
            self._write(_BEFORE[look])

    @property
    def _box(self) -> Box | None:
        return self._open[-1].box if self._open else None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<td/>` is a start tag to every browser, and `<br/>` a line."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close what is open under that name."""
        if self._depth:
            self._depth -= tag == self._unseen
        elif tag in _STRUCTURE:
            self._end(tag)
        elif tag in _ENDINGS:
            self._write(_ENDINGS[tag])

    def handle_data(self, data: str) -> None:
        """Text belongs to the innermost open cell, or to the page."""
        if not self._depth:
            self._write(data)

    def _begin(self, tag: str, values: dict[str, str], look: Look | None) -> None:
        if tag == "table":
            if self._open and self._open[-1].box is None:
                self._open.pop()
            table = Table()
            if look is not Look.GONE:
                self._write(table)
            self._open.append(_Open(table, table.groups[0]))
        elif self._open:
            _begin_inside(self._open[-1], tag, values, look)

    def _end(self, tag: str) -> None:
        if not self._open:
            return
        current = self._open[-1]
        if tag == "table" or (tag in _CELLS and current.row is None and len(self._open) > 1):
            self._open.pop()  # by its own end tag, or by the end of the cell around it
            if tag in _CELLS:
                self._open[-1].box = None
            return
        current.box = None
        if tag not in _CELLS:
            current.row = None
        if tag in _GROUPS:
            current.group = []
            current.table.groups.append(current.group)

    def _write(self, piece: str | Table) -> None:
        if self._open and self._open[-1].box is None and isinstance(piece, str) and not piece.isspace():
            _stray(self._open[-1], piece)
        # Below the innermost table every one has an open cell, or it would have been closed.
        box = next((opened.box for opened in self._open[:-3:-1] if opened.box is not None), None)
        (self.content if box is None else box.content).append(piece)


def _stray(current: _Open, text: str) -> None:
    """Text between two cells. A figure may be either one's: both get it, so that neither agrees with a reading that gives it to none."""
    if _FIGURE.fullmatch(text):
        if current.last is not None:
            current.last.content.append(text)
        current.loose.append(text)
    elif any(label.axis == "col" or label.table == _REMEDIES for label in find(text)):
        current.table.headless = True


def _begin_inside(current: _Open, tag: str, values: dict[str, str], look: Look | None) -> None:
    current.box = None
    hides = look is Look.GONE
    if tag in _GROUPS:
        current.row, current.group = None, []
        if not hides:
            current.table.groups.append(current.group)
    elif tag == "tr" or current.row is None:
        current.row = []
        if not (hides and tag == "tr"):
            current.group.append(current.row)
    if tag in _CELLS and current.row is not None:
        current.box = current.last = Box(values.get("rowspan", ""), values.get("colspan", ""), [*current.loose])
        current.loose.clear()
        if look is Look.UNSEEN:
            current.row.append(Box(current.box.rowspan, current.box.colspan))
        elif not hides:
            current.row.append(current.box)
        if look in (Look.STRUCK, Look.ASTRAY, Look.BOXED):
            current.box.content.append("~")
