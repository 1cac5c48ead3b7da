"""The header of a table: which grid columns carry which columns of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter

from parsing.document import GridCell
from parsing.figures import read_figure
from parsing.forms import GRID_FORMS, Line
from parsing.labels import Label, find, nearest
from parsing.problems import problem
from parsing.records import Problem
from parsing.tables.groups import drop_strays, lacks_labels
from parsing.tables.periods import captions_another_period, drop_foreign, is_this_period, year_of
from parsing.tables.units import is_caption

_FIGURE = re.compile(r"[\s+\-−－]*[\d０-９][\d０-９,，.．\s]*(?:[元万件项个]|万元)?\s*")
_WORDS = re.compile(r"[^\W\d_]{2}")
_LONGEST_WORDS = 30
# Longer ones are made of prose, and not worth remembering.
_LONGEST = 4_000
_PRINT = attrgetter("row", "col", "rowspan", "colspan", "text")

Print = tuple[int, int, int, int, str]
Prints = tuple[tuple[Print, ...], ...]
Rows = Sequence[Sequence[GridCell]]
_BANDS = frozenset(("review", "suit", "suit_direct", "suit_after_review"))


@dataclass(slots=True)
class Column:
    """One printed column: the grid columns [start, end), its texts from top to bottom, and what its lowest text can mean.

    `above`: texts over it that are no part of the header (申请人情况, a year). `blank`: its own cell, the lowest, is empty or says 本年.
    """

    start: int
    end: int
    path: tuple[str, ...]
    labels: tuple[Label, ...] = ()
    above: tuple[str, ...] = ()
    blank: bool = False

    @property
    def over(self) -> tuple[str, ...]:
        """The texts over the column's own: in the header, and in the rows above it."""
        return self.above + self.path[:-1]

    @property
    def printed(self) -> str:
        """The lowest text of the column, on one line."""
        return self.path[-1].replace("\n", "") if self.path else ""


@dataclass(slots=True, eq=False)
class Header:
    """A header: its columns left to right, the first grid column that carries figures, and the captions (单位：万元) above it.

    There is one object for all headers that are printed alike, on whatever page.
    `period`: the year over all of it, "" where none is named.
    `uneven`: its blocks or groups do not cover the columns that belong to them, so that its spans are wrong somewhere.
    """

    columns: list[Column]
    n_cols: int
    tables: frozenset[str] = frozenset()
    first: int = 0
    problems: list[Problem] = field(default_factory=list)
    caption: tuple[str, ...] = ()
    uneven: bool = False
    period: str = ""

    @property
    def section(self) -> str:
        """The section of the form that the header belongs to: s2, s3 or s4."""
        return min((table.split("_")[0] for table in self.tables), default="")

    @property
    def value_columns(self) -> list[Column]:
        """The columns right of the labels, those of the form and others."""
        return [column for column in self.columns if column.start >= self.first]


def looks_like_figure(text: str) -> bool:
    """Whether a cell could hold a figure: used only to tell header rows from rows of figures."""
    return text.isdecimal() or _FIGURE.fullmatch(text) is not None


def holds_figure(cells: Iterable[GridCell]) -> bool:
    """Whether any of these cells could hold a figure."""
    for cell in cells:
        if cell.text.isdecimal():
            return True
    return any(_FIGURE.fullmatch(cell.text) for cell in cells)


def is_header_row(own: list[GridCell]) -> bool:
    """Whether the cells that start in a row are headers: more labels that are only ever columns than figures (a header may hold a running
    number), or section 4's bands and no figure: two of them, or one over a table of its own.

    其他 and 总计 are rows as well as columns, so that they alone prove nothing (a blank row （七）总计 is no header).
    """
    plain = len([cell for cell in own if cell.text.isdecimal()])
    if plain and 2 * plain >= len([cell for cell in own if cell.text]):
        return False  # as many figures as words: the most frequent row, told without a look at its labels
    meanings = [labels for cell in own if cell.text and (labels := find(cell.text))]
    columns = sum(all(label.axis == "col" for label in labels) for labels in meanings)
    bands = sum(any(label.code in _BANDS for label in labels) for labels in meanings)
    if not columns and not bands:
        return False
    figures = sum(looks_like_figure(cell.text) for cell in own)
    return columns > figures or (not figures and (bands >= 2 or (bands == 1 and len(own) == 1)))


