"""The commands that need no network: `reparse`, and `audit` beside it."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.commands_audit import audit


@click.command()
@click.option("--workers", type=click.IntRange(min=1), help="Local processes; one a CPU by default.")
@click.option("--scheduler", metavar="tcp://HOST:PORT|FILE.json", help="A Dask scheduler, in place of local processes.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, help="Data directory.")
def reparse(workers: int | None, scheduler: str | None, data: Path) -> None:
    """Read the whole archive anew and bring the dataset up to date, without the network."""
    from rich.console import Console

    from crawler.archive import ArchiveError
    from crawler.build import build
    from crawler.locks import run_lock
    from crawler.progress import build_shown, set_up_logging
    from crawler.store import ARCHIVE_NAME
    from crawler.summary import summary_table

    if workers and scheduler:
        raise click.UsageError("Give --workers or --scheduler, not both.")
    if not (data / ARCHIVE_NAME).is_dir():
        raise ArchiveError("no_archive", f"{data} holds no archive; crawl first, or name the data directory by --data.")
    console = Console(stderr=True)
    set_up_logging(console, "INFO")
    with run_lock(data), build_shown(console) as progress:
        summary = build(data, executor=scheduler, workers=workers, full=True, progress=progress)
    Console().print(summary_table(data, summary))


COMMANDS: list[click.Command] = [reparse, audit]
