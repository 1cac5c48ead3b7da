"""What was found in the grids before it is settled: one reading for each printed cell, with every label it stands under."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parsing.document import GridCell
from parsing.forms import GRID_FORMS
from parsing.records import Problem

Key = tuple[str, str, str]

# Every cell of a form with its place, by the code of its table and then in form order.
PLACES: dict[str, dict[Key, tuple[str, int]]] = {
    form.code: {key: (key[0], place) for place, key in enumerate(form.keys())} for form in GRID_FORMS.values()
}


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """What the labels say of a printed cell: one object for the same labels on every page, so that what follows from them is told once.

    `keys`: the cells of a form that the labels can mean, one when all is well, none for a local row or column. `fault`: why the print
    leaves a choice. `fuzzy`: by a damaged label. `strange_row`: by no label of a row of the form. `period`: the year that stands over
    its whole block, "" where none does.
    """

    keys: tuple[Key, ...]
    section: str
    row_label: str
    col_label: str
    unit_labels: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    fault: str = ""
    fuzzy: bool = False
    strange_row: bool = False
    period: str = ""


@dataclass(slots=True)
class Reading:
    """One printed cell. `slipped`: it may stand under another column than its own; `blank_row`: its whole row is blank.

    `block`: the number of its header on the page.
    """

    cell: GridCell
    spot: Spot
    slipped: bool = False
    blank_row: bool = False
    block: int = 0

    @property
    def text(self) -> str:
        """What the cell prints."""
        return self.cell.text


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
    # The number of the header that is read under, 0 where it is none of the form, and that of the last one.
    block: int = 0
    blocks: int = 0

    def begin_block(self) -> None:
        """What is read from here on stands under another header."""
        self.blocks += 1
        self.block = self.blocks
