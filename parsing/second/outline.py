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

_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_STRUCTURE = _CELLS | _GROUPS | {"table", "tr"}
# What a browser shows nothing of, or nothing that could be read as text of the page.
_UNSEEN = frozenset(
    "script style head title template noscript select textarea button object iframe svg math audio video canvas map".split()
)
_LINES = frozenset(
    (
        "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
        " header hr li main nav ol p pre section ul"
    ).split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_MARKS = {"sup": "^", "sub": "_", "s": "~", "strike": "~", "del": "~"}
_REMEDIES = "s4_remedies"  # its blocks are rows of the form that stand in the header
_FIGURE = re.compile(r"[\W_]*\d[\W\d_]*")
_INVISIBLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
# Word's <![if !vml]> and processing instructions: comments to a browser, and more than html.parser can bear.
BREAK = "\x00"  # no text holds one: they are cut out of the page
# The largest report seen has 9,000 tags. Beyond this a broken page stays in doubt.
MAX_TAGS = 60_000
MAX_TEXT = 8_000_000
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
        hides = "hidden" in values or _INVISIBLE.search(values.get("style", "")) is not None
        if tag in _STRUCTURE:
            self._begin(tag, values, hides)
        elif tag in _UNSEEN or (hides and tag not in _VOID):
            self._unseen, self._depth = tag, 1
        elif tag in _LINES:
            self._write(BREAK)
        elif tag in _MARKS:
            self._write(_MARKS[tag])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<td/>` is a start tag to every browser, and `<br/>` a line."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close what is open under that name."""
        if self._depth:
            self._depth -= tag == self._unseen
        elif tag in _STRUCTURE:
            self._end(tag)
        elif tag in _LINES:
            self._write(BREAK)

    def handle_data(self, data: str) -> None:
        """Text belongs to the innermost open cell, or to the page."""
        if not self._depth:
            self._write(data)

    def _begin(self, tag: str, values: dict[str, str], hides: bool) -> None:
        if tag == "table":
            if self._open and self._open[-1].box is None:
                self._open.pop()
            table = Table()
            if not hides:
                self._write(table)
            self._open.append(_Open(table, table.groups[0]))
        elif self._open:
            _begin_inside(self._open[-1], tag, values, hides)

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


def _begin_inside(current: _Open, tag: str, values: dict[str, str], hides: bool) -> None:
    current.box = None
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
        if not hides:
            current.row.append(current.box)
