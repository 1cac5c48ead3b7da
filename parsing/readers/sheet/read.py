"""Sheets of values to paragraphs and grids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from parsing.document import Document, Grid, GridCell, Paragraph
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.html_walk import OBJECT
from parsing.readers.packed import Package
from parsing.readers.sheet.biff import untold_xls
from parsing.readers.sheet.ooxml import untold_xlsx
from parsing.readers.sheet.untold import Untold

MAX_SHEETS = 200
MAX_PLACES = 400_000

# A label stays one though a character of it is raised.
_FIGURE = re.compile(r"[\s\d.,+%-]+")

Range = tuple[tuple[int, int], tuple[int, int]]


def read_xlsx(data: bytes) -> Document:
    """Read an xlsx file. Raises `UnreadError` (encrypted, unreadable) and `TooLargeError`."""
    package = Package(data)
    for member in package.members:  # all of them, for their size and CRC
        package.read_member(member)
    return _read(data, untold_xlsx(package))


def read_xls(data: bytes) -> Document:
    """Read an xls file of Excel 5 to 2003. Raises `UnreadError` (encrypted, unreadable) and `TooLargeError`."""
    return _read(data, untold_xls(data))


def _read(data: bytes, untold: dict[str, Untold] | list[Untold]) -> Document:
    document = Document()
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            if len(book.sheets_metadata) > MAX_SHEETS:
                raise TooLargeError(f"more than {MAX_SHEETS} sheets")
            for number, about in enumerate(book.sheets_metadata):
                if about.visible is SheetVisibleEnum.Visible and about.typ is SheetTypeEnum.WorkSheet:
                    more = untold.get(about.name) if isinstance(untold, dict) else next(iter(untold[number : number + 1]), None)
                    document.blocks += _blocks(book.get_sheet_by_index(number), more or Untold())
    except PasswordError as error:
        raise UnreadError("encrypted") from error
    except CalamineError as error:
        raise UnreadError("unreadable", f"a damaged workbook: {error}"[:200]) from error
    return document


def _blocks(sheet: CalamineSheet, untold: Untold) -> Iterator[Paragraph | Grid]:
    if sheet.total_height * sheet.total_width > MAX_PLACES:
        raise TooLargeError(f"a sheet of {sheet.total_height} x {sheet.total_width} cells")
    values = sheet.to_python(skip_empty_area=False)
    texts = [[_text(value) for value in row] for row in values]
    for row, col in untold.unsure:
        if row < len(texts) and col < len(texts[row]):
            texts[row][col] = OBJECT
    for row, col in untold.marked:
        if row < len(texts) and col < len(texts[row]) and _FIGURE.fullmatch(texts[row][col]):
            texts[row][col] += OBJECT
    placed = _placed(texts, sheet.merged_cell_ranges or [], untold)
    for filled, rows in groupby(placed, key=bool):
        if filled:
            yield from _area(list(rows))


def _text(value: object) -> str:
    """A value as Excel shows it without a format of its own: whole numbers without a fraction, lines of text folded."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.15g}"  # as many digits as Excel shows of a number
    return "\n".join(line for line in (" ".join(part.split()) for part in str(value).splitlines()) if line)


def _placed(texts: list[list[str]], merged: Sequence[Range], untold: Untold) -> list[list[GridCell]]:
    """The cells of each visible row, blank ones included; nothing for a row that is blank."""
    n_rows, n_cols = len(texts), max(map(len, texts), default=0)
    rows = {row: number for number, row in enumerate(row for row in range(n_rows) if row not in untold.rows)}
    cols = {col: number for number, col in enumerate(col for col in range(n_cols) if col not in untold.cols)}
    covered: set[tuple[int, int]] = set()
    lines: list[list[GridCell]] = [[] for _ in rows]
    full: set[int] = set()
    for (top, left), (bottom, right) in merged:
        places = [(row, col) for row in range(top, min(bottom + 1, n_rows)) for col in range(left, min(right + 1, n_cols))]
        seen = [(rows[row], cols[col]) for row, col in places if row in rows and col in cols]
        if not seen or (top, left) not in places:
            continue
        if not covered.isdisjoint(places):
            raise UnreadError("unreadable", "merged ranges overlap")
        covered.update(places)
        (row, col), (last_row, last_col) = seen[0], seen[-1]
        lines[row].append(GridCell(row, col, last_row - row + 1, last_col - col + 1, texts[top][left]))
        if texts[top][left]:
            full.update(range(row, last_row + 1))
    for row, number in rows.items():
        for col, place in cols.items():
            text = texts[row][col] if col < len(texts[row]) else ""
            if (row, col) not in covered:
                lines[number].append(GridCell(number, place, 1, 1, text))
                if text:
                    full.add(number)
    return [sorted(line, key=lambda cell: cell.col) if number in full else [] for number, line in enumerate(lines)]


def _area(rows: list[list[GridCell]]) -> Iterator[Paragraph | Grid]:
    """The rows between two blank ones: lines above the table, over its whole width, or without one, are paragraphs."""
    filled = [cell for row in rows for cell in row if cell.text]
    first, end = min(cell.col for cell in filled), max(cell.col + cell.colspan for cell in filled)
    table: list[list[GridCell]] = []
    for row in rows:
        shown = [cell for cell in row if cell.text]
        alone = len(shown) == 1 and (not table or (shown[0].col <= first and shown[0].col + shown[0].colspan >= end))
        if alone and shown[0].rowspan == 1:
            yield from _grid(table, first, end)
            table = []
            yield from (Paragraph(line) for line in shown[0].text.split("\n"))
        else:
            table.append(row)
    yield from _grid(table, first, end)


def _grid(rows: list[list[GridCell]], first: int, end: int) -> Iterator[Grid]:
    if not rows:
        return
    grid = Grid(len(rows), end - first)
    for number, row in enumerate(rows):
        for cell in row:
            if first <= cell.col < end:
                depth = min(cell.rowspan, len(rows) - number)
                grid.cells.append(GridCell(number, cell.col - first, depth, min(cell.colspan, end - cell.col), cell.text))
    yield grid
