"""What people decided about a release, in two files of the data directory: what is withheld, and which losses are accepted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from output.errors import DatasetError

WITHHELD = "withheld.csv"
ACCEPTED = "accepted_losses.csv"
_COLUMNS = {WITHHELD: ("agency", "year", "reason"), ACCEPTED: ("what", "agency", "year", "reason")}
# What an accepted loss may be of: rows of reports or cells, rows of coverage, a portal without its latest year.
LOSSES = ("reports", "cells", "coverage", "portal")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line. `year` None: every year. `what`: one of LOSSES, or `*` for all of them; `withheld` in the other file."""

    what: str
    agency: str
    year: int | None
    reason: str

    def covers(self, what: str, agency: str, year: int) -> bool:
        """Whether the line speaks of this."""
        return self.what in {what, "*"} and self.agency == agency and self.year in {None, year}


@dataclass(frozen=True, slots=True)
class Decisions:
    """Both files of a data directory; empty where there is none."""

    withheld: tuple[Decision, ...] = ()
    accepted: tuple[Decision, ...] = ()

    def withheld_because(self, agency: str, year: int) -> str | None:
        """Why the agency's report for that year is left out, None where it is not."""
        return next((line.reason for line in self.withheld if line.covers("withheld", agency, year)), None)

    def accepted_because(self, what: str, agency: str, year: int) -> str | None:
        """Why a loss is no fault, None where nobody wrote a reason. What is withheld is no loss."""
        accepted = (line.reason for line in self.accepted if line.covers(what, agency, year))
        return next(accepted, None) or self.withheld_because(agency, year)


def read_decisions(data: Path) -> Decisions:
    """The two files of `data`. Raises DatasetError (`bad_decisions`) for a line that cannot be meant: nothing is withheld by half."""
    return Decisions(tuple(_lines(data / WITHHELD)), tuple(_lines(data / ACCEPTED)))


def _lines(path: Path) -> Iterator[Decision]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(path, f"it cannot be read as UTF-8 ({error})") from error
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != _COLUMNS[path.name]:
        raise _fault(path, "its first line is another")
    for row in reader:
        yield _decision(
            path, reader.line_num, {name: (value or "").strip() for name, value in row.items() if name is not None}, None in row
        )


def _decision(path: Path, line: int, row: dict[str, str], longer: bool) -> Decision:
    what, year = row.get("what", "withheld"), row["year"]
    if longer or not row["agency"] or not row["reason"]:
        raise _fault(path, f"line {line} does not give an agency and a reason, and nothing more")
    if year and not (year.isdigit() and len(year) == 4):
        raise _fault(path, f"line {line} gives the year “{year}”")
    if path.name == ACCEPTED and what not in {*LOSSES, "*"}:
        raise _fault(path, f"line {line} names “{what}”, which is none of {', '.join(LOSSES)} or *")
    return Decision(what, row["agency"], int(year) if year else None, row["reason"])


def _fault(path: Path, what: str) -> DatasetError:
    columns = ",".join(_COLUMNS[path.name])
    return DatasetError(
        "bad_decisions",
        f"{path}: {what}. The file begins with the line `{columns}`, and each further line has these; an empty year means all of them.",
    )
