"""How a crawl ended, for people: what was found and read, and where the data lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from crawler.session import Session

if TYPE_CHECKING:
    from crawler.build import BuildSummary


def print_ending(session: Session, summary: BuildSummary | None) -> None:
    """Print the ending on standard output."""
    console = Console()
    tally = session.tally
    console.print(", ".join(f"{outcome} {count}" for outcome, count in sorted(tally.outcomes.items())))
