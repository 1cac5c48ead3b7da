"""What a row's labels and the extents of its cells say, whatever its figures are: told once for all the pages that print them alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parsing.document import GridCell
from parsing.labels import Label, find, normal
from parsing.tables.found import Key, Spot
from parsing.tables.headers import Column, Header, band_of, holds_figure, looks_like_figure
from parsing.tables.periods import of_another_period, year_of
from parsing.tables.place import place
from parsing.tables.rows import Path, label_path, meanings, near_meaning, own_label, unit_cells

S4 = "s4_remedies"
# A column of running numbers is no column of figures.
_NUMBERING = frozenset(("", "序号", "编号", "行次", "代码", "项目", "no"))
# What stands over the labels of rows.
_CORNERS = frozenset(("信息内容", "指标", "指标名称", "统计指标", "项目名称", "类别"))
# Longer texts left of the figures are prose, and not worth remembering.
_LONGEST = 1_000

# Grid column, rowspan, colspan and text of a cell; the text is "" right of the labels, where it is a figure.
Print = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True, eq=False)
class RowPlan:
    """How to read a row: `spots` pairs the places of cells in it with what they mean, `tables` are those that it belongs to.

    `rows`: `table.row` of each, also where no cell could be placed. `unknown`: its label is none of a form, but may be a damaged one.
    `ragged`: how its cells do not fit the header, "" where they do; `strayed`: one of its figures stands among the labels. `untold`: what
    stands under an outcome of section 4 whose block nobody can tell; what is of another period is told.
    """

    path: Path
    spots: tuple[tuple[int, Spot], ...]
    tables: frozenset[str]
    rows: tuple[str, ...]
    unknown: bool
    ragged: str
    strayed: bool
    untold: tuple[tuple[int, Spot], ...]


def plan_row(row: Sequence[GridCell], header: Header, *, repair: bool = False) -> RowPlan:
    """The plan of a row below a header. `repair`: whether a damaged label is to be matched."""
    first = header.first
    prints = tuple([(cell.col, cell.rowspan, cell.colspan, cell.text if cell.col < first else "") for cell in row])
    short = len("".join([printed[-1] for printed in prints])) <= _LONGEST
    return _remembered(header, prints, repair) if short else _plan(header, prints, repair)


def _plan(header: Header, prints: tuple[Print, ...], repair: bool) -> RowPlan:
    row = [GridCell(0, *printed) for printed in prints]
    path = label_path(row, header.first)
    label = own_label(row, header.first)
    labels = meanings(path, header.tables)
    unknown = bool(path) and not labels and not find(path[-1])
    fuzzy = near_meaning(path, header.tables) if repair and unknown else ()
    pairs, ragged = place([cell for cell in row if cell.col >= header.first], header.value_columns)
    pairs += _figures_among_labels(row, header)
    strayed = label is not None and _slipped(row, label, header)
    shared = "one label for several rows" if label is not None and label.rowspan > 1 else ""
    units = (*unit_cells(row, header.first), *path[-1:])
    base = Spot((), header.section, path[-1] if path else "", "", units, header.caption, shared, bool(fuzzy), bool(path) and not labels)
    base = replace(base, period=year_of(path) or header.period)
    spots = [(_place_of(cell, row), _spot(cell, column, base, labels or fuzzy, path)) for cell, column in pairs]
    outcomes = [any(_is_outcome(label) for label in column.labels) and not any(map(of_another_period, path)) for _, column in pairs]
    named = {key[:2] for _, spot in spots for key in spot.keys} or {(label.table, label.code) for label in labels}
    return RowPlan(
        path,
        tuple(spots),
        frozenset(key[0] for _, spot in spots for key in spot.keys),
        tuple(sorted(map(".".join, named))),
        unknown,
        "a figure stands between its label and the columns of figures" if strayed else ragged,
        strayed,
        tuple(spot for spot, outcome in zip(spots, outcomes, strict=True) if outcome and not spot[1].keys),
    )


_remembered = lru_cache(maxsize=2048)(_plan)


def _place_of(cell: GridCell, row: Sequence[GridCell]) -> int:
    return next(place for place, other in enumerate(row) if other is cell)


def _spot(cell: GridCell, column: Column, base: Spot, labels: tuple[Label, ...], path: Path) -> Spot:
    keys = _remedy_keys(column, path) or _keys(labels, column.labels)
    fault = "one cell for several rows" if cell.rowspan > 1 else base.fault
    return replace(base, keys=keys, col_label=column.printed, unit_labels=(*base.unit_labels, *column.path), fault=fault)


def _is_outcome(label: Label) -> bool:
    return (label.table, label.axis) == (S4, "col") and label.code != "total"


def unplaced(row: Sequence[GridCell], tables: Iterable[str]) -> list[str]:
    """`table.row` of the rows of the form that a row names whose label stands under the columns of figures: none of these can be placed."""
    if not holds_figure(row):
        return []
    labels = (label for cell in row for label in find(cell.text) if label.axis == "row" and label.table in tables and not label.heading)
    return sorted({f"{label.table}.{label.code}" for label in labels})


def _slipped(row: Sequence[GridCell], label: GridCell, header: Header) -> bool:
    """Whether a figure stands under the corner of the header, right of the row's own label: one cell too many has pushed it there.

    A running number stands left of the label, or under a header of its own. A blank cell before 信息内容 has pushed the header aside.
    """
    pushed = len(header.columns) > 1 and normal(header.columns[1].printed) in _CORNERS
    corner = min(header.columns[1 if pushed else 0].end, header.first)
    return any(label.col < cell.col < corner and looks_like_figure(cell.text) for cell in row)


def _figures_among_labels(row: Sequence[GridCell], header: Header) -> list[tuple[GridCell, Column]]:
    """The figures left of the first column of the form, under a header of their own: nobody's but that header's."""
    strange = [column for column in header.columns if 0 < column.start < header.first and normal(column.printed) not in _NUMBERING]
    return [(cell, column) for cell in row for column in strange if cell.col == column.start and looks_like_figure(cell.text)]


def _keys(rows: tuple[Label, ...], columns: tuple[Label, ...]) -> tuple[Key, ...]:
    pairs = ((row, col) for row in rows for col in columns if col.axis == "col" and row.table == col.table != S4)
    return tuple(dict.fromkeys((row.table, row.code, col.code) for row, col in pairs))


def _remedy_keys(column: Column, path: Path) -> tuple[Key, ...]:
    """Section 4's cell: its block and its outcome may stand in the header, in the row's label, or one in each."""
    if not any(label.table == S4 for label in column.labels) or any(of_another_period(text) for text in path):
        return ()
    bands = band_of(column.path + path)
    outcomes = [label.code for label in column.labels if label.table == S4 and label.axis == "col"]
    outcomes = outcomes or [label.code for text in path[-1:] for label in find(text) if label.table == S4 and label.axis == "col"]
    return tuple((S4, band, outcome) for band in bands[-1:] for outcome in outcomes)
