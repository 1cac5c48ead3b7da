"""Records to Arrow: one column at a time, never one object a cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

import pyarrow as pa

from output.entries import Entry
from output.schema import TABLES, Table
from output.schema.model import ARROW_TYPES, Column, TypeName
from parsing.forms.soft import SOFT
from parsing.records import Report
from parsing.version import VERSION


def _date(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _timestamp(value: Any) -> Any:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment and moment.astimezone(UTC).replace(microsecond=0)


def _float(value: Any) -> Any:
    # Arrow refuses integers beyond 2**53; a hostile page must not stop the run, and `raw` keeps what was printed.
    return None if value is None else float(value)


CONVERT: dict[TypeName, Callable[[Any], Any]] = {"date": _date, "timestamp": _timestamp, "float64": _float}


def array(column: Column, values: Iterable[Any]) -> pa.Array:
    """An Arrow array in the type of `column`. Dates and moments may be ISO strings; lone surrogates become `?`."""
    convert = CONVERT.get(column.type)
    items = [convert(value) for value in values] if convert else list(values)
    try:
        return pa.array(items, ARROW_TYPES[column.type])
    except UnicodeEncodeError:
        return pa.array([text and text.encode("utf-8", "replace").decode() for text in items], ARROW_TYPES[column.type])


def _reports_columns(entries: Sequence[Entry]) -> dict[str, Sequence[Any]]:
    reports = [entry.report for entry in entries]
    names = ("agency_name", "title", "form", "report_scope", "status", "reason", "format", "member", "sha256")
    own = ("report_id", "url", "fetched_at", "revision", "last_seen")
    return {
        **{name: list(map(attrgetter(name), reports)) for name in (*names, "published_on", "signed_on", "signed_by")},
        **{name: list(map(attrgetter(name), entries)) for name in own},
        **{f"section_{number}": [_section(report, number) for report in reports] for number in range(1, 7)},
        **_counts(reports),
        "parser_version": [VERSION] * len(entries),
    }


def _section(report: Report, number: int) -> str | None:
    texts = [section.text for section in report.sections if section.number == number]
    return "\n".join(texts) if texts else None


def _counts(reports: Sequence[Report]) -> dict[str, Sequence[int]]:
    cells = [Counter(cell.status for cell in report.cells) for report in reports]
    checks = [Counter(check.status for check in report.checks if check.check not in SOFT) for report in reports]
    soft = [Counter(check.status for check in report.checks if check.check in SOFT) for report in reports]
    levels = [Counter(problem.level for problem in report.problems) for report in reports]
    return {
        "cells_reported": [count["reported"] for count in cells],
        "cells_blank": [count["blank"] for count in cells],
        "cells_unparsed": [count["unparsed"] for count in cells],
        "checks_failed": [count["fail"] for count in checks],
        "checks_unknown": [count["unknown"] for count in checks],
        "soft_checks_failed": [count["fail"] for count in soft],
        "doubts": [count["doubt"] for count in levels],
        "notes": [count["note"] for count in levels],
    }


def reports_table(entries: Sequence[Entry]) -> pa.Table:
    """The rows of `reports`, one an entry, in the order given."""
    table = TABLES["reports"]
    values = _reports_columns(entries)
    return pa.Table.from_arrays([array(column, values[column.name]) for column in table.columns], schema=table.file_schema)


def parts_table(table: Table, entries: Sequence[Entry]) -> pa.Table:
    """The rows of `cells`, `checks`, `facts` or `problems` of all entries, in the order of the entries and of their records.

    A column that the records do not have (`confidence`, until a reader of pictures gives one) is null.
    """
    parts = [getattr(entry.report, table.name) for entry in entries]
    items = [item for part in parts for item in part]
    ids = [entry.report_id for entry, part in zip(entries, parts, strict=True) for _ in part]
    return pa.Table.from_arrays([_part(column, items, ids) for column in table.columns], schema=table.file_schema)


def _part(column: Column, items: Sequence[Any], ids: Sequence[str]) -> pa.Array:
    if column.name == "report_id":
        return array(column, ids)
    if items and not hasattr(items[0], column.name):
        return pa.nulls(len(items), ARROW_TYPES[column.type])
    return array(column, map(attrgetter(column.name), items))


def rows_table(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A table from rows of plain values, sorted by the table's key. Missing optional columns are null.

    Raises KeyError for a column that the registry does not have or a required one that a row lacks.
    """
    items = [dict(row) for row in rows]
    unknown = {name for row in items for name in row} - {column.name for column in table.columns}
    if unknown:
        raise KeyError(f"table {table.name} has no column {', '.join(sorted(unknown))}")
    items.sort(key=lambda row: [(row.get(name) is not None, row.get(name)) for name in table.key])
    return pa.Table.from_arrays([_row_values(column, items) for column in table.columns], schema=table.file_schema)


def _row_values(column: Column, rows: Sequence[Mapping[str, Any]]) -> pa.Array:
    return array(column, [row[column.name] if column.required else row.get(column.name) for row in rows])
