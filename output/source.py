"""A data directory as a release and its gates see it: without what is withheld, a block at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from output.blocks import Block, Fault, Layout, layout, read_blocks, read_file
from output.columns import rows_table
from output.comparisons import recounted, without_comparisons
from output.dataset import dataset_root
from output.decisions import Decisions, read_decisions
from output.errors import DatasetError
from output.schema import REGISTERS, TABLES

Row = dict[str, Any]
Key = tuple[str, int]


def require_dataset(data: Path) -> None:
    """Raises DatasetError (`no_dataset`) where there is none: a directory named by mistake is not made, nor locked."""
    if not dataset_root(data).is_dir():
        raise DatasetError("no_dataset", f"There is no dataset in {data}; run `nianbao crawl` or name another directory by --data.")


@dataclass(slots=True)
class Source:
    """An open data directory. `registers`: the unpartitioned tables as they are released; `coverage`: its rows by agency and year."""

    data: Path
    decisions: Decisions
    registers: dict[str, pa.Table]
    coverage: dict[Key, Row]
    layout: Layout
    faults: list[Fault]

    @classmethod
    def open(cls, data: Path) -> Source:
        """Read the registers and look through the folders. Raises DatasetError without a dataset, and for a faulty withheld.csv."""
        require_dataset(data)
        root = dataset_root(data)
        decisions, found = read_decisions(data), layout(root)
        faults, registers = list(found.faults), {}
        for table in REGISTERS:
            rows = read_file(table, root / f"{table.name}.parquet")
            if isinstance(rows, Fault):
                faults.append(rows)
            registers[table.name] = table.full_schema.empty_table() if isinstance(rows, Fault) else rows
        registers["coverage"] = _covered(registers["coverage"], decisions)
        registers["revisions"] = _without_withheld(registers["revisions"], decisions)
        return cls(data, decisions, registers, _by_key(registers["coverage"]), found, faults)

    def blocks(self, more: dict[int, list[str]] | None = None) -> Iterator[Block]:
        """Every block, without what is withheld. `more`: agencies by year that get a place in a block though there is nothing of them."""
        agencies: dict[int, list[str]] = defaultdict(list, {year: list(names) for year, names in (more or {}).items()})
        for agency, year in self.coverage:
            agencies[year].append(agency)
        for block in read_blocks(self.layout, agencies):
            block.tables = {name: _without_withheld(rows, self.decisions) for name, rows in block.tables.items()}
            kept = without_comparisons(block.tables["checks"], self.decisions, self.registers["agencies"])
            block.tables["reports"] = recounted(block.tables["reports"], block.tables["checks"], kept)
            block.tables["checks"] = kept
            yield block

    def parts(self) -> int:
        """How many agency-years there are to go through: the total that a progress bar counts to."""
        return len({(agency, year) for (_, year), files in self.layout.files.items() for agency in files} | set(self.coverage))


def _by_key(coverage: pa.Table) -> dict[Key, Row]:
    rows = coverage.select(["agency", "year", "outcome", "reason", "report_id"]).to_pylist()
    return {(row["agency"], row["year"]): row for row in rows}


def _covered(coverage: pa.Table, decisions: Decisions) -> pa.Table:
    """The coverage with the outcome `withheld` where that was decided; the reason that was written is the detail."""
    if not decisions.withheld:
        return coverage
    return rows_table(TABLES["coverage"], (_told(row, decisions) for row in coverage.to_pylist()))


def _told(row: Row, decisions: Decisions) -> Row:
    because = decisions.withheld_because(row["agency"], row["year"])
    if because is None:
        return row
    kept = {"agency": row["agency"], "year": row["year"]}
    return {**kept, "outcome": "withheld", "reason": "by_decision", "detail": because, "url": None, "report_id": None}


def _without_withheld(rows: pa.Table, decisions: Decisions) -> pa.Table:
    for line in decisions.withheld:
        withheld = pc.equal(rows["agency"], line.agency)
        if line.year is not None:
            withheld = pc.and_(withheld, pc.equal(rows["year"], line.year))
        rows = rows.filter(pc.invert(withheld))
    return rows
