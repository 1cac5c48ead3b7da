"""Damaged Word binaries: no crash, no hang, and no figure under `parsed` that the file before the damage did not show.

A flipped bit inside the stored text may make another digit: then that is what the file says.
"""

from __future__ import annotations

import os
import random

import pytest
from zoo.doc_bytes import TEXT_AT
from zoo.doc_reports import report, whole

from parsing import parse
from parsing.records import Report

QUICK, FULL = 150, 2_500
SEED = int(os.environ.get("NIANBAO_SEED", "20260102"))
Cells = dict[tuple[str, str, str], tuple[object, str]]


def _binary(seed: int, form: str) -> tuple[bytes, range]:
    """A report, and where its text is stored."""
    binary = whole(report(seed, form)[1], huge=seed % 3 == 0, shuffled=seed % 2 == 0)
    data = binary.bytes()
    text = data.index(b"\xec\xa5\xc1\x00") + TEXT_AT
    return data, range(text, text + 2 * binary.length)


def _cells(found: Report) -> Cells:
    return {(c.table, c.row, c.col): (c.value, c.status) for c in found.cells if not c.table.startswith("raw_")}


def _mutate(data: bytes, rng: random.Random) -> tuple[bytes, str, int]:
    """The damaged bytes, what was done, and where; -1 for damage that is larger than a digit."""
    place, changed = rng.randrange(len(data)), bytearray(data)
    kind = rng.choice(["bit", "bit", "byte", "cut", "zeros", "swapped sectors"])
    if kind == "bit":
        changed[place] ^= 1 << rng.randrange(8)
    elif kind == "byte":
        changed[place] = rng.randrange(256)
    elif kind == "cut":
        del changed[place:]
    elif kind == "zeros":
        changed[place : place + 4] = bytes(len(changed[place : place + 4]))
    else:
        one, other = (rng.randrange(len(data) // 512) * 512 for _ in range(2))
        changed[one : one + 512], changed[other : other + 512] = changed[other : other + 512], changed[one : one + 512]
    return bytes(changed), f"{kind} at {place}", place if kind in ("bit", "byte") else -1


def run(count: int, seed: int) -> list[str]:
    originals = [_binary(number, form) for number, form in enumerate(("fmt2021", "fmt2019", "fmt2021", "fmt2019"))]
    truths = [_cells(parse(data)[0]) for data, _ in originals]
    wrong = []
    for number in range(seed, seed + count):
        rng = random.Random(number)
        which = rng.randrange(len(originals))
        original, text = originals[which]
        data, done, place = _mutate(original, rng)
        for found in parse(data):
            named = found.reason or any(problem.level == "doubt" for problem in found.problems)
            if found.status != "parsed" and not named:
                wrong.append(f"{number}: {done}: {found.status} without a reason")
            cells = _cells(found)
            differ = [key for key in truths[which].keys() | cells.keys() if truths[which].get(key) != cells.get(key)]
            said = place in text and len(differ) == 1
            if found.status == "parsed" and differ and not said:
                wrong.append(f"{number}: {done}: {differ[:3]} differ")
    return wrong


@pytest.fixture(autouse=True)
def _without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def test_a_hundred_damaged_files_give_no_wrong_figure() -> None:
    assert run(QUICK, SEED) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_thousands_of_damaged_files_give_no_wrong_figure() -> None:
    share = float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))
    assert run(max(1, int(FULL * share)), SEED) == []
