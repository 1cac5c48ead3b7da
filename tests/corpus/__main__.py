"""`python -m tests.corpus`: add a page, write the made ones, check one by eye, print the table of accuracy."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from output.show import plain_console, show_report
from tests.corpus import make as making
from tests.corpus.accuracy import markdown, scores
from tests.corpus.golden import PAGES, Golden, differences, load, observed, pages, read


@click.group()
def main() -> None:
    """The corpus of damaged pages and their golden records."""


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--defect", required=True, help="What is wrong with the page, in a sentence.")
@click.option("--source", required=True, help="Where the defect was seen.")
@click.option("--slug", default="", help="The page's name in the corpus; the file's name if not given.")
@click.option("--force", is_flag=True, help="Replace a golden record that is there.")
def add(file: Path, defect: str, source: str, slug: str, force: bool) -> None:
    """Add FILE: its golden record is what nianbao reads now. Check every figure by eye and correct the record by hand."""
    name = slug + "".join(file.suffixes) if slug else file.name
    page, record = PAGES / name, PAGES / f"{name.partition('.')[0]}.json"
    if record.exists() and not force:
        raise click.ClickException(f"{record.name} is there already; --force replaces it.")
    if file.resolve() != page:
        shutil.copyfile(file, page)
    golden = Golden(defect, source, [])
    reports = read(page, golden)
    golden.reports = [observed(report) for report in reports]
    for expected in golden.reports:
        expected.notes, expected.raw = [], []
    golden.save(record)
    for report in reports:
        show_report(plain_console(), report, {})
    click.echo(f"Wrote {record}. It says what nianbao read, not what is true: compare every figure with the page.")


@main.command()
@click.argument("slugs", nargs=-1)
def make(slugs: tuple[str, ...]) -> None:
    """Write the pages of cases_*.py and their golden records (those named, else all)."""
    click.echo(f"{len(list(making.write(slugs)))} pages written to {PAGES}")


@main.command()
@click.argument("slugs", nargs=-1)
def check(slugs: tuple[str, ...]) -> None:
    """Print what differs from the golden records."""
    for page in pages():
        golden = load(page.with_name(page.name.partition(".")[0] + ".json"))
        if not slugs or page.name.partition(".")[0] in slugs:
            for expected, report in zip(golden.reports, read(page, golden), strict=False):
                for line in differences(expected, report):
                    click.echo(f"{page.name}: {line}")


@main.command()
def table() -> None:
    """Print the table of accuracy (docs/accuracy.md)."""
    click.echo(markdown(scores()))


if __name__ == "__main__":
    main()
