"""The accounting identities of the forms, tested on the cells as read. A failed identity is data, never a repair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parsing.forms import FORMS, Identity
from parsing.records import Cell, Check

Key = tuple[str, str, str]
Values = dict[Key, "int | float | None"]


@dataclass(frozen=True, slots=True)
class _Scoped:
    """An identity in one scope: the cells on its two sides."""

    check: str
    scope: str
    left: tuple[Key, ...]
    right: tuple[Key, ...]


def _scoped(identity: Identity, scope: str) -> _Scoped:
    sides = (
        tuple((identity.table, code, scope) if identity.scope == "col" else (identity.table, scope, code) for code in codes)
        for codes in (identity.left, identity.right)
    )
    return _Scoped(identity.code, scope, *sides)


def _scopes(identity: Identity, form: str) -> list[str]:
    table = FORMS[form].table(identity.table)
    return [line.code for line in (table.leaf_cols if identity.scope == "col" else table.leaf_rows)]


# Each identity of each form with its table, and every scope of it.
_ALL = [
    (form.code, identity.table, [_scoped(identity, scope) for scope in _scopes(identity, form.code)])
    for form in FORMS.values()
    for identity in form.identities
]


def check_identities(cells: Iterable[Cell]) -> list[Check]:
    """Test I1-I4 on every scope of the tables that were read.

    A null, unparsed or missing operand makes the check `unknown`, with the side that can be summed still given.
    """
    values: Values = {}
    forms: dict[str, str] = {}
    for cell in cells:
        values[cell.table, cell.row, cell.col] = cell.value
        forms.setdefault(cell.table, cell.form)
    return [_test(one, values) for form, table, scoped in _ALL if forms.get(table) == form for one in scoped]


def _test(one: _Scoped, values: Values) -> Check:
    left, right = _sum(one.left, values), _sum(one.right, values)
    if left is None or right is None:
        return Check(one.check, one.scope, "unknown", left, right)
    return Check(one.check, one.scope, "pass" if left == right else "fail", left, right)


def _sum(keys: tuple[Key, ...], values: Values) -> int | float | None:
    total: int | float = 0
    for key in keys:
        value = values.get(key)
        if value is None:
            return None
        total += value
    return total
