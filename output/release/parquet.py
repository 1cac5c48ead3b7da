"""The Parquet files of a release: one a table and year, in row groups that the usual questions can pass over."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from output.schema.prose import PROSE

# Within a block of agencies the rows stand by what is asked for first, then by agency. A row group so holds few indicators of some
# agencies: its statistics rule it out for another indicator as well as for another agency.
ORDER: Final[dict[str, tuple[str, ...]]] = {
    "reports": ("agency", "report_scope"),
    "cells": ("table", "row", "col", "agency", "report_id"),
    "checks": ("check", "scope", "agency", "report_id"),
    "facts": ("fact", "agency", "report_id"),
    "problems": ("code", "agency", "report_id", "where"),
    "panel": ("indicator", "agency", "report_scope"),
    "panel_wide": ("agency", "report_scope"),
}
_ROWS_A_GROUP: Final = 20_000
# A statistic repeats a whole text, and nobody asks for the smallest section. Figures have none either: Arrow 26 passes over a row group of
# nothing but 0.0 when `isin` or a filter "in" looks for 0.0, and rows in the order below are told apart by their keys.
_LONG: Final = (*PROSE, "raw")


def ordered(name: str, rows: pa.Table) -> pa.Table:
    """The rows of one block in the order of the release."""
    return rows.sort_by([(column, "ascending") for column in ORDER[name]])


class ParquetFile:
    """One file under construction: fixed options, so that equal rows give equal bytes for equal pins."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.rows = 0
        self._writer = pq.ParquetWriter(
            path,
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=6,
            write_statistics=[field.name for field in schema if field.name not in _LONG and not pa.types.is_floating(field.type)],
            write_page_checksum=True,
            store_schema=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def write(self, rows: pa.Table) -> None:
        """Append rows as row groups of their own."""
        if rows.num_rows:
            self._writer.write_table(rows, row_group_size=_ROWS_A_GROUP)
            self.rows += rows.num_rows

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
