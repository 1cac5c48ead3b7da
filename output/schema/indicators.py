"""The harmonised indicators as data (`indicators.toml`): what of each form stands behind one, and how well the forms match."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

from parsing.forms import FORMS

Match = Literal["exact", "near"]

MONEY: Final = "万元"
_COUNT: Final = "件"
_RATIO: Final = "1"


@dataclass(frozen=True, slots=True)
class Source:
    """What is added up in reports (or tables) of one form: cells `table.row.col`, or one fact; and how well it matches the indicator."""

    match: Match
    cells: tuple[str, ...] = ()
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `unit` is 件, 万元, or 1 for a rate; `sources` by form, none for a form that has nothing comparable.

    A rate has no sources: it is the sum of the indicators of `numerator` by the sum of those of `denominator`.
    """

    code: str
    zh: str
    en: str
    unit: str
    warning: str
    sources: dict[str, Source]
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """What it is made of, in codes, form by form."""
        if self.numerator:
            return f"({' + '.join(self.numerator)}) / ({' + '.join(self.denominator)})"
        return "; ".join(f"{form}: {_sum(source)} [{source.match}]" for form, source in self.sources.items())


def _sum(source: Source) -> str:
    return f"fact {source.fact}" if source.fact else " + ".join(source.cells)


def _indicator(data: dict[str, Any]) -> Indicator:
    rate = data.get("rate", {})
    return Indicator(
        data["code"],
        data["zh"],
        data["en"],
        data.get("unit", _RATIO if rate else _COUNT),
        data.get("warning", ""),
        dict(_facts(data) if "fact" in data else {} if rate else _cells(data)),
        tuple(rate.get("numerator", ())),
        tuple(rate.get("denominator", ())),
    )


def _facts(data: dict[str, Any]) -> dict[str, Source]:
    # Prose has no form; a form that asks for the figure makes it exact, the others state what they like.
    forms = data.get("forms")
    return {form: Source("exact" if forms else "near", fact=data["fact"]) for form in forms or FORMS}


def _cells(data: dict[str, Any]) -> dict[str, Source]:
    cells = tuple(data["cells"])
    sources = {"fmt2021": Source("exact", cells)}
    older = data.get("fmt2019", {})
    if older is not False:
        sources["fmt2019"] = Source(older.get("match", "exact"), tuple(older.get("cells", cells)))
    if rows := data.get("stat2014"):
        sources["stat2014"] = Source("near", tuple(f"stat2014.{row}.value" for row in rows))
    return sources


def _load() -> dict[str, Indicator]:
    data = tomllib.loads((files("output.schema") / "indicators.toml").read_text(encoding="utf-8"))
    return {one["code"]: _indicator(one) for one in data["indicator"]}


INDICATORS: Final[dict[str, Indicator]] = _load()
