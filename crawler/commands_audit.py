"""The command that sets the two readings of the archive side by side: `audit`."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.archive_options import archive_of, over_archive


@click.command()
@over_archive
def audit(workers: int | None, scheduler: str | None, data: Path) -> None:
    """Read every page of the archive in two independent ways and list each cell that they show differently.

    Nothing is written. Each difference is one line: address, cell, first reading, second reading, separated by tabs; so is
    each damaged place of the archive. Exit code 1 where there is any.
    """
    from crawler.auditing import audit_archive
    from crawler.executors import open_executor
    from crawler.reading import default_workers
    from output.locks import reading_lock
    from output.progress import set_up_logging, stages_shown
    from output.show import plain_console
    from parsing.echo import echo

    archive = archive_of(data, workers, scheduler)
    console = plain_console(err=True)
    set_up_logging(console, "INFO")
    with (
        reading_lock(data),
        stages_shown(console, "nianbao.build") as progress,
        open_executor(scheduler, workers or default_workers()) as engine,
    ):
        summary = audit_archive(archive, engine, progress)
    for found in summary.findings:
        echo("\t".join((found.url, found.where, found.first, found.second)))
    echo(
        f"{summary.pages} pages, {summary.with_tables} with tables of a form, {summary.cells} cells read both ways: "
        f"{len(summary.findings)} differences."
    )
    raise SystemExit(1 if summary.findings else 0)
