"""Which column holds codes of which kind, and which of its values are none."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

# (table, column) -> the kinds of `codes` that its values may be of; null is no code.
KINDS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("reports", "form"): ("form",),
    ("reports", "report_scope"): ("report_scope",),
    ("reports", "status"): ("status",),
    ("reports", "reason"): ("reason",),
    ("cells", "form"): ("form",),
    ("cells", "table"): ("table",),
    ("cells", "status"): ("cell_status",),
    ("cells", "method"): ("method",),
    ("checks", "check"): ("check", "soft_check"),
    ("checks", "status"): ("check_status",),
    ("facts", "fact"): ("fact",),
    ("problems", "code"): ("problem",),
    ("problems", "level"): ("level",),
    ("agencies", "kind"): ("agency_kind",),
    ("coverage", "outcome"): ("outcome",),
    ("coverage", "reason"): ("reason", "address_outcome", "problem"),
    ("revisions", "report_scope"): ("report_scope",),
    ("revisions", "status"): ("status",),
    ("panel", "report_scope"): ("report_scope",),
    ("panel", "indicator"): ("indicator",),
    ("panel", "form"): ("form",),
    ("panel", "match"): ("match",),
    ("panel", "status"): ("panel_status",),
    ("changes", "kind"): ("change_kind",),
    ("changes", "change"): ("change",),
    ("changes", "cause"): ("change_cause",),
}
_RAW = "raw_"


class KnownCodes:
    """The codes of a dataset's own `codes` and `agencies`."""

    def __init__(self, codes: pa.Table, agencies: pa.Table) -> None:
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._lines: set[tuple[str, str, str, str]] = set()
        columns = (codes[name].to_pylist() for name in ("kind", "form", "table", "code"))
        for kind, form, table, code in zip(*columns, strict=True):
            self._kinds[kind].add(code)
            if kind in {"row", "col"}:
                self._lines.add((kind, form, table, code))
        self.agencies = set(agencies["agency"].to_pylist())

    def knows(self, kinds: Iterable[str], code: str) -> bool:
        """Whether the code is of one of the kinds."""
        return any(code in self._kinds[kind] for kind in kinds)

    def knows_line(self, kind: str, form: str, table: str, code: str) -> bool:
        """Whether a table of a form has this row or column."""
        return (kind, form, table, code) in self._lines


@dataclass(slots=True)
class Unknown:
    """A value that is no code: in how many rows, and one place where it stands ("" in a register)."""

    rows: int
    where: str

    def __str__(self) -> str:
        return f"{self.rows} rows, as of {self.where}" if self.where else f"{self.rows} rows"


def unknown_codes(rows: pa.Table, name: str, known: KnownCodes) -> Iterator[tuple[str, Unknown]]:
    """Every value that is no code, as `table.column value`."""
    for (table, column), kinds in KINDS.items():
        if table == name:
            for code in _values(rows, column):
                if not known.knows(kinds, code):
                    yield f"{name}.{column} {code}", _found(rows, {column: code})
    if "agency" in rows.schema.names and name != "agencies":
        for agency in _values(rows, "agency"):
            if agency not in known.agencies:
                yield f"{name}.agency {agency}", _found(rows, {"agency": agency})
    if name == "cells":
        yield from _lines(rows, known)


def _values(rows: pa.Table, column: str) -> Iterator[str]:
    return (value for value in pc.unique(rows[column]).to_pylist() if value is not None)


def _lines(rows: pa.Table, known: KnownCodes) -> Iterator[tuple[str, Unknown]]:
    for kind in ("row", "col"):
        columns = ["form", "table", kind]
        for line in pa.TableGroupBy(rows.select(columns), columns, use_threads=False).aggregate([]).to_pylist():
            form, table, code = (line[column] for column in columns)
            if not table.startswith(_RAW) and not known.knows_line(kind, form, table, code):
                yield f"cells.{kind} {form} {table} {code}", _found(rows, line)


def _found(rows: pa.Table, values: Mapping[str, str]) -> Unknown:
    found = rows.filter(functools.reduce(pc.and_, (pc.equal(rows[column], value) for column, value in values.items())))
    keys = [str(found[name][0]) for name in ("agency", "year") if name in rows.schema.names]
    return Unknown(found.num_rows, " ".join(keys))
