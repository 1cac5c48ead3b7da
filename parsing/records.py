"""What the reader gives back: one `Report` per report, in the terms of the parse contract (docs/contract.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["parsed", "partial", "failed", "not_a_report"]
CellStatus = Literal["reported", "blank", "unparsed"]
CheckStatus = Literal["pass", "fail", "unknown"]
Level = Literal["doubt", "note"]
Scope = Literal["own", "aggregate", "unknown"]


@dataclass(slots=True)
class Section:
    """One of the narrative sections; `number` is 1-6 by its words, whatever numeral is printed."""

    number: int
    heading: str
    text: str


@dataclass(slots=True)
class Cell:
    """One figure of a table. `value` is None when the page shows a blank or something that is no figure.

    `confidence` is 0 to 1 for a figure recognised in a picture (`method` ocr) and None, and not printed, for all others.
    """

    table: str
    row: str
    col: str
    value: int | float | None
    raw: str
    unit: str
    form: str
    status: CellStatus
    method: Literal["table", "ocr"] = "table"
    confidence: float | None = None

    @property
    def key(self) -> str:
        """`table.row.col`, the name of the cell in problems and checks."""
        return f"{self.table}.{self.row}.{self.col}"


@dataclass(slots=True)
class Fact:
    """A figure stated in prose, with the sentence it stands in."""

    fact: str
    value: int | float | None
    unit: str
    text: str


@dataclass(slots=True)
class Check:
    """One identity or soft check tested on one scope: `left` and `right` are the two sides, None where an operand is missing."""

    check: str
    scope: str
    status: CheckStatus
    left: int | float | None
    right: int | float | None


@dataclass(slots=True)
class Problem:
    """What is in doubt (`doubt`: it costs the report its `parsed`) or worth knowing (`note`), and where."""

    code: str
    level: Level
    message: str
    where: str


@dataclass(slots=True)
class Report:
    """One report as read from one file. The field order is the order of the printed JSON."""

    source: str = ""
    member: str | None = None
    sha256: str = ""
    format: str = "unknown"
    status: Status = "failed"
    reason: str | None = None
    title: str | None = None
    agency_name: str | None = None
    year: int | None = None
    form: str = "unknown"
    report_scope: Scope = "unknown"
    signed_by: str | None = None
    signed_on: str | None = None
    published_on: str | None = None
    sections: list[Section] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of the contract: plain dicts and lists, keys in contract order."""
        return {**_plain(self), **{name: [_plain(item) for item in getattr(self, name)] for name in _PARTS}}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Report:
        """The inverse of `to_dict`; raises TypeError on an unknown key."""
        lists = {name: [kind(**item) for item in data[name]] for name, kind in _PARTS.items()}
        return cls(**{**data, **lists})


_PARTS: dict[str, type[Any]] = {"sections": Section, "cells": Cell, "facts": Fact, "checks": Check, "problems": Problem}


def _plain(record: Any) -> dict[str, Any]:
    # Every value of a record is a scalar; dataclasses.asdict would copy each one deeply, and cost as much as a third of the reading.
    plain = {name: getattr(record, name) for name in record.__slots__}
    if plain.get("confidence", 0) is None:
        del plain["confidence"]
    return plain
