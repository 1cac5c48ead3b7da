"""The commands of this room: `show` and `coverage`. Heavy imports wait until a command runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pyarrow as pa

# A fiscal year; anything else is wrong usage.
YEAR = click.IntRange(1000, 9999)
_DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The data directory.",
)


@click.command()
@click.argument("what", metavar="FILE|AGENCY")
@click.argument("year", type=YEAR, required=False)
@_DATA
def show(what: str, year: int | None, data: Path) -> None:
    """Print a report's tables as a person checks them: of a FILE, or of an AGENCY (id or name) and YEAR in the dataset."""
    from output.show import plain_console, show_report
    from output.shown import from_dataset, from_file

    console = plain_console()
    found = from_file(Path(what)) if year is None else from_dataset(data, what, year)
    for number, (report, known) in enumerate(found):
        if number:
            console.rule()
        show_report(console, report, known)


@click.command()
@_DATA
@click.option("--format", "form", type=click.Choice(["table", "csv", "parquet"]), default="table", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of standard output.")
def coverage(data: Path, form: str, output: Path | None) -> None:
    """Print agencies by years: what came of every report, and why some are not there."""
    from output.coverage import as_csv, as_parquet, as_text, coverage_table, show_coverage
    from output.show import plain_console
    from output.worse import last_worse, worse_lines

    if form == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for a terminal: add --output FILE or redirect the output.")
    table = coverage_table(data)
    if form == "table" and output is None:
        console = plain_console()
        show_coverage(console, table)
        if lines := worse_lines(last_worse(data)):
            console.print("\nWorse since the run before:", *lines, sep="\n", markup=False)
        return
    writers: dict[str, Callable[[pa.Table], bytes]] = {"table": as_text, "csv": as_csv, "parquet": as_parquet}
    content = writers[form](table)
    if output:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


COMMANDS: list[click.Command] = [show, coverage]
