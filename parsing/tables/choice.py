"""Which form a table is in: by its labels, table by table, never by the year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from parsing.forms import GRID_FORMS
from parsing.problems import problem
from parsing.records import Problem
from parsing.tables.found import PLACES, Key

_KEYS = {form: frozenset(places) for form, places in PLACES.items()}
# The forms that have a table.
_HAVING: dict[str, list[str]] = {}
for _form in GRID_FORMS.values():
    for _table in _form.tables:
        _HAVING.setdefault(_table.code, []).append(_form.code)
_S3, _S4 = "s3_requests", "s4_remedies"


def choose_forms(keys: Iterable[Key], sure: Iterable[Key]) -> dict[str, str]:
    """The form of each table: the one that knows most of the cells that are `sure` to stand under their own labels.

    A tie goes with the blocks of the same section (section 4, alike in both forms, with section 3: design): 处理决定数量 alone, beside
    blocks of 2019, is a block of 2019 that lost its other columns. Without such kin it is the form of which the table is most complete,
    then the form of the other sections; of section 3 only these can tell, whose rows are the same but for the last group.
    """
    found, certain = by_table(keys), by_table(sure)
    chosen = _clear(sorted(found), certain, _hits)
    for table in sorted(found.keys() - chosen.keys()):
        kin = [form for other, form in chosen.items() if other[:2] == (_S3 if table == _S4 else table)[:2]]
        complete = {} if kin or (table == _S3 and chosen) else _clear([table], found, _completeness)
        chosen[table] = complete.get(table) or Counter(kin or list(chosen.values()) or ["fmt2021"]).most_common(1)[0][0]
    return chosen


def by_table(keys: Iterable[Key]) -> dict[str, set[Key]]:
    """The keys of each table."""
    tables: defaultdict[str, set[Key]] = defaultdict(set)
    for key in keys:
        tables[key[0]].add(key)
    return tables


def _clear(tables: Iterable[str], keys: dict[str, set[Key]], score: Callable[[str, set[Key]], float]) -> dict[str, str]:
    """The best form of each of these tables that has one best form, or that only one form has."""
    scores = {table: {form: score(form, keys.get(table, set())) for form in _HAVING[table]} for table in tables}
    return {table: max(of, key=lambda form: of[form]) for table, of in scores.items() if len(set(of.values())) > 1 or len(of) == 1}


def _hits(form: str, keys: set[Key]) -> float:
    return len(keys & _KEYS[form])


def _completeness(form: str, keys: set[Key]) -> float:
    tables = {key[0] for key in keys}
    return _hits(form, keys) / max(1, sum(key[0] in tables for key in PLACES[form]))


def strangers(keys: Iterable[Key], forms: dict[str, str]) -> list[Key]:
    """The cells that the form of their table does not have; another form does."""
    return [key for key in keys if key not in PLACES[forms[key[0]]]]


def in_order(keys: Iterable[Key], forms: dict[str, str]) -> list[tuple[Key, str]]:
    """The cells in the order of their table and form, each with its form: its table's, or the one that has it (it is never renamed)."""
    placed = []
    for number, key in enumerate(keys):
        form = forms[key[0]]
        if key not in PLACES[form]:
            form = next(form for form in GRID_FORMS if key in PLACES[form])
        placed.append((PLACES[form][key], number, key, form))
    placed.sort()
    return [(key, form) for _, _, key, form in placed]


def conflicts(strange: Iterable[Key], forms: dict[str, str]) -> list[Problem]:
    """A doubt for each table that mixes labels of two forms."""
    return [problem("form_conflict", table, f"most are of {forms[table]}") for table in sorted({key[0] for key in strange})]


def report_form(forms: dict[str, str]) -> str:
    """The form of the report: its tables' form, `mixed` when they differ, `unknown` when there is none."""
    distinct = set(forms.values())
    return "mixed" if len(distinct) > 1 else next(iter(distinct), "unknown")
