"""OpenDocument text (ISO/IEC 26300) to a `Document`: as a package, or as one flat XML file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate

from lxml import etree

from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.flow import FlowCell, FlowTable, Item, Lines, to_document
from parsing.readers.html_sight import MARKS
from parsing.readers.html_walk import OBJECT
from parsing.readers.packed import Package, attribute, local, read_xml
from parsing.readers.word_styles import child_of

# The widest form has 15 columns; the repetitions that a file states are not believed beyond these.
MAX_COLS = 200
MAX_ROWS = 5_000
_MAX_SPACES = 1_000
_SKIPPED = frozenset(
    (
        "tracked-changes annotation annotation-end note ruby-text sequence-decls variable-decls user-field-decls forms script"
        " hidden-paragraph"
    ).split()
)
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def read_odt(data: bytes) -> Document:
    """Read an odt file. Raises `UnreadError` (encrypted, unreadable) and `TooLargeError`."""
    package = Package(data)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadError("encrypted")
    styles = [read_xml(package.read("styles.xml"))] if "styles.xml" in package else []
    document = _read_body(read_xml(package.read("content.xml")), *styles)
    if document is None:
        raise UnreadError("unreadable", "the content is no text document")
    return document


def read_flat_text(root: etree._Element) -> Document | None:
    """Read an OpenDocument text that is one XML file; None where it is no text."""
    return _read_body(root)


def _read_body(root: etree._Element, *others: etree._Element) -> Document | None:
    text = child_of(child_of(root, "body"), "text")
    if text is None:
        return None
    body = _Body(_looks(*others, root), _widths(root), _deletions(text))
    return to_document(body.content(text), body.images)


class _Look:
    """Whether text of a style is hidden, and the marks of one that is struck out, raised or lowered; None where it does not say."""

    def __init__(self, style: etree._Element) -> None:
        properties = child_of(style, "text-properties")
        position = attribute(properties, "text-position").split()[:1]
        line = attribute(properties, "text-line-through-style") or attribute(properties, "text-line-through-type")
        self.hidden = attribute(properties, "display") == "none"
        self.struck = None if not line else "" if line == "none" else MARKS["s"]
        self.moved = _shift(position[0]) if position else None
        self.parent = attribute(style, "parent-style-name")


def _shift(position: str) -> str:
    return "" if position.startswith("0") else MARKS["sub" if position.startswith(("sub", "-")) else "sup"]


def _looks(*roots: etree._Element) -> dict[str, _Look]:
    """The looks by style name; those of the content come last and win."""
    looks: dict[str, _Look] = {}
    for root in roots:
        for group in (child_of(root, "styles"), child_of(root, "automatic-styles")):
            for style in group if group is not None else ():
                if local(style) == "style" and attribute(style, "family") in ("text", "paragraph"):
                    looks[attribute(style, "name")] = _Look(style)
    return looks


def _deletions(text: etree._Element) -> frozenset[str]:
    """The numbers of the tracked changes that delete."""
    regions = child_of(text, "tracked-changes")
    found = (region for region in regions if child_of(region, "deletion") is not None) if regions is not None else ()
    return frozenset(attribute(region, "id") for region in found)


class _Body:
    """Walks the text of a document."""

    def __init__(self, looks: dict[str, _Look], widths: dict[str, float], deletions: frozenset[str]) -> None:
        self.images = 0
        self._deletions = deletions
        self._open: set[str] = set()  # the deletions that the walk is inside of
        self._looks = looks
        self._widths = widths

    def content(self, parent: etree._Element) -> list[Item]:
        lines = Lines()
        self._walk(parent, lines)
        return lines.closed()

    def _walk(self, parent: etree._Element, lines: Lines, mark: str = "") -> None:
        inline = parent.tag.startswith(f"{{{_TEXT}}}") if isinstance(parent.tag, str) else False
        if inline and parent.text:
            self._write(mark + parent.text, lines)
        for child in parent:
            name = local(child)
            if name and name not in _SKIPPED and not self._hidden(child):
                self._element(name, child, lines, mark)
            if inline and child.tail:
                self._write(mark + child.tail, lines)

    def _write(self, text: str, lines: Lines) -> None:
        if not self._open:
            lines.text(text)

    def _element(self, name: str, element: etree._Element, lines: Lines, mark: str) -> None:
        if name in ("p", "h"):
            self._walk(element, lines, self._mark(element))
            lines.end_line()
        elif name == "span":
            self._walk(element, lines, self._mark(element) or mark)
        elif name == "table":
            lines.table(self._table(element))
        elif name in ("change-start", "change-end"):
            self._change(name, attribute(element, "change-id"))
        elif handler := _SHORT.get(name):
            handler(element, lines)
        elif name == "frame":
            self._frame(element, lines)
        else:
            self._walk(element, lines, mark)

    def _change(self, name: str, number: str) -> None:
        # Where changes are shown in their place, a deletion is a stretch of the text; else its content stands apart.
        if name == "change-end":
            self._open.discard(number)
        elif number in self._deletions:
            self._open.add(number)

    def _frame(self, frame: etree._Element, lines: Lines) -> None:
        boxes = [child for child in frame if local(child) == "text-box"]
        for box in boxes:
            lines.end_line()
            lines.content += self.content(box)
        if not boxes and any(local(child) in ("image", "object", "object-ole") for child in frame):
            lines.text(OBJECT)
            self.images += _pixels(attribute(frame, "width")) >= 200 and _pixels(attribute(frame, "height")) >= 60

    def _mark(self, element: etree._Element) -> str:
        looks = list(self._styles(element))
        struck = next((look.struck for look in looks if look.struck is not None), "")
        return struck or next((look.moved for look in looks if look.moved is not None), "")

    def _hidden(self, element: etree._Element) -> bool:
        """Whether an element, or a style of it, is not shown; a paragraph may hold a mark that hides it."""
        if "none" in (attribute(element, "display"), attribute(element, "visibility")) or attribute(element, "is-hidden") == "true":
            return True
        marks = (child for child in element if local(child) == "hidden-paragraph")
        return any(attribute(mark, "is-hidden") == "true" for mark in marks) or any(look.hidden for look in self._styles(element))

    def _styles(self, element: etree._Element) -> Iterator[_Look]:
        """The style of an element and those it is based on, the nearest first."""
        name = attribute(element, "style-name")
        for _ in range(20):
            look = self._looks.get(name)
            if look is None:
                return
            yield look
            name = look.parent

    def _table(self, table: etree._Element) -> FlowTable:
        read = FlowTable()
        for row in _rows(table):
            if attribute(row, "visibility") in ("collapse", "filter"):
                continue
            times = _count(row, "number-rows-repeated", MAX_ROWS)
            for _ in range(times):
                read.rows.append(self._row(row))
            if len(read.rows) > MAX_ROWS:
                raise TooLargeError(f"more than {MAX_ROWS} rows in a table")
        widths = [self._widths.get(name, 0) for name in _columns(table)]
        cells = [cell for cells in read.rows for cell in cells]
        if len(widths) >= max((cell.end for cell in cells), default=0) and all(widths):
            positions = [0.0, *accumulate(widths)]
            for cell in cells:
                cell.start, cell.end = positions[int(cell.start)], positions[int(cell.end)]
        return read

    def _row(self, row: etree._Element) -> list[FlowCell]:
        cells: list[FlowCell] = []
        place = 0
        for element in row:
            name = local(element)
            times = _count(element, "number-columns-repeated", MAX_COLS) if name.endswith("table-cell") else 0
            if place + times > MAX_COLS:
                raise TooLargeError(f"more than {MAX_COLS} columns in a table")
            for _ in range(times):
                if name == "table-cell":
                    span = _count(element, "number-columns-spanned", MAX_COLS)
                    depth = _count(element, "number-rows-spanned", MAX_ROWS)
                    cells.append(FlowCell(place, place + span, self.content(element), rowspan=depth))
                place += 1
        return cells


def _widths(root: etree._Element) -> dict[str, float]:
    """The widths of columns in pixels by style name."""
    styles = child_of(root, "automatic-styles")
    columns = [style for style in styles if attribute(style, "family") == "table-column"] if styles is not None else []
    lengths = {attribute(style, "name"): attribute(child_of(style, "table-column-properties"), "column-width") for style in columns}
    return {name: _pixels(length) for name, length in lengths.items() if length}


def _columns(table: etree._Element) -> Iterator[str]:
    """The style of each column of a table."""
    for child in table:
        name = local(child)
        if name == "table-column":
            yield from [attribute(child, "style-name")] * _count(child, "number-columns-repeated", MAX_COLS)
        elif name in ("table-columns", "table-header-columns", "table-column-group"):
            yield from _columns(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        name = local(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group") and attribute(child, "display") != "false":
            yield from _rows(child)


def _count(element: etree._Element, name: str, limit: int) -> int:
    text = attribute(element, name)
    number = int(text) if text.isdigit() else 1
    if number > limit:
        raise TooLargeError(f"{name} of {number}")
    return max(1, number)


def _spaces(element: etree._Element, lines: Lines) -> None:
    text = attribute(element, "c")
    lines.text(" " * min(int(text) if text.isdigit() else 1, _MAX_SPACES))


_SHORT: dict[str, Callable[[etree._Element, Lines], None]] = {
    "s": _spaces,
    "tab": lambda _, lines: lines.text("\t"),
    "line-break": lambda _, lines: lines.end_line(),
    # What a form's field or a text shown by a condition says stands elsewhere.
    "control": lambda _, lines: lines.text(OBJECT),
    "hidden-text": lambda _, lines: lines.text(OBJECT),
}
_INCH = {"in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "pt": 96 / 72, "px": 1.0}


def _pixels(length: str) -> float:
    """A length of the file in pixels of 1/96 inch; a size that is not stated may be any."""
    number, unit = length[:-2], length[-2:]
    return float(number) * _INCH[unit] if unit in _INCH and number.replace(".", "", 1).isdigit() else 1_000.0
