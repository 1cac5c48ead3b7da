"""What a table and a column of the dataset are, and how they become an Arrow schema with labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa

from output.schema.version import SCHEMA_VERSION

TypeName = Literal["string", "int64", "float64", "bool", "date", "timestamp", "strings"]

ARROW_TYPES: dict[TypeName, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("s", tz="UTC"),
    "strings": pa.list_(pa.field("element", pa.string())),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `source` is the rule its value follows; `required` columns are never null; `unit` is "" for codes and texts.

    `warning` is what a user of the column must mind, "" for nothing.
    """

    name: str
    type: TypeName
    label_zh: str
    label_en: str
    description: str
    source: str = ""
    required: bool = False
    unit: str = ""
    warning: str = ""

    @property
    def stata(self) -> str:
        """The name of the variable in Stata, which takes 32 characters: the column's own, as a test of the registry holds."""
        return self.name

    @property
    def arrow(self) -> pa.Field:
        """The Arrow field, with `label_zh`, `label_en`, `description`, `unit` and `warning` (where there are) in its metadata."""
        labels = {"label_zh": self.label_zh, "label_en": self.label_en, "description": self.description}
        more = {name: text for name, text in (("unit", self.unit), ("warning", self.warning)) if text}
        return pa.field(self.name, ARROW_TYPES[self.type], nullable=not self.required, metadata=labels | more)


@dataclass(frozen=True)
class Table:
    """One table. `key` names the columns that tell its rows apart; `partition` the directory keys that its files do not repeat.

    A `derived` table is made from the others: a data directory holds no file of it, a release does.
    """

    name: str
    label_zh: str
    label_en: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    partition: tuple[Column, ...] = ()
    derived: bool = False

    @cached_property
    def file_schema(self) -> pa.Schema:
        """The schema of one file in the dataset."""
        return self._schema(self.columns)

    @cached_property
    def full_schema(self) -> pa.Schema:
        """The schema of the whole table: the directory keys come first, then the columns of the files."""
        return self._schema((*self.partition, *self.columns))

    def _schema(self, columns: tuple[Column, ...]) -> pa.Schema:
        labels = {
            "table": self.name,
            "label_zh": self.label_zh,
            "label_en": self.label_en,
            "description": self.description,
            "key": ",".join(self.key),
            "schema_version": str(SCHEMA_VERSION),
        }
        return pa.schema([column.arrow for column in columns], metadata=labels)
