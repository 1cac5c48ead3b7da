"""What indicators are added up from: cells of a form and facts, each with a place in the matrices of `figures`."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, reduce
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from output.schema.indicators import INDICATORS, Source
from parsing.forms import FORMS

Positions = npt.NDArray[np.intp]

CHECKS: Final = ("I1", "I2", "I3", "I4")
FACT: Final = "fact."
# A doubt about one of these is a doubt about every figure of the report.
_WHOLE: Final = ("page", "agency", "year")


def _names() -> Iterator[str]:
    for one in INDICATORS.values():
        for form, source in one.sources.items():
            yield from operands(form, source)


def operands(form: str, source: Source) -> list[str]:
    """The operands of one source: `form.table.row.col` of its cells, or `fact.code`."""
    return [FACT + source.fact] if source.fact else [f"{form}.{cell}" for cell in source.cells]


OPERANDS: Final[tuple[str, ...]] = tuple(dict.fromkeys(_names()))
POSITION: Final[dict[str, int]] = {name: number for number, name in enumerate(OPERANDS)}
CELLS: Final = [name.split(".") for name in OPERANDS if not name.startswith(FACT)]
TABLES: Final[tuple[str, ...]] = tuple(dict.fromkeys(table for _, table, _, _ in CELLS))


def _rows_by_cols() -> dict[frozenset[str], list[str]]:
    rows: dict[str, set[str]] = defaultdict(set)
    for _, _, row, col in CELLS:
        rows[col].add(row)
    cols: dict[frozenset[str], list[str]] = defaultdict(list)
    for col, among in rows.items():
        cols[frozenset(among)].append(col)
    return dict(cols)


def _to_tell_by() -> list[str]:
    """The tables that have no operand in some form: that a table is printed in it, only its other cells tell."""
    used = {(form, table) for form, table, _, _ in CELLS}
    known = ((form.code, table.code) for form in FORMS.values() for table in form.tables if table.code in TABLES)
    return [table for form, table in known if (form, table) not in used]


def used_cells() -> pc.Expression:
    """Which rows of `cells` matter: the columns that are added up, each with its rows, whatever the form; and what tells a table's form."""
    groups = (pc.field("col").isin(cols) & pc.field("row").isin(sorted(rows)) for rows, cols in _rows_by_cols().items())
    operand = pc.field("table").isin(list(TABLES)) & reduce(operator.or_, groups)
    return operand | pc.field("table").isin(_to_tell_by())


def positions(names: Sequence[str]) -> Positions:
    """The places of these operands; those that no indicator uses are left out."""
    return np.array([POSITION[name] for name in names if name in POSITION], np.intp)


@cache
def _doubtful() -> dict[str, list[str]]:
    places: dict[str, list[str]] = defaultdict(list)
    for form, table, row, col in CELLS:
        for where in (table, f"{table}.{row}", f"{table}..{col}", f"{table}.{row}.{col}", *_WHOLE):
            places[where].append(f"{form}.{table}.{row}.{col}")
    for where in _WHOLE:
        places[where] += [name for name in OPERANDS if name.startswith(FACT)]
    return places


def doubted(where: str) -> Positions:
    """The operands that a problem at `where` (parse contract) puts in doubt."""
    return positions(_doubtful().get(where, []))


def checked(check: str, scope: str) -> Positions:
    """The operands that identity `check` (I1-I4) adds up in its `scope`, a column or a row of its table, in any form."""
    return positions(
        [
            f"{form.code}.{identity.table}.{f'{operand}.{scope}' if identity.scope == 'col' else f'{scope}.{operand}'}"
            for form in FORMS.values()
            for identity in form.identities
            if identity.code == check
            for operand in (*identity.left, *identity.right)
        ]
    )
