"""croissant.json: the Parquet files as record sets (Croissant 1.0)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from output.release.about import AUTHOR, KEYWORDS, LICENCE, About
from output.schema import TABLES, Column, Table

Json = dict[str, Any]

_TYPES: Final = {
    "string": "sc:Text",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
    "strings": "sc:Text",
}
# The registered media type is another; the reference library reads files by this one.
_PARQUET: Final = "application/x-parquet"


def croissant(about: About) -> Json:
    """The description, in JSON-LD."""
    return {
        "@context": json.loads((files("output.release") / "croissant_context.json").read_text(encoding="utf-8")),
        "@type": "sc:Dataset",
        "name": "nianbao",
        "alternateName": about.title_zh,
        "description": about.description,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": LICENCE[1],
        "url": f"urn:nianbao:{about.version}",
        "version": about.version,
        "datePublished": about.day.isoformat(),
        "creator": {"@type": "sc:Organization", "name": AUTHOR},
        "citeAs": f"{AUTHOR}: {about.title}. Version {about.version}, {about.day.year}.",
        "keywords": list(KEYWORDS),
        "inLanguage": ["zh", "en"],
        "isLiveDataset": True,
        "distribution": [part for name in about.files for part in _distribution(name, about.files[name])],
        "recordSet": [_record_set(TABLES[name]) for name in about.files],
    }


def _distribution(name: str, found: list[Json]) -> Iterator[Json]:
    if all("year" in file for file in found):
        yield {"@type": "cr:FileSet", "@id": f"{name}-files", "name": f"{name}-files", "encodingFormat": _PARQUET,
               "includes": f"parquet/{name}/*.parquet"}  # fmt: skip
        return
    for file in found:
        yield {"@type": "cr:FileObject", "@id": f"{name}-files", "name": f"{name}-files", "contentUrl": file["path"],
               "contentSize": f"{file['bytes']} B", "encodingFormat": _PARQUET, "sha256": file["sha256"]}  # fmt: skip


def _record_set(table: Table) -> Json:
    kind = "fileSet" if table.partition or table.name == "panel" else "fileObject"
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.description} {table.label_zh}",
        "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
        "field": [_field(table, column, kind) for column in (*table.partition, *table.columns)],
    }


def _field(table: Table, column: Column, kind: str) -> Json:
    many = {"repeated": True} if column.type == "strings" else {}
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": f"{column.description} {column.label_zh}",
        "dataType": _TYPES[column.type],
        **many,
        "source": {kind: {"@id": f"{table.name}-files"}, "extract": {"column": column.name}},
    }
