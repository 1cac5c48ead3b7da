"""The partitioned layout inside a release, on request: the dataset as it lies in a data directory, masked and without what is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from output.files import encode
from output.schema import PARTITIONED, TABLES


def write_partition_files(root: Path, year: int, tables: Mapping[str, pa.Table]) -> None:
    """One file a table and agency of one year, as `output.dataset` writes them; rows stand by agency."""
    for table in PARTITIONED:
        rows = tables[table.name]
        start = 0
        for agency, count in _runs(rows["agency"]):
            part = rows.slice(start, count).drop_columns(["agency", "year"])
            _write(root / table.name / f"agency={agency}" / f"year={year:04d}" / "part-0.parquet", part, small=True)
            start += count


def write_register_files(root: Path, registers: Mapping[str, pa.Table]) -> None:
    """The unpartitioned tables beside them."""
    for name, rows in registers.items():
        _write(root / f"{name}.parquet", rows, small=False)


def _write(path: Path, rows: pa.Table, *, small: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table = TABLES[path.stem] if not small else TABLES[path.parts[-4]]
    path.write_bytes(encode(pa.Table.from_arrays(rows.columns, schema=table.file_schema), small=small))


def _runs(agencies: pa.ChunkedArray) -> list[tuple[str, int]]:
    counted = pc.value_counts(agencies).to_pylist()
    return [(row["values"], row["counts"]) for row in counted]
