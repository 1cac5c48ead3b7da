"""The commands around the portal catalogue: `portals list|check|discover|probe`."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.commands import CATALOGUE, DATA, PRIVATE, SETTINGS, pairs
from parsing.echo import echo


@click.group(invoke_without_command=True)
@click.pass_context
def portals(context: click.Context) -> None:
    """Look at the portal catalogue; without a subcommand, list it."""
    if context.invoked_subcommand is None:
        context.invoke(list_portals, data=Path("data"))


@portals.command("list")
@CATALOGUE
@click.option("--found", is_flag=True, help="List the columns that the data directory remembers instead: found, walked or drifted.")
@DATA
def list_portals(data: Path, catalogue: Path | None = None, found: bool = False) -> None:
    """List the portals of the catalogue with their columns."""
    from crawler.catalogue import SHIPPED, load
    from crawler.listing import print_columns, print_portals

    if found:
        print_columns(data)
    else:
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
        echo("\n".join(error.faults))
        raise SystemExit(1) from error
    with_column = sum(1 for portal in found.values() if portal.columns)
    for host, ids in shared_hosts(found).items():
        echo(f"note: {host} is named by {', '.join(ids)}; one of them is probably wrong.")
    echo(f"{path.name}: {len(found)} portals, {with_column} of them with a column; no faults.")


@portals.command("discover")
@click.argument("portals", nargs=-1, metavar="[PORTAL|URL]...")
@click.option("--all", "everything", is_flag=True, help="Every portal without a known column that was not searched lately.")
@click.option("--limit", type=click.IntRange(min=1), help="Of --all, so many portals.")
@CATALOGUE
@PRIVATE
@SETTINGS
@DATA
def discover(  # noqa: PLR0913, PLR0917 - one parameter an option
    portals: tuple[str, ...],
    everything: bool,
    limit: int | None,
    catalogue: Path | None,
    allow_private: bool,
    settings: tuple[str, ...],
    data: Path,
) -> None:
    """Search portals for their annual-report columns, from the home page and with few requests.

    What is found is remembered in the data directory, where `crawl` uses it, and printed as lines for a catalogue file; a summary goes to
    standard error.
    """
    from crawler.probing import summary, toml
    from crawler.searching import Where, search

    if bool(portals) == everything or (limit and not everything):
        raise click.UsageError("Name portals, or give --all, with --limit if you like.")
    searched, code = search(Where(portals, catalogue, data, pairs(settings), allow_private, everything, limit))
    for one in searched:
        echo(summary(one), err=True)
    echo("\n\n".join(toml(one.search) for one in searched if one.search and one.search.found))
    raise SystemExit(code)


@portals.command("probe")
@click.argument("portal", metavar="PORTAL|URL")
@CATALOGUE
@PRIVATE
@SETTINGS
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data directory; by default one that is removed at the end.")
def probe(portal: str, catalogue: Path | None, allow_private: bool, settings: tuple[str, ...], data: Path | None) -> None:
    """Say step by step what a portal, or a page of one, looks like to the crawler, and what to write into the catalogue.

    Exit code 1 where no column was found. Reports are not fetched.
    """
    from tempfile import TemporaryDirectory

    from crawler.probing import lines
    from crawler.searching import Where, search

    with TemporaryDirectory(prefix="nianbao-probe-") as folder:
        (searched,), code = search(Where([portal], catalogue, data or Path(folder), pairs(settings), allow_private))
    for line in lines(searched):
        echo(line)
    found = searched.search is not None and bool(searched.search.found)
    raise SystemExit(code or (0 if found else 1))


COMMANDS: list[click.Command] = [portals]