def build_header(rows: Rows, above: Rows = (), caption: tuple[str, ...] = ()) -> Header:
    """A header from its grid rows (cells covering each, spans included); columns are cut where the lowest covering cell changes.

    `above`: rows without figures that stand over it; `caption`: the captions among them. It is as wide as its cells reach: what stands
    further right in a row of figures has slipped, and stands under nothing.
    """
    prints, over = (tuple(tuple(map(_PRINT, row)) for row in part) for part in (rows, above))
    short = sum(len(cell[-1]) for part in (prints, over) for row in part for cell in row) <= _LONGEST
    return (_remembered if short else _build)(prints, over, caption)


def _build(prints: Prints, over: Prints, caption: tuple[str, ...]) -> Header:
    known: dict[Print, GridCell] = {}
    rows, above = ([[known.setdefault(cell, GridCell(*cell)) for cell in row] for row in part] for part in (prints, over))
    header = _header(rows, above)
    header.caption = caption
    return header


_remembered = lru_cache(maxsize=512)(_build)


def _header(rows: list[list[GridCell]], above: list[list[GridCell]]) -> Header:
    n_cols = max(cell.col + cell.colspan for row in rows for cell in row)
    stacks: list[list[GridCell]] = [[] for _ in range(n_cols)]
    for row in rows:
        for cell in row:
            for col in range(cell.col, min(cell.col + cell.colspan, n_cols)):
                if cell not in stacks[col]:
                    stacks[col].append(cell)
    columns: list[Column] = []
    previous: GridCell | None = None
    for col, stack in enumerate(stacks):
        lowest = stack[-1] if stack else None
        if columns and lowest is previous:
            columns[-1].end = col + 1
        else:
            columns.append(_column(col, stack))
        previous = lowest
    for column in columns:
        column.above = tuple(cell.text for row in above for cell in row if cell.col <= column.start < cell.col + cell.colspan and cell.text)
    header = Header(columns, n_cols)
    reaching = [row for row in above if any(cell in rows[0] for cell in row)]  # 项目 spans down from a row that has lost its band
    _resolve(header, gaping=_gapes([*reaching, *rows], n_cols))
    return header


def _column(col: int, stack: list[GridCell]) -> Column:
    """The column under a stack of header cells; 本年 under 自然人, beside 上年, leaves it the label above."""
    path = tuple(cell.text for cell in stack if cell.text)
    named = len(path) > 1 and is_this_period(path[-1])
    return Column(col, col + 1, path[:-1] if named else path, blank=named or (bool(stack) and not stack[-1].text))


def _gapes(rows: list[list[GridCell]], n_cols: int) -> bool:
    """Whether a row of a header leaves a place open under or over a label of its other rows: a cell is lost, and the labels have moved."""
    labelled = {col for row in rows for cell in row if cell.text for col in range(cell.col, min(cell.col + cell.colspan, n_cols))}
    covered = ({col for cell in row for col in range(cell.col, cell.col + cell.colspan)} for row in rows)
    return any(not labelled <= columns for columns in covered)


def is_foreign(own: list[GridCell], header: Header) -> bool:
    """Whether the cells that start in a row below a header make another header: words under each column, and no row's label."""
    if own and own[-1].text.isdecimal():
        return False  # a row of figures
    values = [cell for cell in own if cell.col >= header.first]
    if not values or len(values) == len(own):
        return False
    if any(len(cell.text) > _LONGEST_WORDS or is_caption(cell.text) for cell in own):
        return False
    if not all(cell.text for cell in own) or any(label.axis == "row" for cell in own for label in find(cell.text)):
        return False
    return all(_WORDS.search(cell.text) and read_figure(cell.text).fault == "no figure" for cell in values)


