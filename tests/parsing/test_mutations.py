"""Random defects, done to known cells: no figure under status `parsed` may differ from what the edited page shows under its labels."""

from __future__ import annotations

import os
import random

import pytest
from edits import EDITS, Edit
from made_pages import ODD, Page, clean_page, random_figures, render
from shown import Shown, shown

from parsing import parse
from parsing.forms import FORMS
from parsing.records import Report

QUICK, FULL = 250, 20_000
SEED = int(os.environ.get("NIANBAO_SEED", "20260101"))
ENCODINGS = ("utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig")


def edited_page(seed: int) -> tuple[Page, list[str], random.Random]:
    rng = random.Random(seed)
    form = rng.choice(["fmt2021", "fmt2019"])
    page = clean_page(form, random_figures(form, rng), one_table=rng.random() < 0.5)
    return page, [edit(rng.choice(EDITS), page, rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))], rng


def edit(one: Edit, page: Page, rng: random.Random) -> str:
    try:
        return one(page, rng) or "nothing"
    except IndexError:  # an earlier edit has left nothing to choose from
        return "nothing"


def complaints(report: Report, truth: Shown) -> list[str]:
    """What is unforgivable in this report, in words; nothing when all is well."""
    if report.status != "parsed":
        named = any(problem.level == "doubt" for problem in report.problems) or report.reason
        return [] if named else ["neither parsed nor named"]
    found = [f"parsed although {why}" for why in truth.doubtful]
    for cell in report.cells:
        if cell.table.startswith("raw_"):
            continue
        key = (cell.table, cell.row, cell.col)
        values = [td.value for td in truth.figures.get(key, [])]
        if not values or cell.value not in values or ODD in values:
            found.append(f"{key}: read {cell.value}, the page shows {values}")
    have = {(cell.table, cell.row, cell.col, cell.form) for cell in report.cells}
    for table, form in {(cell.table, cell.form) for cell in report.cells if not cell.table.startswith("raw_")}:
        found += [f"{key} is lost" for key in all_keys(form) if key[0] == table and (*key, form) not in have]
    return found


def all_keys(form: str) -> list[tuple[str, str, str]]:
    return FORMS[form].keys()


def run(count: int, seed: int) -> list[str]:
    failures = []
    for number in range(seed, seed + count):
        page, done, rng = edited_page(number)
        markup, encoding = rng.choice(["plain", "word"]), rng.choice(ENCODINGS)
        report = parse(render(page, markup).encode(encoding))[0]
        failures += [f"seed {number} ({', '.join(done)}): {why}" for why in complaints(report, shown(page))[:3]]
    return failures


def test_no_silent_error_in_a_few_hundred_edits() -> None:
    assert run(QUICK, SEED) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_silent_error_in_twenty_thousand_edits() -> None:
    share = float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))
    assert run(max(1, int(FULL * share)), SEED) == []
