"""Two readings of the same tables set side by side: what both show stands, what they show differently is nobody's figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsing.problems import problem
from parsing.records import Cell
from parsing.tables import TablesRead


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of the form that two readings show differently; None where a reading has no such cell."""

    key: str
    first: Cell | None
    second: Cell | None

    @property
    def sides(self) -> tuple[str, str]:
        """What each reading prints, quoted; "-" for no cell."""
        first, second = ("-" if cell is None else repr(cell.raw[:20]) for cell in (self.first, self.second))
        return first, second


def differences(first: TablesRead, second: TablesRead) -> Iterator[Difference]:
    """Every cell of the form whose value or status the readings do not share, in form order, those of the second reading alone last."""
    mine, theirs = _cells(first), _cells(second)
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        one, other = mine.get(key), theirs.get(key)
        if one is None or other is None or (one.value, one.status) != (other.value, other.status):
            yield Difference(key, one, other)


def settle_differences(first: TablesRead, second: TablesRead) -> None:
    """Make every figure of the first reading that the second does not share `unparsed`, each with its doubt. `raw` stays.

    What the first reading itself doubted stays doubted. A cell of the second reading alone gets a doubt and no line: in a browser the
    page does not carry it.
    """
    for found in differences(first, second):
        if found.first is not None and found.first.status == "unparsed":
            continue
        first.problems.append(problem("readings_differ", found.key, " | ".join(found.sides)))
        if found.first is not None:
            found.first.value, found.first.status = None, "unparsed"


def _cells(tables: TablesRead) -> dict[str, Cell]:
    return {cell.key: cell for cell in tables.cells if not cell.table.startswith("raw_")}
