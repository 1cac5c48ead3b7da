"""The dataset read block by block, one year and some agencies at a time, whatever is wrong with some of its files."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from output.files import STAGING
from output.schema import PARTITIONED, REGISTERS, SCHEMA_VERSION, Table
from output.versions import version_of

AGENCIES_A_BLOCK = 1_024
_READERS = 4
_FILE = "part-0.parquet"


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not as it must be: torn (unreadable), schema (not the columns of its table) or stray (none of the dataset's)."""

    kind: Literal["torn", "schema", "stray"]
    path: str
    what: str


@dataclass(slots=True)
class Block:
    """Some agencies of one year: their rows of the partitioned tables, `agency` and `year` first, and the faults of their files."""

    year: int
    agencies: tuple[str, ...]
    tables: dict[str, pa.Table]
    faults: list[Fault] = field(default_factory=list)

    def only(self, table: str) -> pa.Table:
        """One table of the block."""
        return self.tables[table]


@dataclass(slots=True)
class Layout:
    """The partition files by table, year and agency, and what else lies among them."""

    files: dict[tuple[str, int], dict[str, list[str]]]
    faults: list[Fault]

    @property
    def years(self) -> list[int]:
        """The years that any table has."""
        return sorted({year for _, year in self.files})

    def agencies(self, year: int) -> list[str]:
        """The agencies that any table has in a year."""
        found = (self.files.get((table.name, year), {}) for table in PARTITIONED)
        return sorted(set(chain.from_iterable(found)))


def layout(root: Path) -> Layout:
    """Look through the folders of a dataset; no file is opened. Raises OSError where one cannot be listed."""
    files: dict[tuple[str, int], dict[str, list[str]]] = defaultdict(dict)
    faults: list[Fault] = []
    for table in PARTITIONED:
        for agency_folder in _listed(root / table.name):
            for year_folder in _listed(agency_folder):
                agency, year = _key(agency_folder, "agency="), _key(year_folder, "year=")
                found = [str(path) for path in _listed(year_folder) if path.name.endswith(".parquet")]
                if agency and year.isdigit() and len(found) == len(list(_listed(year_folder))):
                    files[table.name, int(year)][agency] = found
                else:
                    faults.append(Fault("stray", str(year_folder.relative_to(root)), "no partition of the dataset"))
    faults += [Fault("stray", path.name, "no table of the dataset") for path in _listed(root) if path.name not in _KNOWN]
    return Layout(dict(files), faults)


_KNOWN = {table.name for table in PARTITIONED} | {f"{table.name}.parquet" for table in REGISTERS} | {STAGING}


def _listed(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        yield from (folder / name for name in sorted(entry.name for entry in entries))


def _key(folder: Path, prefix: str) -> str:
    return folder.name.removeprefix(prefix) if folder.name.startswith(prefix) else ""


def read_blocks(found: Layout, agencies_by_year: Mapping[int, Sequence[str]]) -> Iterator[Block]:
    """Every block, by year and agency. `agencies_by_year` names those that shall have a place in a block beside those with files."""
    with ThreadPoolExecutor(_READERS) as readers:
        for year in sorted({*found.years, *agencies_by_year}):
            agencies = iter(sorted({*found.agencies(year), *agencies_by_year.get(year, ())}))
            while some := tuple(islice(agencies, AGENCIES_A_BLOCK)):
                block = Block(year, some, {})
                for table in PARTITIONED:
                    files = found.files.get((table.name, year), {})
                    block.tables[table.name] = _read(table, block, files, readers)
                yield block


def _read(table: Table, block: Block, files: Mapping[str, list[str]], readers: ThreadPoolExecutor) -> pa.Table:
    wanted = [(agency, path) for agency in block.agencies for path in files.get(agency, ())]
    parts, agencies = [], []
    for (agency, _), part in zip(wanted, readers.map(lambda one: read_file(table, Path(one[1])), wanted), strict=True):
        if isinstance(part, Fault):
            block.faults.append(part)
        elif part.num_rows:
            parts.append(part)
            agencies.append(agency)
    if not parts:
        return table.full_schema.empty_table()
    return _with_keys(table, block.year, parts, agencies)


def _with_keys(table: Table, year: int, parts: list[pa.Table], agencies: list[str]) -> pa.Table:
    whole = pa.concat_tables(parts)
    places = np.repeat(np.arange(len(parts), dtype=np.int32), [part.num_rows for part in parts])
    agency = pa.DictionaryArray.from_arrays(pa.array(places), pa.array(agencies)).cast(pa.string())
    years = pa.array(np.full(len(places), year, dtype=np.int64))
    return pa.Table.from_arrays([agency, years, *whole.columns], schema=table.full_schema).combine_chunks()


def read_file(table: Table, path: Path) -> pa.Table | Fault:
    """The rows of one file of a table, pages verified by checksums where it has them; a Fault where it is torn or of other columns."""
    try:
        file = pq.ParquetFile(pa.BufferReader(path.read_bytes()), page_checksum_verification=True)
        if differs := differing(table, file.schema_arrow):
            return Fault("schema", str(path), differs)
        columns = file.read(use_threads=False).columns
        arrays = [column.cast(field.type) for column, field in zip(columns, table.file_schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=table.file_schema)
    except (OSError, pa.ArrowException) as error:
        return Fault("torn", str(path), str(error).partition("\n")[0])


def differing(table: Table, schema: pa.Schema) -> str:
    """How the columns of a file differ from the registered ones, "" where they do not."""
    expected = {name: table.file_schema.field(name) for name in table.file_schema.names}
    found = {name: schema.field(name) for name in schema.names}
    if (version := version_of(schema)) != SCHEMA_VERSION:
        return f"has schema version {version}, this nianbao writes {SCHEMA_VERSION}"
    lacking = [name for name in expected if name not in found]
    foreign = [name for name in found if name not in expected]
    other = [name for name in expected if name in found and not _same(found[name], expected[name])]
    said = [
        f"{word} {', '.join(names)}" for word, names in (("lacks", lacking), ("has also", foreign), ("another type of", other)) if names
    ]
    return "; ".join(said) or ("" if schema.names == table.file_schema.names else "the columns stand in another order")


def _same(found: pa.Field, expected: pa.Field) -> bool:
    # Parquet has no whole seconds: what is written so comes back in milliseconds.
    stored = pa.timestamp("ms", tz="UTC") if expected.type == pa.timestamp("s", tz="UTC") else expected.type
    return bool(found.type == stored and found.nullable == expected.nullable)
