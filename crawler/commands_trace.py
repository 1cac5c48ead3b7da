"""The command that leads from a figure to the page it stands on: `trace`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from output.commands import YEAR

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.tracing import Found
    from output.entries import Entry
    from parsing.records import Cell


@click.command()
@click.argument("agency")
@click.argument("year", type=YEAR)
@click.argument("cell", metavar="TABLE.ROW.COL")
@click.option("--open", "shown", is_flag=True, help="Write the archived page with the cell highlighted to a file, and open it.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, help="Data directory.")
def trace(agency: str, year: int, cell: str, shown: bool, data: Path) -> None:
    """Print where a figure comes from: the page, its archive record, the place in the table, the raw text and the row as it stood.

    AGENCY is an id or a name, TABLE.ROW.COL a cell in codes, such as s3_requests.received_new.total.
    """
    from output.show import plain_console
    from output.trace import cells_of, show_cell

    console = plain_console()
    for number, (entry, carried) in enumerate(cells_of(data, agency, year, cell)):
        if number:
            console.rule()
        show_cell(console, entry, carried)
        _show_archived(console, data, entry, carried, shown=shown)


def _show_archived(console: Console, data: Path, entry: Entry, cell: Cell, *, shown: bool) -> None:
    from crawler.tracing import find
    from output.trace import show_places

    found = find(data, entry, cell)
    place = found.source.position
    record = f"{data / 'archive' / place.file}, offset {place.offset}, {place.length} bytes, record {found.source.record_id}"
    attached = {"file": f"{found.source.url} (attached to the page)"} if found.source.attached else {}
    member = {"member": entry.report.member} if entry.report.member else {}
    show_places(console, {"archive": record, **attached, **member}, found.places)
    if shown:
        _open(console, _about(entry, cell, found), found)


def _about(entry: Entry, cell: Cell, found: Found) -> Mapping[str, str]:
    return {
        "cell": f"{entry.report.agency_name} {entry.year}: {cell.key}",
        "raw text": cell.raw,
        "page": found.source.url,
        "captured": entry.fetched_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "sha256 of the page": entry.report.sha256,
    }


def _open(console: Console, about: Mapping[str, str], found: Found) -> None:
    import webbrowser

    from output.errors import DatasetError
    from output.trace_page import highlighted

    text, is_page = highlighted(about, found.traced, found.places[0])
    try:
        path = Path(tempfile.mkdtemp(prefix="nianbao-trace-")) / "page.html"
        path.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise DatasetError(
            "page_unwritten", f"The page cannot be written ({error.strerror}); set TMPDIR to a directory that can."
        ) from error
    if not is_page:
        console.print("The file itself cannot be highlighted; what is written is the file as nianbao read it.")
    console.print(f"written    {path}", soft_wrap=True)
    # Without a screen Python would start a text browser in this terminal.
    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(path.as_uri())
