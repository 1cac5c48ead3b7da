"""The command `crawl`."""

from __future__ import annotations

from pathlib import Path

import click

DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, help="Data directory."
)
CATALOGUE = click.option(
    "--catalogue",
    type=click.Path(path_type=Path),
    default=None,
    help="A catalogue file, or a directory of them, in place of the one shipped.",
)
PRIVATE = click.option("--allow-private", is_flag=True, help="Permit loopback and private addresses.")
SETTINGS = click.option("-s", "settings", multiple=True, metavar="SETTING=VALUE", help="A Scrapy setting; may be given several times.")


def pairs(settings: tuple[str, ...]) -> dict[str, str]:
    """The settings given with -s. Raises UsageError for one without a name or an equals sign."""
    parted = [setting.partition("=") for setting in settings]
    if bad := [name for name, equals, _ in parted if not equals or not name]:
        raise click.UsageError(f"-s wants SETTING=VALUE, not {bad[0]!r}.")
    return {name: value for name, _, value in parted}


@click.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL|URL|demo]...")
@click.option("--all", "everything", is_flag=True, help="Crawl every portal of the catalogue; those without a column are searched for one.")
@CATALOGUE
@click.option(
    "--years", metavar="YYYY[-YYYY]", help="Fetch reports of these fiscal years only; those whose title names no year are fetched."
)
@click.option("--refresh", is_flag=True, help="Fetch every report again in full, without If-None-Match.")
@PRIVATE
@SETTINGS
@DATA
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
    if portals and everything and "demo" not in portals:
        raise click.UsageError("Name portals, or give --all: not both.")
    if "demo" in portals and (len(portals) > 1 or everything or catalogue):
        raise click.UsageError("demo is crawled alone.")
    given = {"NIANBAO_DATA": str(data), **pairs(settings)}
    try:
        span = years_range(years) if years else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--years") from error
    raise SystemExit(launch(Wanted(portals, everything, catalogue, span, refresh, given, allow_private)))


COMMANDS: list[click.Command] = [crawl]
