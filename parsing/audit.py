"""A file read both ways, whatever its state: what `nianbao audit` asks of every page of an archive."""

from __future__ import annotations

from dataclasses import dataclass

from parsing.errors import TooLargeError
from parsing.opening import Opened, open_files
from parsing.reading import read_once, second_reading
from parsing.second import differences


@dataclass(frozen=True, slots=True)
class Audited:
    """What two readings of a file gave: how many cells of a form the first one has, and (cell, first, second) for each difference."""

    cells: int
    differences: list[tuple[str, str, str]]


def audit(data: bytes, content_type: str | None = None) -> Audited:
    """Read the tables of a file both ways, without regard to how sound they look. A file without such tables has no cells.

    The differences name the cell (`table.row.col`, behind `N:` in the N-th report of a page with several) and what each reading prints,
    "-" where it has no such cell. Never raises on bad input; a page that cannot be read twice is one difference at `page`.
    """
    read = [_audit(opened) for opened in open_files(data, content_type)]
    return Audited(sum(one.cells for one in read), [difference for one in read for difference in one.differences])


def _audit(opened: Opened) -> Audited:
    if opened.document is None:
        return Audited(0, [])
    reports, markup = read_once(opened, opened.document)
    if not markup or not any(report.has_tables for report in reports):
        return Audited(0, [])
    cells = sum(not cell.table.startswith("raw_") for report in reports for cell in report.tables.cells)
    try:
        again = second_reading(markup, len(reports))
    except TooLargeError as error:
        return Audited(cells, [("page", "read", str(error))])
    found = []
    for number, (report, tables) in enumerate(zip(reports, again, strict=True), 1):
        prefix = f"{number}:" if len(reports) > 1 else ""
        found += [(prefix + one.key, *one.sides) for one in differences(report.tables, tables)]
    return Audited(cells, found)