def foreign_header(row: list[GridCell], header: Header) -> Header:
    """The header that a row of words makes below another one: its columns bear printed labels and mean no cell of a form."""
    columns = [replace(column, labels=()) for column in build_header([row]).columns]
    return Header(columns, header.n_cols, header.tables, header.first)


def under(header: Header, captions: Iterable[str]) -> Header:
    """The header as it holds below captions over its whole width: another period's columns mean nothing, a year is kept."""
    texts = tuple(captions)
    past = any(map(captions_another_period, texts))
    period = header.period if past else year_of(texts) or header.period
    return _under(header, past, period) if past or period != header.period else header


@lru_cache(maxsize=128)
def _under(header: Header, past: bool, period: str) -> Header:
    columns = [replace(column, labels=()) for column in header.columns] if past else header.columns
    return replace(header, columns=columns, period=period)


def _resolve(header: Header, *, gaping: bool) -> None:
    for column in header.columns:
        column.labels = tuple(label for label in find(column.printed) if not label.heading or label.axis == "row")
    header.period = drop_foreign(header.columns)
    lacking = lacks_labels(header.columns)
    strayed = drop_strays(header.columns)
    header.tables = _tables(header.columns)
    _repair(header)
    for column in header.columns:
        column.labels = tuple(label for label in column.labels if label.table in header.tables)
    meant = [column.start for column in header.columns if column.labels]
    header.first = min(meant, default=header.n_cols)
    if uneven_blocks(header.columns):
        header.uneven = True
        header.problems.append(problem("label_ambiguous", "s4_remedies", "its blocks do not cover the same columns"))
    reasons = (
        (strayed, "a column stands beside its group"),
        (lacking, "a column has no label but its group's"),
        (gaping, "its header has an open place"),
    )
    for why in (why for found, why in reasons if found):
        header.uneven = True
        header.problems += [problem("label_ambiguous", table, why) for table in sorted(header.tables)]


def _repair(header: Header) -> None:
    """Give a damaged column label the one meaning near it that no other column of the header has."""
    taken = {label.code for column in header.columns for label in column.labels}
    for column in header.columns:
        if column.labels or find(column.printed):
            continue
        lines = {line.code: line for line in _near_columns(column.printed, header.tables) if line.code not in taken}
        if len(lines) == 1:
            line = next(iter(lines.values()))
            column.labels = tuple(label for label in find(line.zh) if label.axis == "col" and label.code == line.code)
            header.problems.append(problem("label_fuzzy", header.section, f"{column.printed} → {line.zh}"))


@lru_cache(maxsize=1024)
def _near_columns(printed: str, tables: frozenset[str]) -> tuple[Line, ...]:
    read = (table for form in GRID_FORMS.values() for table in form.tables if table.code in tables)
    return tuple(line for table in read if (line := nearest(printed, table, table.leaf_cols)) is not None)


def _tables(columns: list[Column]) -> frozenset[str]:
    """The tables that the unambiguous columns speak of; an ambiguous 总计 or 其他 follows them."""
    sure: set[str] = set()
    for column in columns:
        sections = {label.table.split("_")[0] for label in column.labels}
        if len(sections) == 1 and all(label.axis == "col" for label in column.labels):
            sure.update(label.table for label in column.labels)
    return frozenset(sure) or frozenset(label.table for column in columns for label in column.labels)


def uneven_blocks(columns: list[Column]) -> bool:
    """Whether the blocks of section 4 that stand over columns do not all cover the same outcomes: a span is wrong somewhere."""
    covered: dict[str, list[str]] = {}
    for column in columns:
        outcomes = [label.code for label in column.labels if label.table == "s4_remedies" and label.axis == "col"]
        named = [label.code for text in column.path for label in find(text) if label.code in _BANDS]
        if outcomes and named:
            covered.setdefault(named[-1], []).append(outcomes[0])
    return len({tuple(sorted(outcomes)) for outcomes in covered.values()}) > 1


def band_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of section 4's blocks named in these texts, the most specific (lowest) last; 行政诉讼 alone is no block."""
    codes = [label.code for text in texts for label in find(text) if label.table == "s4_remedies" and label.code in _BANDS]
    return tuple(code for code in codes if code != "suit")
