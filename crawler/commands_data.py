"""The command that needs no network: `reparse`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.reading import Progress

_LINES_A_STAGE = 10


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
    from crawler.progress import set_up_logging
    from crawler.store import ARCHIVE_NAME
    from crawler.summary import summary_table

    if workers and scheduler:
        raise click.UsageError("Give --workers or --scheduler, not both.")
    if not (data / ARCHIVE_NAME).is_dir():
        raise ArchiveError("no_archive", f"{data} holds no archive; crawl first, or name the data directory by --data.")
    console = Console(stderr=True)
    set_up_logging(console, "INFO")
    with run_lock(data), _shown(console) as progress:
        summary = build(data, executor=scheduler, workers=workers, full=True, progress=progress)
    Console().print(summary_table(data, summary))


@contextmanager
def _shown(console: Console) -> Iterator[Progress]:
    """A bar a stage on a terminal, some lines a stage elsewhere."""
    if not console.is_terminal:
        yield _lines()
        return
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    with Bars(console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield show


def _lines() -> Progress:
    """Some log lines a stage, however small its steps."""
    logged: dict[str, int] = {}

    def show(stage: str, done: int, total: int) -> None:
        step = max(1, total // _LINES_A_STAGE) if total else 10_000
        if done == total or done // step > logged.get(stage, 0):
            logged[stage] = done // step
            logging.getLogger("nianbao.build").info("%s: %d of %s", stage, done, total or "…")

    return show


COMMANDS: list[click.Command] = [reparse]
