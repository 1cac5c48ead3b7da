"""The accounting identities of the forms, tested on the cells as read. A failed identity is data, never a repair."""

from __future__ import annotations

from collections.abc import Iterable

from parsing.forms import FORMS, Identity
from parsing.records import Cell, Check

Values = dict[tuple[str, str, str], "int | float | None"]


def check_identities(cells: Iterable[Cell]) -> list[Check]:
    """Test I1-I4 on every scope of the tables that were read.

    A null, unparsed or missing operand makes the check `unknown`, with the side that can be summed still given.
    """
    values: Values = {}
    forms: dict[str, str] = {}
    for cell in cells:
        values[cell.table, cell.row, cell.col] = cell.value
        forms.setdefault(cell.table, cell.form)
    return [
        _test(identity, scope, values)
        for form in FORMS.values()
        for identity in form.identities
        if forms.get(identity.table) == form.code
        for scope in _scopes(identity, form.code)
    ]


def _scopes(identity: Identity, form: str) -> list[str]:
    table = FORMS[form].table(identity.table)
    return [line.code for line in (table.leaf_cols if identity.scope == "col" else table.leaf_rows)]


def _test(identity: Identity, scope: str, values: Values) -> Check:
    left, right = (_sum(identity, scope, codes, values) for codes in (identity.left, identity.right))
    if left is None or right is None:
        return Check(identity.code, scope, "unknown", left, right)
    return Check(identity.code, scope, "pass" if left == right else "fail", left, right)


def _sum(identity: Identity, scope: str, codes: tuple[str, ...], values: Values) -> int | float | None:
    total: int | float = 0
    for code in codes:
        key = (identity.table, code, scope) if identity.scope == "col" else (identity.table, scope, code)
        value = values.get(key)
        if value is None:
            return None
        total += value
    return total
