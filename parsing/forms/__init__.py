"""The statutory forms as data: one TOML file a form, loaded once into frozen records."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

Axis = Literal["row", "col"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a table. A heading carries no figures; `unit` is "" where the other axis or the page has it."""

    code: str
    zh: str
    en: str
    axis: Axis
    unit: str = ""
    parent: str = ""
    heading: bool = False
    signed: bool = False
    money: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a form; a cell of it is `code.row.col` for every leaf row and leaf column."""

    code: str
    section: int
    zh: str
    en: str
    rows: tuple[Line, ...]
    cols: tuple[Line, ...]

    @cached_property
    def leaf_rows(self) -> tuple[Line, ...]:
        """The rows that carry figures, in form order."""
        return tuple(row for row in self.rows if not row.heading)

    @cached_property
    def leaf_cols(self) -> tuple[Line, ...]:
        """The columns that carry figures, in form order."""
        return tuple(col for col in self.cols if not col.heading)

    @cached_property
    def leaves(self) -> dict[tuple[Axis, str], Line]:
        """The rows and columns that carry figures, by axis and code."""
        return {(line.axis, line.code): line for line in self.leaf_rows + self.leaf_cols}

    def unit(self, row: Line, col: Line) -> str:
        """The unit of a cell: the column's where it has one (项 beside 件 in fmt2019), else the row's."""
        return col.unit or row.unit


@dataclass(frozen=True, slots=True)
class Identity:
    """An accounting identity: sum of `left` = sum of `right`, codes of the axis that `scope` is not.

    `scope = "col"`: the operands are rows, tested in every column; `scope = "row"`: the operands are columns, tested in every row.
    """

    code: str
    table: str
    scope: Axis
    left: tuple[str, ...]
    right: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FactCode:
    """A figure that the form asks for in prose."""

    code: str
    zh: str
    en: str
    unit: str


@dataclass(frozen=True)
class Form:
    """A statutory form with its tables, identities and prose facts.

    `layout`: the tables of a grid form have rows and columns with labels; a list form is one table of indicators with a figure each.
    """

    code: str
    label_zh: str
    label_en: str
    basis: str
    first_year: int
    layout: Literal["grid", "list"]
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    facts: tuple[FactCode, ...]

    def table(self, code: str) -> Table:
        """The table with this code. Raises KeyError when the form has none."""
        return self._tables[code]

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {table.code: table for table in self.tables}

    def keys(self) -> list[tuple[str, str, str]]:
        """(table, row, col) of every cell of a whole report, in form order."""
        return [(t.code, row.code, col.code) for t in self.tables for row in t.leaf_rows for col in t.leaf_cols]

    @cached_property
    def size(self) -> int:
        """How many cells a whole report in this form has (200 for fmt2021, 198 for fmt2019)."""
        return len(self.keys())


def _line(data: dict[str, Any], axis: Axis) -> Line:
    return Line(axis=axis, **{**data, "aliases": tuple(data.get("aliases", ()))})


def _table(data: dict[str, Any]) -> Table:
    rows = tuple(_line(row, "row") for row in data.pop("row"))
    cols = tuple(_line(col, "col") for col in data.pop("col"))
    return Table(rows=rows, cols=cols, **data)


def _identity(data: dict[str, Any]) -> Identity:
    return Identity(**{**data, "left": tuple(data["left"]), "right": tuple(data["right"])})


def _load(code: str) -> Form:
    data = tomllib.loads((files(__name__) / f"{code}.toml").read_text(encoding="utf-8"))
    return Form(
        tables=tuple(_table(t) for t in data.pop("table")),
        identities=tuple(_identity(i) for i in data.pop("identity", [])),
        facts=tuple(FactCode(**f) for f in data.pop("fact", [])),
        **data,
    )


# In the order in which ties are broken: the form in force first.
FORMS: dict[str, Form] = {code: _load(code) for code in ("fmt2021", "fmt2019", "stat2014", "local2008")}
GRID_FORMS: dict[str, Form] = {code: form for code, form in FORMS.items() if form.layout == "grid"}
LIST_FORMS: dict[str, Form] = {code: form for code, form in FORMS.items() if form.layout == "list"}
