"""The soft checks as data (`soft.toml`): what ought to agree inside a report, across years and across agencies, and often does not."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Any, Literal

Relation = Literal["equal", "at_most", "asks_for"]


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure to add (`sign` 1) or subtract (-1): a cell `table.row.col` or a fact; `last:` or `government:` before it says whose."""

    sign: int
    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides of one scope. `either` may stand for `right` where `right` does not fit."""

    scope: str
    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    either: tuple[Operand, ...] = ()

    @property
    def needs(self) -> Iterator[str]:
        """The names of what must be stated before the two sides can be compared."""
        return (operand.name for operand in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class SoftCheck:
    """A check whose failure is worth a look and no more. `scope`: what its scopes are, codes of rows, of columns or of facts."""

    code: str
    scope: Literal["row", "col", "fact"]
    relation: Relation
    zh: str
    en: str
    comparisons: tuple[Comparison, ...]


def _operands(texts: list[str], scope: str) -> tuple[Operand, ...]:
    return tuple(Operand(-1 if text.startswith("-") else 1, text.removeprefix("-").format(scope)) for text in texts)


def _comparisons(data: dict[str, Any]) -> list[Comparison]:
    sides = ("left", "right", "either")
    return [Comparison(scope, *(_operands(data.get(side, []), scope) for side in sides)) for scope in data["scopes"]]


def _load() -> dict[str, SoftCheck]:
    data = tomllib.loads((files("parsing.forms") / "soft.toml").read_text(encoding="utf-8"))
    checks = [SoftCheck(comparisons=tuple(chain.from_iterable(map(_comparisons, c.pop("compare")))), **c) for c in data["check"]]
    return {check.code: check for check in checks}


SOFT: dict[str, SoftCheck] = _load()
