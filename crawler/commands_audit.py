"""The command that sets the two readings of the archive side by side: `audit`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--workers", type=click.IntRange(min=1), help="Local processes; one a CPU by default.")
@click.option("--scheduler", metavar="tcp://HOST:PORT|FILE.json", help="A Dask scheduler, in place of local processes.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, help="Data directory.")
def audit(workers: int | None, scheduler: str | None, data: Path) -> None:
    """Read every page of the archive in two independent ways and list each cell that they show differently.

    Nothing is written. Each difference is one line: address, cell, first reading, second reading, separated by tabs. Exit code 1 where
    there is any.
    """
    from rich.console import Console

    from crawler.archive import ArchiveError
    from crawler.auditing import audit_archive
    from crawler.executors import open_executor
    from crawler.locks import run_lock
    from crawler.progress import build_shown, set_up_logging
    from crawler.reading import default_workers
    from crawler.store import ARCHIVE_NAME

    if workers and scheduler:
        raise click.UsageError("Give --workers or --scheduler, not both.")
    if not (data / ARCHIVE_NAME).is_dir():
        raise ArchiveError("no_archive", f"{data} holds no archive; crawl first, or name the data directory by --data.")
    console = Console(stderr=True)
    set_up_logging(console, "INFO")
    with (
        run_lock(data),
        build_shown(console) as progress,
        open_executor(scheduler, workers or default_workers()) as engine,
    ):
        summary = audit_archive(data / ARCHIVE_NAME, engine, progress)
    for found in summary.findings:
        click.echo("\t".join((found.url, found.where, found.first, found.second)))
    click.echo(
        f"{summary.pages} pages, {summary.with_tables} with tables of a form, {summary.cells} cells read both ways: "
        f"{len(summary.findings)} differences."
    )
    raise SystemExit(1 if summary.findings else 0)
