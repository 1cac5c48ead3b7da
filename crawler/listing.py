"""Prints the catalogue: a table on a terminal, one line of tab-separated fields a portal elsewhere."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from crawler.catalogue import Portal


def print_portals(portals: list[Portal]) -> None:
    """Print id, name, columns with family and layout, and whether anybody verified them."""
    rows = [(portal.id, portal.name, _columns(portal), portal.verified) for portal in portals]
    console = Console()
    if not console.is_terminal:
        for row in rows:
            click.echo("\t".join(field.replace("\n", " ") for field in row))
        return
    table = Table("id", "name", "column", "verified")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _columns(portal: Portal) -> str:
    return "\n".join(f"{column.url} ({column.family}, {column.layout})" for column in portal.columns) or "-"
