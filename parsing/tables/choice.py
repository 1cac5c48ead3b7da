"""Which form a table is in: by its labels, table by table, never by the year."""

from __future__ import annotations

from collections import Counter

from parsing.forms import GRID_FORMS
from parsing.problems import problem
from parsing.records import Problem
from parsing.tables.found import PLACES, Key

_S3, _S4 = "s3_requests", "s4_remedies"


def choose_forms(keys: set[Key]) -> dict[str, str]:
    """The form of each table: the one that knows most of its cells, then the one of which it is most complete.

    Section 4, alike in both forms, takes section 3's (design); any other tie goes with the blocks of the same section.
    """
    tables = {key[0] for key in keys}
    scores = {table: {form: _score(form, table, keys) for form in GRID_FORMS} for table in tables}
    chosen = {table: max(score, key=lambda form: score[form]) for table, score in scores.items() if len(set(score.values())) > 1}
    for table in sorted(tables - chosen.keys()):
        kin = [form for other, form in chosen.items() if other[:2] == (_S3 if table == _S4 else table)[:2]]
        chosen[table] = Counter(kin or list(chosen.values()) or ["fmt2021"]).most_common(1)[0][0]
    return chosen


def _score(form: str, table: str, keys: set[Key]) -> tuple[int, float]:
    known = PLACES[form]
    hits = sum(key in known for key in keys if key[0] == table)
    return hits, hits / max(1, sum(key[0] == table for key in known))


def form_of(key: Key, forms: dict[str, str]) -> str:
    """The form of one cell: its table's, or the other one when the table mixes labels of two (it is never renamed)."""
    chosen = forms[key[0]]
    return chosen if key in PLACES[chosen] else next(form for form in GRID_FORMS if key in PLACES[form])


def conflicts(keys: set[Key], forms: dict[str, str]) -> list[Problem]:
    """A doubt for each table that mixes labels of two forms."""
    mixed = sorted({key[0] for key in keys if form_of(key, forms) != forms[key[0]]})
    return [problem("form_conflict", table, f"most are of {forms[table]}") for table in mixed]


def report_form(forms: dict[str, str]) -> str:
    """The form of the report: its tables' form, `mixed` when they differ, `unknown` when there is none."""
    distinct = set(forms.values())
    return "mixed" if len(distinct) > 1 else next(iter(distinct), "unknown")
