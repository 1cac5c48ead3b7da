"""Cells of two releases side by side, in Arrow: millions of them, of which few differ."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from output.gates.previous import rows_among

Row = dict[str, Any]
Key = tuple[str, int, str]

_COMPARED: Final = ("form", "value", "unit", "raw", "status", "method", "confidence")
_BETWEEN: Final = "\x1f"


def changed_cells(roots: Sequence[Path], year: int, agencies: Sequence[str], causes: Mapping[Key, str]) -> dict[Key, list[Row]]:
    """The cells that differ between two releases, of the reports that both have, by report. `causes`: why each of these reports changed."""
    old, new = (_keyed(rows_among(root, "cells", year, agencies), causes) for root in roots)
    found: dict[Key, list[Row]] = defaultdict(list)
    places = pc.index_in(new["key"], value_set=old["key"].combine_chunks())
    added = new.filter(pc.is_null(places))
    removed = old.filter(pc.invert(pc.is_in(old["key"], value_set=new["key"].combine_chunks())))
    both = new.filter(pc.is_valid(places))
    before = old.take(pc.drop_null(places))
    # A release of an older schema may lack a column: what it never said cannot differ.
    compared = [name for name in _COMPARED if name in old.column_names]
    differ = functools.reduce(pc.or_, (_unequal(before[name], both[name]) for name in compared))
    for change, was, now in (("ADD", None, added), ("DEL", removed, None), ("MOD", before.filter(differ), both.filter(differ))):
        for row in _rows(change, was, now):
            key = (row["agency"], row["year"], row["report_scope"])
            found[key].append({**row, "cause": causes[key]})
    return {key: sorted(rows, key=lambda row: (row["table"], row["row"], row["col"])) for key, rows in found.items()}


def _keyed(cells: pa.Table, causes: Mapping[Key, str]) -> pa.Table:
    """The cells of the reports in `causes`, each with the name of its report whatever the revision, and its own."""
    report = pc.replace_substring_regex(cells["report_id"], pattern=r"\.r\d+$", replacement="")
    cells = cells.append_column("report", report)
    cells = cells.filter(pc.is_in(report, value_set=pa.array([".".join(map(str, key)) for key in causes], pa.string())))
    key = pc.binary_join_element_wise(cells["report"], cells["table"], cells["row"], cells["col"], _BETWEEN)
    return cells.append_column("key", key)


def _unequal(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.ChunkedArray:
    both_null = pc.and_(pc.is_null(left), pc.is_null(right))
    return pc.invert(pc.or_(pc.fill_null(pc.equal(left, right), False), both_null))


def _rows(change: str, before: pa.Table | None, now: pa.Table | None) -> list[Row]:
    old = before.to_pylist() if before is not None else []
    new = now.to_pylist() if now is not None else []
    pairs = zip(old or [None] * len(new), new or [None] * len(old), strict=True)
    return [_row(change, was, is_) for was, is_ in pairs]


def _row(change: str, before: Row | None, now: Row | None) -> Row:
    one = now or before or {}
    head = {
        "agency": one["agency"],
        "year": one["year"],
        "report_scope": one["report"].rpartition(".")[2],
        "kind": "cell",
        "change": change,
    }
    head |= {name: one[name] for name in ("table", "row", "col")}
    head |= {"old_value": before["value"], "old_status": before["status"], "old_report_id": before["report_id"]} if before else {}
    head |= {"new_value": now["value"], "new_status": now["status"], "new_report_id": now["report_id"]} if now else {}
    differ = [name for name in _COMPARED if name in before and before[name] != now[name]] if before and now else []
    return {**head, "detail": ", ".join(differ) or None}
