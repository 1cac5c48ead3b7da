"""What the form has and the page does not carry, named as widely as it is missing: table, row, column or cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set

from parsing.forms import GRID_FORMS, Table
from parsing.problems import problem
from parsing.records import Problem
from parsing.tables.choice import by_table
from parsing.tables.found import PLACES, Key

# All cells of each table of each form.
_WHOLE = {
    (form.code, table.code): frozenset(key for key in PLACES[form.code] if key[0] == table.code)
    for form in GRID_FORMS.values()
    for table in form.tables
}


def missing(keys: Set[Key], forms: dict[str, str]) -> list[Problem]:
    """The doubts for all cells of the report's form that no reading has. Nothing is missing where no table was found at all."""
    lost = [GRID_FORMS[form].table(table) for table, form in sorted(_expected(forms).items()) if not keys >= _WHOLE[form, table]]
    if not lost:
        return []
    found = by_table(keys)
    return [one for table in lost for one in _missing_of(table, {key[1:] for key in found.get(table.code, ())})]


def _expected(forms: dict[str, str]) -> dict[str, str]:
    """Table to form: every table that a whole report has, each section in the form its own blocks show, else in the report's."""
    if not forms:
        return {}
    expected = dict(forms)
    overall = Counter(forms.values()).most_common(1)[0][0]
    for section in ("s2", "s3", "s4"):
        kin = Counter(form for table, form in forms.items() if table.startswith(section))
        form = kin.most_common(1)[0][0] if kin else forms.get("s3_requests", overall)
        for table in GRID_FORMS[form].tables:
            if table.code.startswith(section):
                expected.setdefault(table.code, form)
    return expected


def _missing_of(table: Table, have: set[tuple[str, ...]]) -> list[Problem]:
    if not have:
        return [problem("table_missing", table.code)]
    rows, cols = [row.code for row in table.leaf_rows], [col.code for col in table.leaf_cols]
    lost_rows = [row for row in rows if not any((row, col) in have for col in cols)]
    lost_cols = [col for col in cols if not any((row, col) in have for row in rows)]
    lost = [(row, col) for row in rows for col in cols if (row, col) not in have and row not in lost_rows and col not in lost_cols]
    return [
        *(problem("row_missing", f"{table.code}.{row}") for row in lost_rows),
        *(problem("column_missing", f"{table.code}..{col}") for col in lost_cols),
        *(problem("cell_missing", f"{table.code}.{row}.{col}") for row, col in lost),
    ]
