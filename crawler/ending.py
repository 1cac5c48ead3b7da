"""How a crawl ended, for people: what was found, what came of it, and where the data lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from crawler.session import Session

if TYPE_CHECKING:
    from crawler.summary import BuildSummary

# A matrix of more agencies than this is for `nianbao coverage`, not for the end of a run.
_MATRIX = 60
_FINDINGS = 40


def print_ending(session: Session, summary: BuildSummary | None) -> None:
    """Print the ending on standard output: the matrix of agencies by years, the crawl, the build. Raises DatasetError."""
    from output.show import plain_console

    console = plain_console()
    data = session.options.data
    if summary is not None and 0 < summary.agencies <= _MATRIX:
        from output.coverage import coverage_table, show_coverage

        show_coverage(console, coverage_table(data))
        console.print()
    console.print(_crawl_table(session))
    if summary is not None:
        from crawler.summary import summary_table

        console.print(summary_table(data, summary))


def _crawl_table(session: Session) -> Table:
    tally = session.tally
    found = [f"{finding.level} {finding.code}: {finding.portal}: {finding.sentence}" for finding in tally.findings]
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_row("crawled", f"{len(tally.portals)} portals, {tally.pages} list pages, {tally.requests} responses in {tally.seconds} s")
    came = [f"{name} {n}" for name, n in sorted(tally.outcomes.items())] + ([f"not due {tally.not_due}"] if tally.not_due else [])
    table.add_row("found", f"{tally.listed} entries: " + ", ".join(came))
    table.add_row("archive", str(session.store.archive_root))
    for sentence in found[:_FINDINGS]:
        table.add_row("", sentence)
    if len(found) > _FINDINGS:
        table.add_row("", f"… and {len(found) - _FINDINGS} more in run.json")
    return table
