"""The agency that a user means: by its id, its name, a spelling seen in a report, or a part of a name that only one has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from output.errors import DatasetError

Row = dict[str, Any]


def agency_named(agencies: Iterable[Row], wanted: str, shown: str, lists: str | None = None) -> str:
    """The id of the agency, of the rows of the register `agencies`, that `wanted` names; `shown` is where the register lies.

    `lists` is what lists the agencies there, a command where nothing is said. Raises DatasetError when none or several fit.
    """
    rows = list(agencies)
    for fits in (_is_named, _contains):
        found = [row for row in rows if fits(row, wanted)]
        if len(found) == 1:
            return str(found[0]["agency"])
        if found:
            some = ", ".join(f"{row['name']} ({row['agency']})" for row in found[:5])
            raise DatasetError("agency_ambiguous", f"“{wanted}” fits {len(found)} agencies, among them {some}; give the id.")
    lists = lists or f"`nianbao coverage --data {shown}`"
    raise DatasetError("agency_unknown", f"The dataset in {shown} has no agency “{wanted}”; {lists} lists those it has.")


def _is_named(row: Row, wanted: str) -> bool:
    return wanted in (row["agency"], row["name"], *(row["names"] or ()))


def _contains(row: Row, wanted: str) -> bool:
    return any(wanted in name for name in (row["name"], *(row["names"] or ())))
