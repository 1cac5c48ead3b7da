"""The command of this room: `parse`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from parsing.echo import echo

_UNREADABLE = 3


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
def parse(files: tuple[str, ...]) -> None:
    """Print the reports in FILE... as JSON, one object a line, in the order given.

    Every file that can be opened gets at least one line, whatever it holds. A path that cannot be read is named on standard error; the
    others are read all the same, and the exit code is 3.
    """
    from parsing.contract import parse as read

    unreadable = 0
    for name in files:
        try:
            data = Path(name).read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a NUL inside the name
            unreadable += 1
            reason = error.strerror if isinstance(error, OSError) else error
            echo(f"nianbao: {name}: {reason}; the other files are read all the same.", err=True)
            continue
        for report in read(data):
            report.source = name
            sys.stdout.buffer.write(json.dumps(report.to_dict(), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    if unreadable:
        sys.exit(_UNREADABLE)


COMMANDS: list[click.Command] = [parse]
