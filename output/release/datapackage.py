"""datapackage.json: the CSV files as tables with their schemas, the Parquet files beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from output.release.about import KEYWORDS, LICENCE, About
from output.schema import PARTITIONED, TABLES, Column, Table

Json = dict[str, Any]

_TYPES: Final = {
    "string": "string",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "strings": "array",
}
_CHILDREN: Final = [table.name for table in PARTITIONED if table.name != "reports"]


def _in_csv(column: Column) -> str:
    return _TYPES[column.type]


def _in_parquet(column: Column) -> str:
    """As validators read it, by pandas: lists are arrays of another kind, whole numbers of which some are missing are floats (one agency
    of 4,000 without a report made `agencies` invalid).
    """
    if column.type == "strings":
        return "any"
    return "number" if column.type == "int64" and not column.required else _TYPES[column.type]


def datapackage(about: About, csvs: list[Json]) -> Json:
    """The descriptor (Data Package v1 and v2). `csvs`: the CSV files, each with name, path, bytes and sha256."""
    code, address, name = LICENCE
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "nianbao",
        "id": f"nianbao-{about.version}",
        "title": about.title,
        "description": about.description,
        "version": about.version,
        "created": f"{about.day.isoformat()}T00:00:00Z",
        "licenses": [{"name": code, "path": address, "title": name}],
        "keywords": list(KEYWORDS),
        "sources": [{"title": "政府信息公开工作年度报告 on the portals of the agencies; see the column url of reports"}],
        "resources": [*(_csv(file) for file in csvs), *_parquet(about)],
    }


def _csv(file: Json) -> Json:
    table = TABLES[file["name"]]
    return {
        "name": table.name,
        "type": "table",
        "title": f"{table.label_en} {table.label_zh}",
        "description": table.description,
        "path": file["path"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "compression": "gz",
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "schema": _schema(table),
    }


def _schema(table: Table, typed: Callable[[Column], str] = _in_csv) -> Json:
    schema: Json = {"fields": [_field(table, column, typed) for column in (*table.partition, *table.columns)], "missingValues": [""]}
    # A key with a null in it, as `codes` has, is none to a validator.
    columns = {column.name: column for column in (*table.partition, *table.columns)}
    if all(columns[name].required for name in table.key):
        schema["primaryKey"] = list(table.key)
    if table.name in _CHILDREN:
        schema["foreignKeys"] = [{"fields": ["report_id"], "reference": {"resource": "reports", "fields": ["report_id"]}}]
    return schema


def _field(table: Table, column: Column, typed: Callable[[Column], str]) -> Json:
    described = {"name": column.name, "type": typed(column), "title": f"{column.label_en} {column.label_zh}"}
    unit = {"unit": column.unit} if column.unit else {}
    # A text may be required and empty, which CSV cannot tell from missing.
    required = {"constraints": {"required": True}} if column.required and (column.type != "string" or column.name in table.key) else {}
    return {**described, "description": column.description, **unit, **required}


def _parquet(about: About) -> Iterator[Json]:
    """Without bytes and hash, which validators cannot follow inside Parquet; index.json and SHA256SUMS have them."""
    for name, files in about.files.items():
        for file in files:
            of_year = f"-{file['year']}" if "year" in file else ""
            yield {
                "name": f"{name.replace('_', '-')}{of_year}-parquet",
                "type": "table",
                "title": f"{TABLES[name].label_en}{of_year.replace('-', ' ')}, Parquet",
                "path": file["path"],
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": _schema(TABLES[name], _in_parquet),
            }
