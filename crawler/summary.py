"""What a build did, as figures and as a short table for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from output.worse import worse_lines


@dataclass(slots=True)
class BuildSummary:
    """What a build did and what the dataset holds now.

    `pages`: captures known; `pages_read`: those read in this build. `statuses`: reports in the dataset by status; `outcomes`: agency-years
    by outcome; `addresses`: report addresses by outcome. Partitions are counted by whether bytes changed; `registers_written` names the
    unpartitioned tables that did; `worse` the agency-years that were better before (`crawler.worse`); `damaged` the places of the archive
    that hold no record any more; `unfinished` those at the end of a file that a killed run left, which were set aside.
    """

    pages: int = 0
    pages_read: int = 0
    agencies: int = 0
    partitions_written: int = 0
    partitions_unchanged: int = 0
    partitions_removed: int = 0
    registers_written: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)
    worse: list[dict[str, Any]] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything under `dataset/` was written or removed."""
        return bool(self.partitions_written or self.partitions_removed or self.registers_written)


def summary_table(data: Path, summary: BuildSummary) -> Table:
    """The figures of a build, for the end of a command; fits 80 columns."""
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    for label, text in _lines(data, summary):
        table.add_row(label, text)
    for n, line in enumerate(worse_lines(summary.worse)):
        table.add_row("" if n else "got worse", line)
    for n, place in enumerate(summary.damaged):
        table.add_row("" if n else "damaged", f"{place}: restore the archive file from a copy")
    for n, place in enumerate(summary.unfinished):
        table.add_row("" if n else "unfinished", f"{place}: what a killed run leaves; if this is a copy, compare its source")
    return table


def _lines(data: Path, summary: BuildSummary) -> list[tuple[str, str]]:
    partitions = f"{summary.partitions_written} written, {summary.partitions_unchanged} unchanged, {summary.partitions_removed} removed"
    return [
        ("pages", f"{summary.pages_read} read now, {summary.pages} in the archive"),
        ("agencies", str(summary.agencies)),
        ("reports", _counts(summary.statuses)),
        ("agency-years", _counts(summary.outcomes)),
        ("addresses", _counts(summary.addresses)),
        ("partitions", partitions),
        ("registers", ", ".join(summary.registers_written) + " written" if summary.registers_written else "unchanged"),
        ("dataset", str(data / "dataset") if summary.changed else f"{data / 'dataset'}: nothing was written, nothing changed"),
    ]


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items())) or "none"
