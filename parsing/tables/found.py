"""What was found in the grids before it is settled: one reading for each printed cell, with every label it stands under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from parsing.document import GridCell
from parsing.forms import GRID_FORMS
from parsing.records import Problem

Key = tuple[str, str, str]

# Every cell of a form, with its place in form order.
PLACES: dict[str, dict[Key, int]] = {form.code: {key: place for place, key in enumerate(form.keys())} for form in GRID_FORMS.values()}


@dataclass(slots=True)
class Reading:
    """One printed cell. `keys`: the cells of a form that its labels can mean, one when all is well, none for a local row or column.

    `block`: the number of its header on the page; `period`: the year that stands over the whole block, "" where none does.
    """

    cell: GridCell
    text: str
    keys: tuple[Key, ...]
    section: str
    row_label: str
    col_label: str
    unit_labels: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    fault: str = ""
    slipped: bool = False
    fuzzy: bool = False
    strange_row: bool = False
    blank_row: bool = False
    confidence: float | None = None
    doubt: str = ""
    block: int = 0
    period: str = ""


def recognised(confidence: float | None) -> tuple[Literal["table", "ocr"], float | None]:
    """A cell's method and confidence, from the confidence of its text."""
    return ("table" if confidence is None else "ocr"), confidence


@dataclass(slots=True)
class Found:
    """All readings of a report in reading order, and the problems met on the way."""

    readings: list[Reading] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Matching a damaged label costs a thousand comparisons: a page full of foreign rows gets no more of them.
    near_matches_left: int = 100
    blocks: int = 0

    def add(self, readings: Iterable[Reading]) -> None:
        """Add the readings of one row; a row without any content is marked, since blank rows repeat labels harmlessly."""
        row = list(readings)
        blank = not any(reading.text for reading in row)
        for reading in row:
            reading.blank_row = blank
        self.readings += row
