"""The columns of a table of indicators: which hold labels, units and this year's figures, and which list each belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from parsing.document import GridCell
from parsing.figures import COUNT_UNITS, MONEY_UNITS
from parsing.forms import LIST_FORMS
from parsing.labels import normal
from parsing.tables.periods import of_another_period

_LABEL = re.compile(r"统计(?:指标|项目|内容)|指标名?称?|项目(?:名称)?|内容")
_UNIT = re.compile(r"(?:计量)?单位")
_ASIDE = re.compile(r"序号|代码|编号|编码|备注|说明")
_YEAR_COLUMN = re.compile(r"20\d\d年?度?")
# Units that only these tables print; units of the statutory tables are in `figures`.
UNITS = frozenset((*MONEY_UNITS, *COUNT_UNITS, "篇"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a list stand: the first grid column of its labels, the unit (or None), the header of its figures, its end.

    A list printed two-up is two of them, side by side; `width` is that of the whole header.
    """

    start: int
    unit: int | None
    value: GridCell
    end: int
    width: int
    doubt: str = ""


def list_header(row: list[GridCell], untold: list[str]) -> list[Columns] | None:
    """The lists under a header row, those of other years left out; None where it is no header. `untold` takes the labels of
    columns of which nobody can say whose figures they hold.
    """
    labels = [cell.col for cell in row if _LABEL.fullmatch(normal(cell.text))]
    if not labels or len(row) < 2:
        return None
    # A label column behind the figures of another begins a second list.
    starts = [0, *(col for before, col in pairwise(labels) if not _adjoin(row, before, col))]
    width = max(cell.col + cell.colspan for cell in row)
    found = (
        _columns([cell for cell in row if start <= cell.col < end], start, end, width, untold) for start, end in pairwise([*starts, width])
    )
    return [columns for columns in found if columns is not None]


def _adjoin(row: list[GridCell], left: int, right: int) -> bool:
    """Whether nothing but labels and asides stands between two label columns (项目 and 内容 of one list)."""
    between = (normal(cell.text) for cell in row if left < cell.col < right)
    return all(_ASIDE.fullmatch(text) or _LABEL.fullmatch(text) for text in between)


def _columns(row: list[GridCell], start: int, end: int, width: int, untold: list[str]) -> Columns | None:
    """The columns of one list: labels, perhaps a unit, and one column of figures that is not of other years."""
    rest = [(cell, text) for cell in row if not _ASIDE.fullmatch(text := normal(cell.text)) and not _LABEL.fullmatch(text)]
    units = [cell.col for cell, text in rest if _UNIT.fullmatch(text)]
    values = [(cell, text) for cell, text in rest if cell.col not in units]
    known = {normal(text) for form in LIST_FORMS.values() for text in (form.tables[0].cols[0].zh, *form.tables[0].cols[0].aliases)}
    chosen = [pair for pair in values if pair[1] in known] or [pair for pair in values if _YEAR_COLUMN.fullmatch(pair[1])]
    if not chosen:
        strange = [text for cell, text in values if text and not of_another_period(cell.text)]
        untold += strange
        return None
    doubt = "several columns of figures" if len(chosen) > 1 else ""
    return Columns(start, units[0] if units else None, chosen[0][0], end, width, doubt)


def slipped(row: list[GridCell], columns: Columns) -> str:
    """Why the figure of a row may stand beside its column, "" where none of its cells is missing, or one too many.

    A unit in its own column holds the row in place where only its end is missing.
    """
    value = columns.value
    stands = any((cell.col, cell.colspan) == (value.col, value.colspan) for cell in row)
    held = any(cell.col == columns.unit and cell.text.strip() in UNITS for cell in row)
    short = max(cell.col + cell.colspan for cell in row) < columns.end and not held
    beyond = any(cell.text and cell.col >= columns.width for cell in row)
    return "" if stands and not short and not beyond else "its cells do not fill the columns of the header"
