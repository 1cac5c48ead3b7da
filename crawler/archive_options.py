"""What the commands that work over a whole archive have in common: their options, and the archive these lead to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_OPTIONS = (
    click.option("--workers", type=click.IntRange(min=1), help="Local processes; one a CPU by default."),
    click.option("--scheduler", metavar="tcp://HOST:PORT|FILE.json", help="A Dask scheduler, in place of local processes."),
    click.option(
        "--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, help="Data directory."
    ),
)


def over_archive(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command function the options `--workers`, `--scheduler` and `--data`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def archive_of(data: Path, workers: int | None, scheduler: str | None) -> Path:
    """The archive of a data directory. Raises UsageError for workers beside a scheduler, ArchiveError where there is no archive."""
    from crawler.archive import ArchiveError
    from crawler.store import ARCHIVE_NAME

    if workers and scheduler:
        raise click.UsageError("Give --workers or --scheduler, not both.")
    if not (data / ARCHIVE_NAME).is_dir():
        raise ArchiveError("no_archive", f"{data} holds no archive; crawl first, or name the data directory by --data.")
    return data / ARCHIVE_NAME
