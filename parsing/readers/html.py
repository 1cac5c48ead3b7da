"""HTML to a `Document`. The tree is built by lexbor, by the rules browsers follow: what a visitor would see is what is read.

selectolax/lexbor was chosen over lxml because libxml2 repairs broken tables by rules of its own (a stray `<td>` lands elsewhere than on
the screen), and stops silently at a depth of 256; it is also twice as fast (benchmarks/README.md).
"""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsing.document import Document, Paragraph
from parsing.errors import TooLargeError
from parsing.readers.html_grid import build_grid, row_cells, row_groups
from parsing.readers.html_guard import guard
from parsing.readers.html_sight import Sight, look
from parsing.readers.html_walk import events
from parsing.readers.pictures import can_be_table

_META_NAMES = "SiteName SiteDomain SiteIDCode ColumnName ColumnDescription ColumnType ArticleTitle PubDate ContentSource Author Description"
_META = {name.lower(): name for name in _META_NAMES.split()}
_BREADCRUMB = re.compile(r"您?(?:目前|当前|现在|所在)的?(?:所在)?(?:的)?位置")
# A cell longer than this is running text: the longest label of any form has 60 characters, with Wuhan's explanations 230.
_LONG_TEXT = 400
_FEW_CELLS = 8
# A table of the form has at least this many cells without words; page furniture around nested tables has hardly any.
_FIGURES = 15
_SHORT = 20
_WORDS = re.compile(r"[^\W\d_]")
# Old portals lay out a whole page in some dozens of tables; each one is searched for others inside it.
MAX_LAYOUT_TABLES = 500
_TAIL = 100_000
_TABLE_OPENS = re.compile(r"<t(?:able|d|r)", re.I)


def read_markup(text: str) -> Document:
    """Read a page that is already text. Raises `TooLargeError` when it exceeds a limit; other damage is a flaw of the document."""
    tree = LexborHTMLParser(guard(text.replace("\x00", "")))
    document = Document(format="html")
    _read_head(tree, document)
    if tree.body is not None:
        _read_body(tree.body, look(tree), document)
    if _ends_inside_table(text):
        document.flaws.append(("markup_broken", "the page ends before its last table does"))
    return document


def _read_head(tree: LexborHTMLParser, document: Document) -> None:
    for node in tree.tags("meta"):
        name = _META.get((node.attributes.get("name") or "").strip().lower())
        content = (node.attributes.get("content") or "").strip()
        if name and content:
            document.meta.setdefault(name, content)
    candidates = [document.meta.get("ArticleTitle", "")]
    for name in ("ucaptitle", "h1", "title"):
        candidates += [node.text() for node in tree.tags(name)[:3]]
    for candidate in candidates:
        title = " ".join(candidate.split())
        if title and title not in document.titles:
            document.titles.append(title)


def _read_body(body: LexborNode, sight: Sight, document: Document) -> None:
    run: list[str] = []
    for kind, payload in events(body, Layout(sight), sight):
        if kind == "text" and isinstance(payload, str):
            run.append(payload)
            continue
        if run:
            _add_paragraph("".join(run), document)
            run.clear()
        if isinstance(payload, str):
            _add_paragraph(payload, document)
        elif kind == "table":
            document.blocks.append(build_grid(payload, sight))
        elif kind == "image":
            document.images += can_be_table(payload.attributes)
    _add_paragraph("".join(run), document)


def _add_paragraph(printed: str, document: Document) -> None:
    if text := " ".join(printed.split()):
        document.blocks.append(Paragraph(text))
        if "breadcrumb" not in document.meta and _BREADCRUMB.match(text):
            document.meta["breadcrumb"] = text


class Layout:
    """Tells tables that only lay out the page, which are walked through, from tables that are read; counts how deep they nest."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._entered = 0

    def __call__(self, table: LexborNode) -> bool:
        """Whether to walk through a table. Raises `TooLargeError` where too many nest."""
        if not is_layout(table, self._sight):
            return False
        self._entered += 1
        if self._entered > MAX_LAYOUT_TABLES:
            raise TooLargeError(f"more than {MAX_LAYOUT_TABLES} tables inside tables")
        return True


def is_layout(table: LexborNode, sight: Sight) -> bool:
    """Whether a table lays out the page: it holds other tables and hardly a figure of its own, or a few cells of running text."""
    own = (cell for rows in row_groups(table, sight) for row in rows for cell in row_cells(row, sight))
    # A table of one cell around a figure is no table.
    nested = any(inner.mem_id != table.mem_id and len(inner.css("td, th")) > 1 for inner in table.css("table"))
    cells = list(own if nested else islice(own, _FEW_CELLS + 1))
    plain = [cell for cell in cells if not nested or cell.css_first("table") is None]
    if len(plain) < len(cells):
        figures = sum(len(text) < _SHORT and not _WORDS.search(text) for text in (cell.text() for cell in plain))
        return figures < _FIGURES
    return len(cells) <= _FEW_CELLS and any(len(cell.text()) > _LONG_TEXT for cell in cells)


def _ends_inside_table(text: str) -> bool:
    """Whether a table, row or cell opens behind the last end tag of one."""
    last = max(text.rfind("</t"), text.rfind("</T"), len(text) - _TAIL, 0)
    return _TABLE_OPENS.search(text, last) is not None
