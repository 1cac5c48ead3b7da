"""The commands of the crawler's room: `crawl` and `portals`."""

from __future__ import annotations

from pathlib import Path

import click

_DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, help="Data directory."
)
_CATALOGUE = click.option(
    "--catalogue", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A catalogue file in place of the one shipped."
)


@click.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL|URL|demo]...")
@click.option("--all", "everything", is_flag=True, help="Crawl every portal of the catalogue that has a column.")
@_CATALOGUE
@click.option(
    "--years", metavar="YYYY[-YYYY]", help="Fetch reports of these fiscal years only; those whose title names no year are fetched."
)
@click.option("--refresh", is_flag=True, help="Fetch every report again in full, without If-None-Match.")
@click.option("--allow-private", is_flag=True, help="Permit loopback and private addresses.")
@click.option("-s", "settings", multiple=True, metavar="SETTING=VALUE", help="A Scrapy setting; may be given several times.")
@_DATA
def crawl(  # noqa: PLR0913, PLR0917 - one parameter an option
    portals: tuple[str, ...],
    everything: bool,
    catalogue: Path | None,
    years: str | None,
    refresh: bool,
    allow_private: bool,
    settings: tuple[str, ...],
    data: Path,
) -> None:
    """Fetch the annual reports of portals, archive them, and build the dataset.

    PORTAL is an id or a name of the catalogue, URL a page that lists reports, and demo the portal that the package ships.
    """
    from crawler.launch import Wanted, launch
    from crawler.session import years_range

    if not portals and not everything:
        raise click.UsageError("Name a portal, an address or demo, or give --all.")
    if "demo" in portals and (len(portals) > 1 or everything or catalogue):
        raise click.UsageError("demo is crawled alone.")
    pairs = [setting.partition("=") for setting in settings]
    if bad := [name for name, equals, _ in pairs if not equals or not name]:
        raise click.UsageError(f"-s wants SETTING=VALUE, not {bad[0]!r}.")
    try:
        span = years_range(years) if years else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--years") from error
    wanted = Wanted(
        portals,
        everything,
        catalogue,
        span,
        refresh,
        {"NIANBAO_DATA": str(data), **{name: value for name, _, value in pairs}},
        allow_private,
    )
    raise SystemExit(launch(wanted))


@click.group(invoke_without_command=True)
@click.pass_context
def portals(context: click.Context) -> None:
    """Look at the portal catalogue; without a subcommand, list it."""
    if context.invoked_subcommand is None:
        context.invoke(list_portals)


@portals.command("list")
@_CATALOGUE
def list_portals(catalogue: Path | None = None) -> None:
    """List the portals of the catalogue with their columns."""
    from crawler.catalogue import SHIPPED, load
    from crawler.listing import print_portals

    print_portals(list(load(catalogue or SHIPPED).values()))


@portals.command("check")
@_CATALOGUE
def check_portals(catalogue: Path | None) -> None:
    """Check a catalogue file; every fault is one line. Exit code 1 where there is any."""
    from crawler.catalogue import SHIPPED, CatalogueError, load

    path = catalogue or SHIPPED
    try:
        found = load(path)
    except CatalogueError as error:
        if error.code == "catalogue_unreadable":
            raise
        click.echo("\n".join(error.faults))
        raise SystemExit(1) from error
    with_column = sum(1 for portal in found.values() if portal.columns)
    click.echo(f"{path.name}: {len(found)} portals, {with_column} of them with a column; no faults.")


COMMANDS: list[click.Command] = [crawl, portals]
