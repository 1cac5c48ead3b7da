"""The rows of codes.parquet: every code with its kind, labels, unit, source and warning, gathered from where each is made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from output.labels import LABELS, PROBLEM_ZH, PROSE_FACTS, REASON_ZH
from output.schema.indicators import INDICATORS
from parsing.agencies import kinds
from parsing.forms import FORMS, Form, Line, Table
from parsing.forms.soft import SOFT
from parsing.problems import PROBLEMS, REASONS

Row = dict[str, Any]


def code_rows() -> list[Row]:
    """One row a code, in the columns of the registry's table `codes`."""
    rows = [row for form in FORMS.values() for row in _form(form)]
    rows += [row for kind, labels in LABELS.items() for row in _labelled(kind, labels)]
    rows += _labelled("soft_check", {check.code: (check.zh, check.en) for check in SOFT.values()})
    rows += [_row("fact", code, n, zh, en, unit=unit) for n, (code, (zh, en, unit)) in enumerate(PROSE_FACTS.items(), start=1)]
    rows += _labelled("agency_kind", {kind.code: (kind.zh, kind.en) for kind in kinds()})
    # A code without a Chinese label shows itself rather than stop a run; a test asks for the label.
    rows += _labelled("problem", {code: (PROBLEM_ZH.get(code, code), _sentence(text)) for code, (_, text) in PROBLEMS.items()})
    rows += _labelled("reason", {code: (REASON_ZH.get(code, code), text) for code, text in REASONS.items()})
    rows += _indicators()
    return [row | _warned(row) for row in rows]


def _row(kind: str, code: str, position: int, zh: str, en: str, **more: Any) -> Row:
    return {"kind": kind, "code": code, "position": position, "label_zh": zh, "label_en": en, "heading": False, **more}


def _labelled(kind: str, labels: dict[str, tuple[str, str]]) -> Iterator[Row]:
    for position, (code, (zh, en)) in enumerate(labels.items(), start=1):
        yield _row(kind, code, position, zh, en)


def _form(form: Form) -> Iterator[Row]:
    origin = {"form": form.code, "source": form.basis}
    yield _row("form", form.code, 1, form.label_zh, form.label_en, **origin)
    for position, table in enumerate(form.tables, start=1):
        yield _row("table", table.code, position, table.zh, table.en, **origin)
        yield from _lines("row", origin, table, table.rows)
        yield from _lines("col", origin, table, table.cols)
    for position, check in enumerate(form.identities, start=1):
        yield _row("check", check.code, position, check.zh, check.en, table=check.table, **origin)
    for position, fact in enumerate(form.facts, start=1):
        yield _row("fact", fact.code, position, fact.zh, fact.en, unit=fact.unit, **origin)


def _lines(kind: str, origin: Row, table: Table, lines: tuple[Line, ...]) -> Iterator[Row]:
    for position, line in enumerate(lines, start=1):
        more = {"table": table.code, "parent": line.parent or None, "heading": line.heading, "unit": line.unit or None, **origin}
        yield _row(kind, line.code, position, line.zh, line.en, **more)


def _indicators() -> Iterator[Row]:
    for position, one in enumerate(INDICATORS.values(), start=1):
        more = {"unit": one.unit, "source": one.rule, "warning": one.warning or None}
        yield _row("indicator", one.code, position, one.zh, one.en, **more)


def _sentence(text: str) -> str:
    return text.replace(": {detail}", ".")


def _warned(row: Row) -> Row:
    texts = [warning["text"] for warning in _WARNINGS if _fits(warning, row)]
    return {"warning": " ".join(texts)} if texts else {}


def _fits(warning: Row, row: Row) -> bool:
    keys = ("kind", "form", "table")
    return all(row.get(key) == warning[key] for key in keys if key in warning) and row["code"] in warning.get("codes", [row["code"]])


_WARNINGS: Final[list[Row]] = tomllib.loads((files("output.schema") / "warnings.toml").read_text(encoding="utf-8"))["warning"]
