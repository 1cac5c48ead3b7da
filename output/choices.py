"""What a user asks of a table: agencies, years, columns and conditions, checked against the registry and handed to Arrow."""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from output.errors import DatasetError
from output.schema import Table
from output.schema.prose import PROSE

Where: TypeAlias = "Mapping[str, Any] | pc.Expression | None"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of a table: `agencies` (ids) and `years` for the files, `asked` for the rows, None for all; `columns` in their order.

    `codes`: the columns of text that only some values are asked of, with these. `needed`: the columns that `asked` and `columns` name.
    """

    spec: Table
    agencies: list[Any] | None
    years: list[Any] | None
    columns: list[str]
    asked: pc.Expression | None
    codes: Mapping[str, pa.Array]
    needed: frozenset[str]


def chosen(
    spec: Table, agencies: list[Any] | None = None, years: list[Any] | None = None, columns: list[str] | None = None, where: Where = None
) -> Choice:
    """A choice of `columns` that the table has (None: all). Raises DatasetError (`unknown_filter`, `bad_filter`)."""
    if not isinstance(where, Mapping | pc.Expression | None):
        way = "{'status': 'reported'}"
        raise DatasetError("bad_filter", f"`where` is values by column, such as {way}, or an expression; {where!r} is neither.")
    asked = condition(spec, agencies, years, where)
    keys = {name: values for name, values in (("agency", agencies), ("year", years)) if values is not None}
    everything = spec.full_schema.names
    # Nobody can tell which columns an expression names.
    needed = everything if columns is None or isinstance(where, pc.Expression) else [*columns, *keys, *(where or ())]
    named = keys if isinstance(where, pc.Expression) else {**keys, **(where or {})}
    return Choice(spec, agencies, years, everything if columns is None else columns, asked, _codes(spec, named), frozenset(needed))


def _codes(spec: Table, named: Mapping[str, Any]) -> dict[str, pa.Array]:
    texts = {column.name for column in (*spec.partition, *spec.columns) if column.type == "string"} - set(PROSE)
    found = {name: pa.array(listed(value), pa.string()) for name, value in named.items() if name in texts and value is not None}
    return {name: values for name, values in found.items() if not values.null_count}


def listed(choice: Any) -> list[Any] | None:
    """One value or several as a list; None for no choice."""
    if choice is None:
        return None
    return list(choice) if isinstance(choice, Iterable) and not isinstance(choice, str | bytes) else [choice]


def known_columns(spec: Table, columns: Collection[str] | str | None) -> list[str] | None:
    """The columns asked for, in that order. Raises DatasetError (`unknown_column`)."""
    wanted = listed(columns)
    unknown = [name for name in wanted or () if name not in spec.full_schema.names]
    if unknown:
        has = ", ".join(spec.full_schema.names)
        raise DatasetError("unknown_column", f"Table “{spec.name}” has no column {', '.join(map(str, unknown))}; it has {has}.")
    return wanted


def condition(spec: Table, agencies: list[Any] | None, years: list[Any] | None, where: Where) -> pc.Expression | None:
    """One expression for all that is asked for, None for nothing. Raises DatasetError (`unknown_filter`, `bad_filter`)."""
    keys = {name: values for name, values in (("agency", agencies), ("year", years)) if values is not None}
    parts = [_one(spec, name, values) for name, values in keys.items()]
    if isinstance(where, pc.Expression):
        parts.append(_bound(spec, where))
    else:
        parts += [_one(spec, name, value) for name, value in (where or {}).items()]
    return functools.reduce(operator.and_, parts) if parts else None


_HINTS = {
    "int64": ": give whole numbers",
    "double": ": give numbers, or None for what is missing",
    "date32[day]": ": give datetime.date",
    "timestamp[s, tz=UTC]": ": give datetime.datetime with a time zone",
}


def _values(values: list[Any] | None, kind: pa.DataType) -> pa.Array:
    """The values as Arrow has them. Raises ValueError for those that Arrow would make others of, or that nothing is equal to."""
    made = pa.array(values, kind)
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return made
    pairs = zip(values or (), made.to_pylist(), strict=True)
    if any(isinstance(one, bool) or (one is not None and one != same) for one, same in pairs):
        raise ValueError("another number")
    return made


def _bound(spec: Table, where: pc.Expression) -> pc.Expression:
    try:
        spec.full_schema.empty_table().filter(where)
    except (pa.ArrowException, TypeError) as error:
        raise DatasetError("bad_filter", f"The expression cannot be asked of table “{spec.name}” ({error}).") from error
    return where


def _one(spec: Table, name: str, value: Any) -> pc.Expression:
    if name not in spec.full_schema.names:
        raise DatasetError("unknown_filter", f"Table “{spec.name}” has no column {name}; load it without that filter.")
    kind = spec.full_schema.field(name).type
    if value is None:
        return pc.field(name).is_null()
    if pa.types.is_list(kind):
        raise DatasetError("bad_filter", f"Column {name} of “{spec.name}” holds lists; load it without that filter and look through them.")
    try:
        values = _values(listed(value), kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, TypeError, ValueError) as error:
        raise DatasetError(
            "bad_filter", f"Column {name} of “{spec.name}” is {kind}; {value!r} cannot be compared with it{_HINTS.get(str(kind), '')}."
        ) from error
    if not pa.types.is_floating(kind):
        return pc.field(name).isin(values)
    # Arrow 26 passes over a row group of nothing but 0.0 when it looks for 0.0 with isin: its statistics say from -0.0 to 0.0.
    return functools.reduce(operator.or_, (pc.field(name) == one for one in values), pc.scalar(False))
