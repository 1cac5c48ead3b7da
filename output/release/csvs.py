"""The CSV files of a release: one a table, UTF-8, gzipped without time or name, so that equal rows give equal bytes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

_LEVEL: Final = 6
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


class CsvFile:
    """One file under construction. Null is an empty field, an empty text is two quotes; moments are ISO 8601 in UTC, lists JSON."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        self._zip = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._file, mtime=0)
        plain = pa.schema([pa.field(field.name, _plain_type(field.type)) for field in schema])
        self._writer = arrow_csv.CSVWriter(self._zip, plain)
        self._schema = plain

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def write(self, rows: pa.Table) -> None:
        """Append rows."""
        self._writer.write_table(pa.Table.from_arrays([_plain(column) for column in rows.columns], schema=self._schema))

    def close(self) -> None:
        """Finish the file."""
        try:
            self._writer.close()
            self._zip.close()
        finally:
            self._file.close()


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_timestamp(kind) or pa.types.is_list(kind) else kind


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format=_MOMENT, locale="C")
    if pa.types.is_list(column.type):
        texts = (None if names is None else json.dumps(names, ensure_ascii=False) for names in column.to_pylist())
        return pa.chunked_array([pa.array(texts, pa.string())])
    return column
