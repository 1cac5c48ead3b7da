"""The commands that need no network: `reparse`, and `audit` and `trace` beside it."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.archive_options import archive_of, over_archive
from crawler.commands_audit import audit
from crawler.commands_trace import trace


@click.command()
@over_archive
def reparse(workers: int | None, scheduler: str | None, data: Path) -> None:
    """Read the whole archive anew and bring the dataset up to date, without the network. Exit code 1 where the archive is damaged."""
    from crawler.build import build
    from crawler.limits import lean_arrow
    from crawler.summary import summary_table
    from output.locks import run_lock
    from output.progress import set_up_logging, stages_shown
    from output.show import plain_console

    archive_of(data, workers, scheduler)
    console = plain_console(err=True)
    set_up_logging(console, "INFO")
    with run_lock(data), lean_arrow(), stages_shown(console, "nianbao.build") as progress:
        summary = build(data, executor=scheduler, workers=workers, full=True, progress=progress)
    plain_console().print(summary_table(data, summary))
    raise SystemExit(1 if summary.damaged else 0)


COMMANDS: list[click.Command] = [reparse, audit, trace]
