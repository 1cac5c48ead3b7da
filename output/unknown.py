"""What a user asks for that is nowhere in the data: a slip of the pen would give an empty frame without a word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pyarrow as pa

from output.choices import Choice, listed

Register = Callable[[str, list[str]], pa.Table]


class UnknownWarning(UserWarning):
    """An agency or a code that was asked for is not in the data; the sentence says where to look for those that are."""


def unknown_asked(choice: Choice, where: Any, found: pa.Table, register: Register, shown: str) -> Iterator[str]:
    """A sentence for agencies that the register does not have and, where nothing fits, for values of `where` that are no codes.

    `register` reads columns of a table of the same source, which is called `shown`.
    """
    wanted = where if isinstance(where, Mapping) else {}
    yield from _agencies([*(choice.agencies or ()), *(listed(wanted.get("agency")) or ())], register, shown)
    if not found.num_rows:
        yield from _codes(choice.spec.name, wanted, register, shown)


def _agencies(wanted: Collection[Any], register: Register, shown: str) -> Iterator[str]:
    if not wanted:
        return
    known = set(register("agencies", ["agency"])["agency"].to_pylist())
    unknown = [agency for agency in wanted if known and agency is not None and agency not in known]
    if unknown:
        yield f'{shown} has no agency with the id {_some(unknown)}; `nianbao.load("agencies", …)` lists those it has.'


def _codes(table: str, wanted: Mapping[str, Any], register: Register, shown: str) -> Iterator[str]:
    from output.gates.codes import KINDS

    asked = {column: kinds for (name, column), kinds in KINDS.items() if name == table and wanted.get(column) is not None}
    if not asked:
        return
    rows = register("codes", ["kind", "code"]).to_pylist()
    for column, kinds in asked.items():
        known = {row["code"] for row in rows if row["kind"] in kinds}
        unknown = [value for value in listed(wanted[column]) or () if value is not None and known and value not in known]
        if unknown:
            yield (
                f"Nothing fits, for {_some(unknown)} is no {column} that {shown} knows; "
                f'`nianbao.load("codes", …, where={{"kind": "{kinds[0]}"}})` lists those it does.'
            )


def _some(values: Collection[Any]) -> str:
    first = ", ".join(f"“{value}”" for value in list(values)[:5])
    return first if len(values) <= 5 else f"{first} and {len(values) - 5} more"
