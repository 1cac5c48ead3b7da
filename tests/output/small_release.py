"""A release folder in the layout of releases, made of a data directory by hand: what loading must be able to read, whoever wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from output.load import read_table
from output.schema import RELEASED, SCHEMA_VERSION, TABLES

BY_YEAR = ("reports", "cells", "checks", "facts", "problems", "panel")


def write_release(data: Path, releases: Path, version: str = "2026.11.0", **more: Any) -> Path:
    """Write `releases`/`version` and make it the latest; returns its folder."""
    root = releases / version
    (root / "parquet").mkdir(parents=True)
    index = {
        "name": "nianbao",
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "nianbao_version": "0.1.0",
        "tables": {name: {"files": _files(name, data, root)} for name, table in TABLES.items() if table not in RELEASED},
        **more,
    }
    (root / "index.json").write_text(json.dumps(index), encoding="utf-8")
    known = {"latest": version, "versions": [{"version": version, "path": version}]}
    (releases / "index.json").write_text(json.dumps(known), encoding="utf-8")
    return root


def _files(name: str, data: Path, root: Path) -> list[dict[str, Any]]:
    table = read_table(name, data)
    if name not in BY_YEAR:
        pq.write_table(table, root / f"parquet/{name}.parquet")
        return [{"path": f"parquet/{name}.parquet"}]
    found = []
    for year in sorted(set(table["year"].to_pylist())):
        path = root / f"parquet/{name}/{name}-{year}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(table.filter(pc.equal(table["year"], year)), path, row_group_size=100)
        found.append({"path": path.relative_to(root).as_posix(), "year": year})
    return found
