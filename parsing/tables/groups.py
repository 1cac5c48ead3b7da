"""Columns that belong under a heading of their own: 其他 beside 法人或其他组织 is no kind of organisation (forms/README.md section 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from parsing.labels import Label, find


class Grouped(Protocol):
    """A column: what its label can mean, whether its own cell is empty, its lowest text, and the texts over that."""

    labels: tuple[Label, ...]
    blank: bool

    @property
    def printed(self) -> str:
        """The lowest text."""

    @property
    def over(self) -> Sequence[str]:
        """The texts over the lowest."""


def drop_strays(columns: Sequence[Grouped]) -> bool:
    """Take from the columns that stand beside a printed heading the meanings that belong under it.

    Returns whether one of them is then found nowhere: the heading covers too few columns, and all below may stand beside its label.
    """
    over = [{label.code for text in column.over for label in find(text) if label.axis == "col"} for column in columns]
    printed = set().union(*over)
    strays: set[str] = set()
    for column, headings in zip(columns, over, strict=True):
        kept = tuple(label for label in column.labels if label.axis == "row" or label.parent not in printed or label.parent in headings)
        if len(kept) < len(column.labels):
            strays |= {label.code for label in column.labels} - {label.code for label in kept}
            column.labels = tuple(label for label in kept if label.axis == "col")
    return not strays <= {label.code for column in columns for label in column.labels if label.axis == "col"}


def lacks_labels(columns: Iterable[Grouped]) -> bool:
    """Whether a column has no label but the heading of others (行政诉讼 over 结果维持 and over nothing): a label beside it is lost."""
    columns = list(columns)
    headings = {label.code for column in columns for text in column.over for label in find(text)}
    return any(label.code in headings for column in columns if not column.blank for label in find(column.printed))
