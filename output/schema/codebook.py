"""The codebook, and the labels for R and Stata: every table, column and code, derived from the registry and from the forms."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from output.codes import code_rows
from output.schema import TABLES, Column, Table

Row = dict[str, Any]

# The columns of codebook.csv. `entry` is table, column or code; `within` the table of a column, the kind of a code.
FIELDS: Final = (
    "entry", "within", "name", "form", "table", "parent", "type", "unit", "label_zh", "label_en", "description", "source", "warning",
    "key", "required", "stata",
)  # fmt: skip
_STATA_LABEL = 80


def codebook_rows() -> list[Row]:
    """One row a table, column and code, each with all of `FIELDS`; "" where one does not apply."""
    found = [*_tables(), *_codes()]
    return [{name: row.get(name) or "" for name in FIELDS} for row in found]


def _tables() -> Iterator[Row]:
    for table in TABLES.values():
        labels = {"label_zh": table.label_zh, "label_en": table.label_en, "description": table.description}
        yield {"entry": "table", "name": table.name, "key": ", ".join(table.key), "source": "derived" if table.derived else "", **labels}
        yield from (_column(table, column) for column in (*table.partition, *table.columns))


def _column(table: Table, column: Column) -> Row:
    names = ("name", "type", "unit", "label_zh", "label_en", "description", "source", "warning", "stata")
    marks = {"key": "key" if column.name in table.key else "", "required": "required" if column.required else ""}
    return {"entry": "column", "within": table.name, **{name: getattr(column, name) for name in names}, **marks}


def _codes() -> Iterator[Row]:
    names = ("form", "table", "parent", "unit", "label_zh", "label_en", "source", "warning")
    for row in code_rows():
        heading = "Heading: it has no cells of its own." if row["heading"] else ""
        own = {name: row.get(name) for name in names}
        yield {"entry": "code", "within": row["kind"], "name": row["code"], "description": heading, **own}


def codebook_csv() -> str:
    """The rows as CSV with a header line, for any program."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(codebook_rows())
    return out.getvalue()


def codebook_markdown() -> str:
    """The codebook for people: tables with their columns, then the codes by kind, form and table."""
    rows = codebook_rows()
    parts = ["# Codebook 代码簿", "", *_table_parts(rows), *_code_parts(rows)]
    return "\n".join(parts) + "\n"


def _table_parts(rows: list[Row]) -> Iterator[str]:
    for table in (row for row in rows if row["entry"] == "table"):
        derived = " Derived from the other tables." if table["source"] else ""
        yield from (f"## `{table['name']}` {table['label_zh']}", "", f"{table['description']}{derived} Key: {table['key']}.", "")
        columns = [row for row in rows if row["entry"] == "column" and row["within"] == table["name"]]
        yield from _sheet(columns, ("name", "type", "unit", "label_zh", "label_en", "description", "source", "warning"))


def _code_parts(rows: list[Row]) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if row["entry"] == "code":
            groups.setdefault((row["within"], row["form"], row["table"]), []).append(row)
    for (kind, form, table), members in groups.items():
        yield from (f"## Codes: {' · '.join(part for part in (kind, form, table) if part)}", "")
        yield from _sheet(members, ("name", "label_zh", "label_en", "unit", "parent", "description", "source", "warning"))


def _sheet(rows: list[Row], names: Iterable[str]) -> Iterator[str]:
    used = [name for name in names if any(row[name] for row in rows)]
    yield from (_line(used), _line("---" for _ in used))
    yield from (_line(f"`{row[name]}`" if name == "name" else row[name] for name in used) for row in rows)
    yield ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(cell: str) -> str:
    return cell.replace("|", r"\|").replace("<", "&lt;")


def labels_r() -> str:
    """An R script: the labels of every table's columns, and `nianbao_label(data, table)`, which sets them."""
    tables = ",\n".join(f"  {table.name} = c(\n{_r_labels(table)}\n  )" for table in TABLES.values())
    return f"{_R_HEAD}nianbao_labels <- list(\n{tables}\n)\n{_R_FUNCTION}"


_R_HEAD: Final = '# Labels of the columns, for R. Usage: panel <- nianbao_label(panel, "panel")\n'
_R_FUNCTION: Final = """
nianbao_label <- function(data, table) {
  labels <- nianbao_labels[[table]]
  for (name in intersect(names(data), names(labels))) attr(data[[name]], "label") <- labels[[name]]
  data
}
"""


def _r_labels(table: Table) -> str:
    # A string of JSON is one of R too, once no character is escaped by its code alone.
    columns = (*table.partition, *table.columns)
    return ",\n".join(f"    {column.name} = {json.dumps(column_label(column), ensure_ascii=False)}" for column in columns)


def column_label(column: Column) -> str:
    """Both labels and the unit of a column in one line, of at most 80 characters: what Stata takes for a variable."""
    unit = f" [{column.unit}]" if column.unit else ""
    text = f"{column.label_en} {column.label_zh}"
    return text[: _STATA_LABEL - len(unit)].rstrip() + unit


def labels_stata() -> str:
    """A do-file that labels the variables of the table in memory, whose name is its argument."""
    head = "* Labels of the variables, for Stata 14 and later. Usage: do labels.do panel"
    return "\n".join([head, *(line for table in TABLES.values() for line in _stata_labels(table))]) + "\n"


def _stata_labels(table: Table) -> Iterator[str]:
    yield f'if "`1\'" == "{table.name}" {{'
    for column in (*table.partition, *table.columns):
        yield f'    capture label variable {column.stata} `"{column_label(column)}"\''
    yield "}"
