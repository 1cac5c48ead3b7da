"""Figures under no heading: they show that a row has slipped, or its header, where every row is filled up to the same number of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsing.document import GridCell
from parsing.forms import GRID_FORMS, Line
from parsing.tables.headers import Column, Header, holds_figure, looks_like_figure
from parsing.tables.place import overlap

_BLANK = (True, "")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Unheaded:
    """The columns of figures that have no heading: `few` are those in which most rows have no figure. `lost`: the last one has none, most
    rows have a figure there, and the header lacks a column of the form.
    """

    few: tuple[Column, ...] = ()
    lost: bool = False


def unheaded(rows: Sequence[list[GridCell]], header: Header | None) -> Unheaded:
    """The columns without a heading of a header, by the rows below it."""
    if header is None or not (bare := [column for column in header.value_columns if _is_bare(column)]):
        return Unheaded()
    figures = [row for row in rows if holds_figure(row)]
    times = [sum(_has_figure(row, column) for row in figures) for column in bare]
    few = tuple(column for column, count in zip(bare, times, strict=True) if 0 < 2 * count <= len(figures))
    most = bare[-1].end == header.n_cols and 2 * times[-1] > len(figures)
    return Unheaded(few, most and _lacks_columns(header))


def stray(row: list[GridCell], around: Unheaded) -> str:
    """Why a row has slipped by what stands under no heading.

    LibreOffice and Word fill up every row when they save a table: one cell too many gives all other rows a blank at their end, and a cell
    that the header has lost leaves a blank at the header's.
    """
    if around.lost:
        return "a heading is lost: figures stand under none"
    return "a figure stands under no heading, where most rows have none" if any(_has_figure(row, column) for column in around.few) else ""


def beside_blank(cells: list[GridCell], columns: list[Column]) -> str:
    """Why the figures of a row may have slipped that has one under no heading, next to a blank under one of the form.

    The arc of a stamp was taken for a ruling line: it cut 行政处罚's cell in three, and the first of them is blank. A blank heading behind
    信息内容 pushes all others aside: then the first figure of a row has none, and any blank may be the row's last.
    """
    if all(cell.text or cell.doubt for cell in cells):
        return ""
    told = [_told(cell, columns) for cell in cells]
    filled = [(one, cell.text) for one, cell in zip(told, cells, strict=True) if cell.text or one is not None]
    pairs = [*pairwise(filled), *pairwise(filled[::-1])]
    if any(_is_loose(one) and other == _BLANK for one, other in pairs) or (filled and _is_loose(filled[0]) and _BLANK in filled):
        return "a figure stands under no heading, beside a blank"
    return ""


def _is_loose(told: tuple[bool | None, str]) -> bool:
    return told[0] is None and looks_like_figure(told[1])


def _told(cell: GridCell, columns: list[Column]) -> bool | None:
    """Whether a cell stands under a column of the form; None where no heading stands over it, which is always Chinese."""
    over = [column for column in columns if overlap(cell, column)]
    if any(column.labels for column in over):
        return True
    return False if any(map(_is_headed, over)) else None


def _is_headed(column: Column) -> bool:
    return any(map(_CHINESE.search, column.path))


def _is_bare(column: Column) -> bool:
    """Whether a column has no heading, or only the band over it and others."""
    return not _is_headed(column) or (column.blank and not any(label.axis == "col" for label in column.labels))


def _has_figure(row: list[GridCell], column: Column) -> bool:
    return any(overlap(cell, column) and looks_like_figure(cell.text) for cell in row)


def _lacks_columns(header: Header) -> bool:
    """Whether no form has one of the header's tables with these columns alone."""
    have = {(label.table, label.code) for column in header.columns for label in column.labels if label.axis == "col"}
    return any(not any({(code, col.code) for col in leaves} <= have for leaves in _columns_of(code)) for code in header.tables)


def _columns_of(code: str) -> list[Sequence[Line]]:
    return [table.leaf_cols for form in GRID_FORMS.values() for table in form.tables if table.code == code]
