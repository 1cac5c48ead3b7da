"""The front door: `nianbao` on the command line, `nianbao.parse` and `nianbao.load` in Python. No logic lives here."""

from __future__ import annotations

import importlib
import io
import sys
from typing import TYPE_CHECKING, Any

import click

from output import interrupts
from parsing.echo import echo
from parsing.errors import NianbaoError
from parsing.version import VERSION

if TYPE_CHECKING:
    from output.load import load
    from parsing import parse

__all__ = ["load", "main", "parse"]
__version__ = VERSION

_ROOMS = (
    "crawler.commands",
    "crawler.commands_portals",
    "crawler.commands_data",
    "crawler.commands_doctor",
    "output.commands",
    "output.commands_release",
    "parsing.commands",
)


def __getattr__(name: str) -> Any:
    """`parse` and `load` are imported at first use: `nianbao --help` needs neither lxml nor pandas."""
    homes = {"parse": "parsing", "load": "output.load"}
    if name not in homes:
        raise AttributeError(f"module 'nianbao' has no attribute {name!r}")
    return getattr(importlib.import_module(homes[name]), name)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="nianbao")
def cli() -> None:
    """Collect the annual open-government-information reports of Chinese agencies, read their tables, and publish the figures as Parquet."""


def main() -> None:
    """Run the command line and exit: 0 done, 1 a monitor of level stop, 2 wrong usage, 3 could not run, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # What is piped on is UTF-8 in every locale; a terminal of another charset shows what it can.
        if isinstance(stream, io.TextIOWrapper):
            # A path that the locale could not decode has lone surrogates, which no stream takes.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace" if stream.isatty() else "backslashreplace")
    interrupts.in_order()
    try:
        for room in _ROOMS:
            for command in importlib.import_module(room).COMMANDS:
                cli.add_command(command)
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except NianbaoError as error:
        echo(f"nianbao: {error.sentence}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        echo("nianbao: interrupted; nothing is torn, and the same command goes on or begins anew.", err=True)
        interrupts.leave()
    interrupts.at_once()
    sys.exit(code)


if __name__ == "__main__":
    main()
