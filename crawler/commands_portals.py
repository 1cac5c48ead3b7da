"""The commands that look at the portal catalogue: `portals list|check`."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.commands import CATALOGUE


@click.group(invoke_without_command=True)
@click.pass_context
def portals(context: click.Context) -> None:
    """Look at the portal catalogue; without a subcommand, list it."""
    if context.invoked_subcommand is None:
        context.invoke(list_portals)


@portals.command("list")
@CATALOGUE
def list_portals(catalogue: Path | None = None) -> None:
    """List the portals of the catalogue with their columns."""
    from crawler.catalogue import SHIPPED, load
    from crawler.listing import print_portals

    print_portals(list(load(catalogue or SHIPPED).values()))


@portals.command("check")
@CATALOGUE
def check_portals(catalogue: Path | None) -> None:
    """Check a catalogue; every fault is one line. Exit code 1 where there is any; notes are no faults."""
    from crawler.catalogue import SHIPPED, CatalogueError, load, shared_hosts

    path = catalogue or SHIPPED
    try:
        found = load(path)
    except CatalogueError as error:
        if error.code == "catalogue_unreadable":
            raise
        click.echo("\n".join(error.faults))
        raise SystemExit(1) from error
    with_column = sum(1 for portal in found.values() if portal.columns)
    for host, ids in shared_hosts(found).items():
        click.echo(f"note: {host} is named by {', '.join(ids)}; one of them is probably wrong.")
    click.echo(f"{path.name}: {len(found)} portals, {with_column} of them with a column; no faults.")


COMMANDS: list[click.Command] = [portals]
