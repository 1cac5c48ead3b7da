"""A figure of the dataset and where it stands: its report, its place in the printed table, and the row as it stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import dropwhile, takewhile
from pathlib import Path

from rich.console import Console
from rich.table import Table as Sheet
from rich.text import Text

from output.entries import Entry
from output.errors import DatasetError
from output.sheets import figure
from output.shown import entries_of
from parsing.document import GridCell
from parsing.echo import plain
from parsing.forms import FORMS
from parsing.problems import REASONS
from parsing.records import Cell
from parsing.tracing import Place

_STATUS = {
    "reported": "",
    "blank": "The page leaves this cell blank: it is null in the data, not 0.",
    "unparsed": "What the cell shows is not one sure figure, so the data has none; `raw` keeps it.",
}
_TABLES = [table for form in FORMS.values() for table in form.tables]
_MOST_SHOWN = 60


def cells_of(data: Path, agency: str, year: int, key: str) -> list[tuple[Entry, Cell]]:
    """The cell `table.row.col` of each report of an agency (id or name) and fiscal year that carries it.

    Raises DatasetError: unknown agency, no report for that year, no such cell in any form, a report that does not carry it.
    """
    entries = entries_of(data, agency, year)
    # A label of its own may be printed twice; equal texts under it are told apart by their places.
    found = {(entry.report_id, cell.raw): (entry, cell) for entry in entries for cell in entry.report.cells if cell.key == key}
    if not found:
        raise _not_carried(entries, agency, year, key)
    return list(found.values())


def _not_carried(entries: Sequence[Entry], agency: str, year: int, key: str) -> DatasetError:
    show = f"`nianbao show {agency} {year}` prints what the report carries"
    known = {f"{table.code}.{row.code}.{col.code}" for table in _TABLES for row in table.leaf_rows for col in table.leaf_cols}
    if key not in known and not key.startswith("raw_"):
        near = get_close_matches(key, known, n=3, cutoff=0.5)
        meant = f" Did you mean {', '.join(near)}?" if near else ""
        return DatasetError("cell_unknown", f"No form has a cell “{key}”: write TABLE.ROW.COL in codes.{meant} {show}.")
    report = entries[0].report
    if not report.cells and report.reason:
        why = REASONS.get(report.reason, report.reason)
        return DatasetError("cell_not_carried", f"The report of {agency} for {year} gave no cells ({report.reason}): {why}")
    said = [problem.message for entry in entries for problem in entry.report.problems if _covers(problem.where, key)]
    reason = f" {said[0]}" if said else f" It follows {', '.join(sorted({entry.report.form for entry in entries}))}."
    return DatasetError("cell_not_carried", f"The report of {agency} for {year} does not carry {key}.{reason} {show}.")


def _covers(where: str, key: str) -> bool:
    """Whether a problem's `where` (table, table.row, table..col or table.row.col) names this cell or what it belongs to."""
    wanted, parts = key.split("."), where.split(".")
    return len(parts) <= len(wanted) and all(part in {"", other} for part, other in zip(parts, wanted, strict=False))


def show_cell(console: Console, entry: Entry, cell: Cell) -> None:
    """Print what the dataset knows of a cell: figure, text, report, page."""
    report = entry.report
    value = "null" if cell.value is None else f"{figure(cell.value)} {cell.unit}".strip()
    sure = f", recognised in a picture, confidence {cell.confidence:.2f}" if cell.confidence is not None else ""
    lines = {
        "agency": f"{report.agency_name} ({entry.agency}), fiscal year {entry.year}",
        "cell": f"{cell.key} = {value} ({cell.status}{sure})",
        "meaning": _labels(cell),
        "raw text": repr(cell.raw)[1:-1] or "(nothing)",
        "report": f"{entry.report_id}, {report.form}, {report.status}",
        "page": entry.url,
        "captured": entry.fetched_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "sha256": report.sha256,
    }
    _print(console, lines)
    said = [problem.message for problem in report.problems if "." in problem.where and _covers(problem.where, cell.key)]
    for note in filter(None, (_STATUS[cell.status], *said)):
        console.print(Text(note))


def show_places(console: Console, archived: Mapping[str, str], places: Sequence[Place]) -> None:
    """Print where a cell stands: `archived` says in which record, then each place with its column and its row."""
    _print(console, archived)
    for place in places:
        lines = {"table": _where(place), "column": " / ".join(_headings(place)) or "(none)", "row": "  |  ".join(_row(place))}
        _print(console, lines)


def _where(place: Place) -> str:
    rows, cols = f"row {place.cell.row + 1} of {place.grid.n_rows}", f"column {place.cell.col + 1} of {place.grid.n_cols}"
    return f"{place.number} of {place.count} of the report, {rows}, {cols}"


def _labels(cell: Cell) -> str:
    form = FORMS.get(cell.form)
    table = next((table for table in form.tables if table.code == cell.table), None) if form else None
    if table is None or ("row", cell.row) not in table.leaves or ("col", cell.col) not in table.leaves:
        return "outside the form, under its printed labels"
    row, col = table.leaves["row", cell.row], table.leaves["col", cell.col]
    return f"{table.zh}: {row.zh} / {col.zh} ({row.en} / {col.en})"


def _headings(place: Place) -> Iterator[str]:
    """The texts that cover a cell's column in the nearest rows of headings above it, from the top down."""
    column = [cell for cell in place.grid.cells if cell.col <= place.cell.col < cell.col + cell.colspan and cell.row < place.cell.row]
    column.sort(key=lambda cell: -cell.row)
    headings = list(takewhile(_is_heading, dropwhile(lambda cell: not _is_heading(cell), column)))
    yield from (_short(cell.text) for cell in reversed(headings))


def _is_heading(cell: GridCell) -> bool:
    return any(char.isalpha() for char in cell.text)


def _row(place: Place) -> Iterator[str]:
    for cell in place.grid.rows()[place.cell.row]:
        yield f"▶{_short(cell.text)}◀" if cell is place.cell else _short(cell.text)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MOST_SHOWN else flat[: _MOST_SHOWN - 1] + "…"


def _print(console: Console, lines: Mapping[str, str]) -> None:
    grid = Sheet.grid(padding=(0, 2))
    grid.add_column(min_width=9)
    grid.add_column(overflow="fold")
    for name, text in lines.items():
        grid.add_row(Text(name), Text(plain(text)))
    console.print(grid)
