"""Which column holds codes of which kind, and which of its values are none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

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


def unknown_codes(rows: pa.Table, name: str, known: KnownCodes) -> Counter[str]:
    """Every value that is no code, as `table.column value`, with its number of rows."""
    found: Counter[str] = Counter()
    for (table, column), kinds in KINDS.items():
        if table == name:
            found.update({f"{name}.{column} {code}": n for code, n in _values(rows, column) if not known.knows(kinds, code)})
    if "agency" in rows.schema.names and name != "agencies":
        found.update({f"{name}.agency {agency}": n for agency, n in _values(rows, "agency") if agency not in known.agencies})
    if name == "cells":
        found.update(dict(_lines(rows, known)))
    return found


def _values(rows: pa.Table, column: str) -> Iterator[tuple[str, int]]:
    for value in rows[column].value_counts().to_pylist():
        if value["values"] is not None:
            yield value["values"], value["counts"]


def _lines(rows: pa.Table, known: KnownCodes) -> Iterator[tuple[str, int]]:
    for kind in ("row", "col"):
        columns = ["form", "table", kind]
        counted = pa.TableGroupBy(rows.select(columns), columns, use_threads=False).aggregate([([], "count_all")])
        for line in counted.to_pylist():
            form, table, code = (line[column] for column in columns)
            if not table.startswith(_RAW) and not known.knows_line(kind, form, table, code):
                yield f"cells.{kind} {form} {table} {code}", line["count_all"]
