"""What changed since the last release, report by report and cell by cell, and whether the source changed or our reading of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from output.blocks import AGENCIES_A_BLOCK
from output.columns import rows_table
from output.decisions import Decisions
from output.gates.previous import Previous, file_digest, rows_among, table_file
from output.release.cell_changes import Key, Row, changed_cells
from output.release.csvs import CsvFile
from output.release.parquet import ParquetFile
from output.schema import TABLES
from output.schema.changelog import CHANGES

# What tells that a report is the same page: all else may only be read otherwise. The day it was last seen, who read it, and how it stands
# beside other reports, are no change of it.
_SOURCE: Final = ("sha256", "revision", "member")
_IGNORED: Final = ("report_id", "last_seen", "parser_version", "fetched_at", "soft_checks_failed")


class Changes:
    """The comparison of one release with the one before."""

    def __init__(self, root: Path, previous: Previous, decisions: Decisions) -> None:
        self._roots = previous.root, root
        self._decisions = decisions
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def write(self) -> dict[tuple[str, int | None], int]:
        """Compare year by year, some agencies at a time, and write the table; `counts` then has each (kind, change, cause).

        Returns its rows, as those of the other tables are counted. Raises OSError when the disk refuses.
        """
        root, schema = self._roots[1], CHANGES.full_schema
        with ParquetFile(root / "parquet/changes.parquet", schema) as file, CsvFile(root / "csv/changes.csv.gz", schema) as csv:
            for year in sorted({_year(found) for root in self._roots for found in (root / "parquet/reports").glob("*.parquet")}):
                for agencies in _ranges(self._roots, year):
                    rows = [row for row in self._among(year, agencies) if row]
                    self.counts.update((row["kind"], row["change"], row["cause"]) for row in rows)
                    table = rows_table(CHANGES, rows)
                    file.write(table)
                    csv.write(table)
        return {(CHANGES.name, None): file.rows}

    def _among(self, year: int, agencies: Sequence[str]) -> Iterator[Row]:
        before, now = (_by_key(rows_among(root, "reports", year, agencies)) for root in self._roots)
        causes = {key: _cause(before[key], now[key]) for key in before.keys() & now.keys()}
        cells = (
            {} if _same_bytes(self._roots, f"parquet/cells/cells-{year}.parquet") else changed_cells(self._roots, year, agencies, causes)
        )
        for key in sorted(before.keys() | now.keys()):
            yield self._report(key, before.get(key), now.get(key), bool(cells.get(key)))
            yield from cells.get(key, ())

    def _report(self, key: Key, before: Row | None, now: Row | None, cells: bool) -> Row:
        head = {"agency": key[0], "year": key[1], "report_scope": key[2], "kind": "report"}
        head |= {"old_status": before["status"], "old_report_id": before["report_id"]} if before else {}
        head |= {"new_status": now["status"], "new_report_id": now["report_id"]} if now else {}
        if before is None:
            return {**head, "change": "ADD", "cause": "source"}
        if now is None:
            return {**head, "change": "DEL", **self._lost(key)}
        differ = [
            name for name in TABLES["reports"].full_schema.names if name not in _IGNORED and name in before and before[name] != now[name]
        ]
        if not differ and not cells:
            return {}
        return {**head, "change": "MOD", "cause": _cause(before, now), "detail": ", ".join(differ) or "cells"}

    def _lost(self, key: Key) -> Row:
        if because := self._decisions.withheld_because(*key[:2]):
            return {"cause": "withheld", "detail": because}
        return {"cause": "accepted", "detail": self._decisions.accepted_because("reports", *key[:2])}


def _cause(before: Row, now: Row) -> str:
    return "source" if any(before.get(name) != now.get(name) for name in _SOURCE) else "reading"


def _year(path: Path) -> int:
    return int(path.stem.rpartition("-")[2])


def _by_key(reports: pa.Table) -> dict[Key, Row]:
    return {(row["agency"], row["year"], row["report_scope"]): row for row in reports.to_pylist()}


def _ranges(roots: Sequence[Path], year: int) -> Iterator[Sequence[str]]:
    """The agencies with a report of the year in either release, some at a time."""
    paths = [path for root in roots if (path := table_file(root, "reports", year)).is_file()]
    agencies = sorted({agency for path in paths for agency in pq.read_table(path, columns=["agency"])["agency"].to_pylist()})
    return (agencies[start : start + AGENCIES_A_BLOCK] for start in range(0, len(agencies), AGENCIES_A_BLOCK))


def _same_bytes(roots: Sequence[Path], path: str) -> bool:
    files = [root / path for root in roots]
    return all(file.is_file() for file in files) and len({file_digest(file) for file in files}) == 1
