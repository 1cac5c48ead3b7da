"""The command `doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.commands import DATA, SETTINGS, pairs
from parsing.echo import echo


@click.command()
@DATA
@SETTINGS
def doctor(data: Path, settings: tuple[str, ...]) -> None:
    """Say what is installed and whether the data directory is sound, each with what to do. Exit code 1 where something is broken."""
    from crawler.doctor import examine

    lines = list(examine(data, pairs(settings)))
    for line in lines:
        echo(f"{line.level:5}  {line.about}: {line.found}" + (f". {line.do}" if line.do else ""))
    raise SystemExit(1 if any(line.level == "fault" for line in lines) else 0)


COMMANDS: list[click.Command] = [doctor]
