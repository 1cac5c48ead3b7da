"""Every layout that portals print, whole and broken: no figure of the form is another than its author meant, or it is in doubt by name."""

from __future__ import annotations

import os
import random

import pytest
from layouts import Made, Maker, damage, render_made, report

from parsing import parse
from parsing.records import Report

QUICK, FULL = 60, 5_000
SEED = int(os.environ.get("NIANBAO_SEED", "20261127"))


def made_report(seed: int) -> Made:
    rng = random.Random(seed)
    made = report(Maker(rng.choice(["fmt2021", "fmt2021", "fmt2019"]), rng))
    if rng.random() < 0.6:
        damage(made, rng)
    return made


def is_doubted(key: str, doubts: set[str]) -> bool:
    """Whether a problem names this cell, its row, its column or its table."""
    table, row, col = key.split(".")
    return not doubts.isdisjoint((key, f"{table}.{row}", f"{table}..{col}", table))


def complaints(made: Made, read: Report) -> list[str]:
    """Figures that are not what was meant and that no problem names, and cells that a `parsed` report has lost."""
    doubts = {problem.where for problem in read.problems if problem.level == "doubt"}
    found = []
    cells = {(cell.table, cell.row, cell.col): cell for cell in read.cells if not cell.table.startswith("raw_")}
    for key, cell in cells.items():
        meant = made.meant.get(key)
        wrong = cell.status != "unparsed" and (meant is None or cell.value != (int(meant) if meant else None))
        if wrong and not is_doubted(cell.key, doubts):
            found.append(f"{cell.key}: read {cell.value}, meant {meant!r}")
    if read.status == "parsed":
        found += [f"{key} is lost" for key in made.meant if key not in cells]
    return found


def run(count: int, seed: int) -> list[str]:
    failures = []
    for number in range(seed, seed + count):
        made = made_report(number)
        failures += [f"seed {number} {made.done[-6:]}: {why}" for why in complaints(made, parse(render_made(made).encode())[0])[:2]]
    return failures


def test_no_layout_gives_another_figure_than_was_meant() -> None:
    assert run(QUICK, SEED) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_layout_gives_another_figure_in_thousands() -> None:
    assert run(max(1, int(FULL * float(os.environ.get("NIANBAO_SLOW_SHARE", "1")))), SEED) == []
