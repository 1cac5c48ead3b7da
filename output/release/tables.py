"""The tables of a release, streamed: a block of agencies is read, judged, masked, ordered and written before the next."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from output.blocks import Block
from output.gates import Survey
from output.panel import panel_table, wide_table
from output.progress import Progress
from output.release.csvs import CsvFile
from output.release.masking import mask_table
from output.release.parquet import ParquetFile, ordered
from output.release.partitions import write_partition_files, write_register_files
from output.schema import PARTITIONED, REGISTERS, TABLES
from output.source import Source

BY_YEAR: Final = (*(table.name for table in PARTITIONED), "panel")
WHOLE: Final = (*(table.name for table in REGISTERS), "panel_wide")


@dataclass(slots=True)
class Written:
    """What was written: (table, year or None) -> rows; the newest capture; how many texts were masked."""

    rows: dict[tuple[str, int | None], int] = field(default_factory=dict)
    newest: datetime | None = None
    masked: Counter[str] = field(default_factory=Counter)


class Tables:
    """The files under construction below `root`: those of all years stay open, those of a year until the next begins."""

    def __init__(self, root: Path, source: Source, partitioned: bool, stack: ExitStack) -> None:
        self._root, self._source, self._partitioned = root, source, partitioned
        self.written = Written()
        csvs = {name: CsvFile(root / f"csv/{name}.csv.gz", TABLES[name].full_schema) for name in (*BY_YEAR, *WHOLE)}
        self._csv = {name: stack.enter_context(file) for name, file in csvs.items()}
        self._wide = stack.enter_context(ParquetFile(root / "parquet/panel_wide.parquet", TABLES["panel_wide"].full_schema))
        self._of_year = stack.enter_context(ExitStack())
        self._year: int | None = None
        self._files: dict[str, ParquetFile] = {}

    def add(self, block: Block) -> None:
        """Write one block."""
        if block.year != self._year:
            self._begin(block.year)
        tables = {name: self._masked(name, rows) for name, rows in block.tables.items()}
        if self._partitioned:
            write_partition_files(self._root / "partitioned", block.year, tables)
        self._see(tables["reports"])
        tables |= self._derived(block, tables)
        for name in BY_YEAR:
            self._put(name, self._files[name], ordered(name, tables[name]), block.year)
        self._put("panel_wide", self._wide, ordered("panel_wide", tables["panel_wide"]), None)

    def finish(self) -> None:
        """Close the last year and write the registers."""
        self._of_year.close()
        registers = {name: self._masked(name, self._source.registers[name]) for name in (table.name for table in REGISTERS)}
        if self._partitioned:
            write_register_files(self._root / "partitioned", registers)
        for name, rows in registers.items():
            with ParquetFile(self._root / f"parquet/{name}.parquet", TABLES[name].full_schema) as file:
                self._put(name, file, rows, None)

    def _begin(self, year: int) -> None:
        self._of_year.close()
        self._year = year
        for name in BY_YEAR:
            path = self._root / f"parquet/{name}/{name}-{year}.parquet"
            self._files[name] = self._of_year.enter_context(ParquetFile(path, TABLES[name].full_schema))

    def _masked(self, name: str, rows: pa.Table) -> pa.Table:
        rows, changed = mask_table(name, rows)
        self.written.masked[name] += changed
        return rows

    def _derived(self, block: Block, tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
        known = self._source.registers
        coverage = known["coverage"]
        here = pc.and_(pc.equal(coverage["year"], block.year), pc.is_in(coverage["agency"], pa.array(block.agencies)))
        panel = panel_table({**known, **tables, "coverage": coverage.filter(here)})
        return {"panel": panel, "panel_wide": wide_table(panel, tables["reports"], known["agencies"])}

    def _see(self, reports: pa.Table) -> None:
        if reports.num_rows:
            latest = pc.max(reports["fetched_at"]).as_py()
            self.written.newest = max(self.written.newest or latest, latest)

    def _put(self, name: str, file: ParquetFile, rows: pa.Table, year: int | None) -> None:
        file.write(rows)
        self._csv[name].write(rows)
        self.written.rows[name, year] = self.written.rows.get((name, year), 0) + rows.num_rows


def write_tables(source: Source, survey: Survey, root: Path, progress: Progress, *, partitioned: bool) -> Written:
    """Write Parquet and CSV of every table below `root`, and take every block into the survey. Raises OSError when the disk refuses."""
    done, total = 0, source.parts()
    with ExitStack() as stack:
        tables = Tables(root, source, partitioned, stack)
        for block in source.blocks(survey.previous.agencies() if survey.previous else None):
            survey.add(block)
            if not block.faults:
                tables.add(block)
            done += len(block.agencies)
            progress("release", done, max(done, total))
        tables.finish()
    return tables.written
