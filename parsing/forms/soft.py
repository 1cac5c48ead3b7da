"""The soft checks as data (`soft.toml`): what ought to agree inside a report, across years and across agencies, and often does not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

Across = Literal["report", "years", "agencies"]
Relation = Literal["equal", "at_most", "asks_for"]


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure to add (`sign` 1) or subtract (-1): a cell `table.row.col` or a fact, where from, with `{}` for the scope."""

    sign: int
    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, compared in each of `scopes`. `either` may stand for `right` where `right` does not fit."""

    scopes: tuple[str, ...]
    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    either: tuple[Operand, ...] = ()


@dataclass(frozen=True, slots=True)
class SoftCheck:
    """A check whose failure is worth a look and no more.

    `across`: what it compares (one report, two years, two agencies). `scope`: what its scopes are, codes of rows, of columns or of facts.
    """

    code: str
    across: Across
    scope: Literal["row", "col", "fact"]
    relation: Relation
    zh: str
    en: str
    comparisons: tuple[Comparison, ...]


def _operands(texts: list[str]) -> tuple[Operand, ...]:
    return tuple(Operand(-1 if text.startswith("-") else 1, text.removeprefix("-")) for text in texts)


def _comparison(data: dict[str, Any]) -> Comparison:
    sides = {side: _operands(data.get(side, [])) for side in ("left", "right", "either")}
    return Comparison(scopes=tuple(data["scopes"]), **sides)


def _load() -> dict[str, SoftCheck]:
    data = tomllib.loads((files("parsing.forms") / "soft.toml").read_text(encoding="utf-8"))
    checks = [SoftCheck(comparisons=tuple(map(_comparison, check.pop("compare"))), **check) for check in data["check"]]
    return {check.code: check for check in checks}


SOFT: dict[str, SoftCheck] = _load()
