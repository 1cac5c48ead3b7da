"""What a table of values does not tell of a sheet: hidden rows and columns, and cells whose value is none that anybody sees."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_ROWS = 20_000
MAX_COLS = 500


@dataclass(slots=True)
class Untold:
    """Of one sheet, counted from 0: `unsure` are cells that show an error, or a formula that was never calculated.

    `marked` are cells whose figure, if they hold one, is shown as another: struck out or raised, or by a number format that changes it.
    """

    rows: set[int] = field(default_factory=set)
    cols: set[int] = field(default_factory=set)
    unsure: set[tuple[int, int]] = field(default_factory=set)
    marked: set[tuple[int, int]] = field(default_factory=set)
