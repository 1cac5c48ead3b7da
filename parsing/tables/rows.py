"""The label of a row: its path of texts, from the group to the row itself, and what that can mean."""

from __future__ import annotations

from collections.abc import Iterable

from parsing.document import GridCell
from parsing.forms import GRID_FORMS
from parsing.labels import Label, find, nearest
from parsing.tables.headers import looks_like_figure
from parsing.tables.periods import is_this_period, of_another_period
from parsing.tables.units import is_unit

Path = tuple[str, ...]


def _labels(row: list[GridCell], first: int) -> list[GridCell]:
    left = (cell for cell in row if cell.col < first)
    return [cell for cell in left if cell.text and not looks_like_figure(cell.text) and not is_unit(cell.text)]


def label_path(row: list[GridCell], first: int) -> Path:
    """The distinct texts of a row left of the figures, group first, each on one line; a running number or a unit is no label.

    Nor is 本年 behind the row's own label: a row of last year follows it under the same one.
    """
    path = tuple(cell.text.replace("\n", "") for cell in _labels(row, first))
    return path[:-1] if len(path) > 1 and is_this_period(path[-1]) else path


def own_label(row: list[GridCell], first: int) -> GridCell | None:
    """The cell of a row's own label, the last of its path; None when the row has no label."""
    labels = _labels(row, first)
    return labels[-1] if labels else None


def unit_cells(row: list[GridCell], first: int) -> tuple[str, ...]:
    """What the column 单位 says in this row, where there is one among the labels."""
    return tuple(cell.text for cell in row if cell.col < first and is_unit(cell.text))


def meanings(path: Path, tables: frozenset[str]) -> tuple[Label, ...]:
    """What a row's own label (the last text of its path) can mean as a row of figures of these tables, given its group.

    其他 under 不予公开 is a local row, not the form's 3.其他: a group of the form that is not the row's own rules a meaning out.
    """
    if not path or any(of_another_period(text) for text in path[:-1]):
        return ()
    groups = _groups(path)
    own = (label for label in find(path[-1]) if label.axis == "row" and label.table in tables and not label.heading)
    return tuple(label for label in own if _fits(label, groups))


def near_meaning(path: Path, tables: Iterable[str]) -> tuple[Label, ...]:
    """The one row that the damaged last label of a path must mean, if there is one (`labels.nearest`), within its group."""
    if any(of_another_period(text) for text in path[:-1]):
        return ()
    groups = _groups(path)
    found: dict[tuple[str, str], Label] = {}
    for code in tables:
        for form in GRID_FORMS.values():
            table = next((table for table in form.tables if table.code == code), None)
            line = nearest(path[-1], table, table.leaf_rows) if table else None
            for label in find(line.zh) if line else ():
                if label.axis == "row" and label.table == code and _fits(label, groups):
                    found[label.table, label.code] = label
    return tuple(found.values()) if len(found) == 1 else ()


def _groups(path: Path) -> set[str]:
    return {label.code for text in path[:-1] for label in find(text) if label.axis == "row"} - {"results"}


def _fits(label: Label, groups: set[str]) -> bool:
    return not groups or label.parent in groups
