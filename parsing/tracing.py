"""Where a figure stands in the file it was read from: the file is read once more, and every cell keeps its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsing.contract import Context, read_file, read_pictures
from parsing.document import Document, Grid, GridCell
from parsing.readers.html_mark import mark_cell
from parsing.reading import ReportRead
from parsing.records import Cell, Report


@dataclass(frozen=True, slots=True)
class Place:
    """A printed cell: the `number`-th (from 1) of the `count` tables of its report, and the place in its grid (from 0)."""

    number: int
    count: int
    grid: Grid
    cell: GridCell


@dataclass(frozen=True, slots=True)
class Traced:
    """A report that was read again, with the places of its cells."""

    report: Report
    read: ReportRead | None

    @property
    def document(self) -> Document:
        """The paragraphs and tables of the report, in reading order."""
        return self.read.document if self.read else Document()

    def cell(self, key: str, raw: str | None = None) -> Cell | None:
        """The cell `table.row.col`, None where the report does not carry it. `raw`: of several under one printed label, the one with it."""
        return next((cell for cell in self.report.cells if cell.key == key and raw in {None, cell.raw}), None)

    def places(self, cell: Cell) -> list[Place]:
        """Where a cell is printed; several places where the page prints its table, or a label of its own, more than once."""
        found = self.read.tables.printed.get((cell.table, cell.row, cell.col), []) if self.read else []
        alike = [printed for printed in found if printed.text == cell.raw] or found
        return [_place(self.document.grids, printed) for printed in alike]

    def marked(self, place: Place, attribute: str) -> str | None:
        """The body of the page, with `attribute` on the element of the cell. Not safe to show: it is the portal's own markup.

        None where the file is no page, or where it cannot be told for certain which element shows the cell.
        """
        if self.read is None or not self.read.markup:
            return None
        return mark_cell(self.read.markup, self.document.grids, place.grid, place.cell, attribute)


def _place(grids: Sequence[Grid], printed: GridCell) -> Place:
    number = next(place for place, grid in enumerate(grids) if any(cell is printed for cell in grid.cells))
    return Place(number + 1, len(grids), grids[number], printed)


def trace(data: bytes, *, url: str | None = None, content_type: str | None = None, context: Context | None = None) -> list[Traced]:
    """The reports of a file, read with their places; arguments as those of `parse`. Never raises on bad input."""
    return [Traced(*found) for found in read_file(data, url=url, content_type=content_type, context=context)]


def trace_pictures(images: Sequence[bytes], *, url: str | None = None, context: Context | None = None) -> list[Traced]:
    """The report that several pictures show together, read with its places."""
    return [Traced(*found) for found in read_pictures(images, url=url, context=context)]
