"""From the archive to the dataset, in one call: read what is new, choose the revisions, write what changed, say what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from crawler import agency_years, choice, due, publishing, reading, verdicts
from crawler.executors import open_executor
from crawler.ledger import Ledger
from crawler.store import Store
from crawler.summary import BuildSummary
from crawler.unfinished import set_aside
from crawler.worse import worse
from output.progress import Progress, silent

__all__ = ["BuildSummary", "build"]


def build(  # noqa: PLR0913
    data: Path,
    *,
    executor: str | None = None,
    workers: int | None = None,
    full: bool = False,
    progress: Progress | None = None,
    today: date | None = None,
) -> BuildSummary:
    """Bring `data/dataset` up to date with `data/archive`.

    `executor`: None for a local pool of `workers` processes (default: one a CPU), else a Dask scheduler. `full`: read every capture that
    the archive holds and make every partition anew, whatever the ledger knows. `progress(stage, done, total)` is called for the stages
    scan (total 0), parse and write. `today` is the day by which reports are due (default: now in Shanghai). Raises ExecutorError,
    LedgerError, ArchiveError, DatasetError. The caller holds the run lock.
    """
    from output.dataset import dataset_root, sweep

    told = progress or silent
    dataset = dataset_root(data)
    with Store.open(data) as store, open_executor(executor, workers or reading.default_workers()) as engine:
        sweep(dataset)
        ledger = store.ledger
        damaged, ends = reading.restore_captures(ledger, store.archive_root, told) if full else ([], [])
        aside = {place: set_aside(store.archive_root, ledger, place) for place in ends}
        pages_read = reading.read_captures(ledger, store.archive_root, engine, told)
        choice.choose(ledger)
        written = publishing.write_changed(ledger, dataset, engine, told, every=full)
        verdicts.settle_addresses(ledger)
        registers, lost = _registers(ledger, dataset, today or due.today())
        summary = _summary(ledger)
    summary.damaged = [f"{place.file}, {place.stretch}" for place in damaged]
    summary.unfinished = [f"{place.file}, {place.stretch}, now in {path.name}" for place, path in aside.items()]
    summary.pages_read = pages_read
    summary.partitions_written = written.written
    summary.partitions_unchanged = written.unchanged
    summary.partitions_removed = written.removed
    summary.registers_written = registers
    summary.worse = lost
    return summary


def _registers(ledger: Ledger, dataset: Path, day: date) -> tuple[list[str], list[dict[str, Any]]]:
    """Write the unpartitioned tables; returns the names of those whose bytes changed, and what got worse since the last build."""
    from output.codes import code_rows
    from output.dataset import write_sorted, write_table

    known = agency_years.agencies(ledger)
    agency_years.cover(ledger, known, day)
    lost = worse(ledger, known)
    agency_years.keep(ledger, known)
    written = {
        "agencies": write_sorted(dataset, "agencies", (known[agency] for agency in sorted(known))),
        "coverage": write_sorted(dataset, "coverage", agency_years.coverage_rows(ledger)),
        "codes": write_table(dataset, "codes", code_rows()),
        "revisions": write_sorted(dataset, "revisions", publishing.revision_rows(ledger)),
    }
    return [name for name, changed in written.items() if changed], lost


def _summary(ledger: Ledger) -> BuildSummary:
    return BuildSummary(
        pages=_count(ledger, "SELECT count(*) AS n FROM captures"),
        agencies=_count(ledger, "SELECT count(*) AS n FROM agencies"),
        statuses=_counts(ledger, _STATUSES),
        outcomes=_counts(ledger, "SELECT outcome, count(*) AS n FROM agency_years GROUP BY outcome"),
        addresses=_counts(ledger, "SELECT outcome, count(*) AS n FROM addresses WHERE kind = 'report' GROUP BY outcome"),
    )


_STATUSES: Final = """
    SELECT r.status AS outcome, count(*) AS n FROM chosen AS h JOIN records AS r ON r.capture = h.capture AND r.item = h.item
    WHERE h.latest AND h.nth = 0 GROUP BY r.status
"""


def _count(ledger: Ledger, sql: str) -> int:
    row = ledger.one(sql)
    return int(row["n"]) if row else 0


def _counts(ledger: Ledger, sql: str) -> dict[str, int]:
    return {row["outcome"]: row["n"] for row in ledger.rows(sql)}
