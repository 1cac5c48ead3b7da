"""Ways to build the grids of a page from its bytes: ours, and the same cells by other parsers, each as one would write it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from io import BytesIO

import pandas as pd
from bs4 import BeautifulSoup
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from parsing.decode import decode
from parsing.document import Grid, GridCell
from parsing.readers.html import read_markup

# A row as a parser gives it: (text, rowspan, colspan) of each cell.
Row = list[tuple[str, int, int]]
Extract = Callable[[bytes, str], list[Grid]]
_CELLS = ("td", "th")


def nianbao(data: bytes, charset: str) -> list[Grid]:
    """Our reader; it finds the charset itself, and builds the paragraphs, the titles and the meta data of the page as well."""
    del charset
    return read_markup(decode(data).text).grids


def bs4_lxml(data: bytes, charset: str) -> list[Grid]:
    """BeautifulSoup on lxml."""
    return _soup(BeautifulSoup(data, "lxml", from_encoding=charset))


def bs4_html_parser(data: bytes, charset: str) -> list[Grid]:
    """BeautifulSoup on html.parser."""
    return _soup(BeautifulSoup(data, "html.parser", from_encoding=charset))


def _soup(soup: BeautifulSoup) -> list[Grid]:
    def row(tr) -> Row:  # type: ignore[no-untyped-def]
        return [(td.get_text(), int(td.get("rowspan", 1)), int(td.get("colspan", 1))) for td in tr.find_all(_CELLS)]

    return [place(map(row, table.find_all("tr"))) for table in soup.find_all("table")]


def lxml_etree(data: bytes, charset: str) -> list[Grid]:
    """The tree of lxml itself."""

    def row(tr) -> Row:  # type: ignore[no-untyped-def]
        return [("".join(td.itertext()), int(td.get("rowspan", 1)), int(td.get("colspan", 1))) for td in tr.iterchildren("td", "th")]

    root = etree.fromstring(data, etree.HTMLParser(encoding=charset))
    return [place(map(row, table.iter("tr"))) for table in root.iter("table")]


def lexbor(data: bytes, charset: str) -> list[Grid]:
    """The parser we use, without our rules: CSS queries and the library's text()."""

    def row(tr) -> Row:  # type: ignore[no-untyped-def]
        found = ((td, td.attrs) for td in tr.css("td,th"))
        return [(td.text(), int(a.get("rowspan") or 1), int(a.get("colspan") or 1)) for td, a in found]

    return [place(map(row, table.css("tr"))) for table in LexborHTMLParser(data.decode(charset)).css("table")]


def lexbor_parse_only(data: bytes, charset: str) -> list[Grid]:
    """The floor: decode and build the tree, and look at nothing."""
    LexborHTMLParser(data.decode(charset))
    return []


class _Events(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[Row]] = []
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in _CELLS:
            self.text = []
            found = dict(attrs)
            self.spans = int(found.get("rowspan") or 1), int(found.get("colspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS and self.text is not None:
            self.tables[-1][-1].append(("".join(self.text), *self.spans))
            self.text = None

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)


def html_parser(data: bytes, charset: str) -> list[Grid]:
    """The standard library's events."""
    events = _Events()
    events.feed(data.decode(charset))
    return list(map(place, events.tables))


def read_html(data: bytes, charset: str) -> list[Grid]:
    """pandas, spans expanded: a cell for each place."""
    frames = pd.read_html(BytesIO(data), flavor="lxml", encoding=charset, header=None, keep_default_na=False)  # type: ignore[arg-type]
    return [place([(str(text), 1, 1) for text in row] for row in frame.itertuples(index=False)) for frame in frames]


def place(rows: Iterable[Row]) -> Grid:
    """Put cells where a browser shows them; enough for pages whose spans do not overlap."""
    grid, taken = Grid(0, 0), set[tuple[int, int]]()
    for number, row in enumerate(rows):
        col = 0
        for text, rowspan, colspan in row:
            while (number, col) in taken:
                col += 1
            if rowspan > 1:
                taken.update((r, c) for r in range(number + 1, number + rowspan) for c in range(col, col + colspan))
            grid.cells.append(GridCell(number, col, rowspan, colspan, text))
            col += colspan
        grid.n_rows, grid.n_cols = number + 1, max(grid.n_cols, col)
    return grid


PEERS: dict[str, Extract] = {
    "BeautifulSoup + lxml": bs4_lxml,
    "BeautifulSoup + html.parser": bs4_html_parser,
    "pandas.read_html (lxml)": read_html,
    "html.parser events": html_parser,
    "lxml.etree": lxml_etree,
    "lexbor, CSS queries": lexbor,
}


def places(grid: Grid) -> dict[tuple[int, int], str]:
    """Every place of a grid with the text printed there, white space left out: what two readings are compared by."""
    return {
        (r, c): "".join(cell.text.split())
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.col, cell.col + cell.colspan)
    }
