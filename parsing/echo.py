"""Lines on the screen: what a portal or a file says may hold escape sequences, which a terminal would obey."""

from __future__ import annotations

import click

from parsing.file_names import without_controls


def plain(text: str) -> str:
    """A text without control and direction characters, but for line ends and tabs; what a locale could not decode of a path is escaped."""
    escaped = text.encode("utf-8", "backslashreplace").decode()
    return "\t".join(map(without_controls, escaped.split("\t")))


def echo(line: str, *, err: bool = False) -> None:
    """Print a line on standard output or standard error."""
    click.echo(plain(line), err=err)  # noqa: TID251 - the one place
