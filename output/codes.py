"""The rows of codes.parquet: every code with its kind, labels and unit, gathered from where each is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from output.labels import LABELS, PROBLEM_ZH, PROSE_FACTS, REASON_ZH
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
    return rows


def _row(kind: str, code: str, position: int, zh: str, en: str, **more: Any) -> Row:
    return {"kind": kind, "code": code, "position": position, "label_zh": zh, "label_en": en, "heading": False, **more}


def _labelled(kind: str, labels: dict[str, tuple[str, str]]) -> Iterator[Row]:
    for position, (code, (zh, en)) in enumerate(labels.items(), start=1):
        yield _row(kind, code, position, zh, en)


def _form(form: Form) -> Iterator[Row]:
    yield _row("form", form.code, 1, form.label_zh, form.label_en)
    for position, table in enumerate(form.tables, start=1):
        yield _row("table", table.code, position, table.zh, table.en, form=form.code)
        yield from _lines("row", form, table, table.rows)
        yield from _lines("col", form, table, table.cols)
    for position, check in enumerate(form.identities, start=1):
        yield _row("check", check.code, position, check.zh, check.en, form=form.code, table=check.table)
    for position, fact in enumerate(form.facts, start=1):
        yield _row("fact", fact.code, position, fact.zh, fact.en, form=form.code, unit=fact.unit)


def _lines(kind: str, form: Form, table: Table, lines: tuple[Line, ...]) -> Iterator[Row]:
    for position, line in enumerate(lines, start=1):
        more = {"form": form.code, "table": table.code, "parent": line.parent or None, "heading": line.heading, "unit": line.unit or None}
        yield _row(kind, line.code, position, line.zh, line.en, **more)


def _sentence(text: str) -> str:
    return text.replace(": {detail}", ".")
