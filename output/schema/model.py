"""What a table and a column of the dataset are, and how they become an Arrow schema with labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa

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
    """One column. `source` is the rule its value follows; `required` columns are never null; `unit` is "" for codes and texts."""

    name: str
    type: TypeName
    label_zh: str
    label_en: str
    description: str
    source: str = ""
    required: bool = False
    unit: str = ""

    @property
    def arrow(self) -> pa.Field:
        """The Arrow field, with `label_zh`, `label_en`, `description` and `unit` (where there is one) in its metadata."""
        labels = {"label_zh": self.label_zh, "label_en": self.label_en, "description": self.description}
        unit = {"unit": self.unit} if self.unit else {}
        return pa.field(self.name, ARROW_TYPES[self.type], nullable=not self.required, metadata=labels | unit)


@dataclass(frozen=True)
class Table:
    """One table. `key` names the columns that tell its rows apart; `partition` the directory keys that its files do not repeat."""

    name: str
    label_zh: str
    label_en: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    partition: tuple[Column, ...] = ()

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
        }
        return pa.schema([column.arrow for column in columns], metadata=labels)
