"""Damaged docx, odt, rtf, workbooks and archives: no crash, no hang, and no figure under `parsed` that the whole file did not show.

RTF, WordML and xls have no checksum. There a flipped bit may make another digit (of xls: another number in the record of a cell): then
that is what the file says, and it may change as many figures as bits were flipped.
"""

from __future__ import annotations

import io
import os
import random
import zipfile

import pytest
from edits import EDITS
from made_pages import clean_page, random_figures
from shown import lay_out, shown
from test_archives import rarred, zipped
from test_mutations import complaints, edit
from test_zoo_office import WRITERS
from zoo.placed import known_page, place_page, read_values, value_of

from parsing import parse

QUICK, FULL = 120, 3_000
SEED = int(os.environ.get("NIANBAO_SEED", "20260103"))
NAMES = ("docx-plain", "odt", "xlsx", "zip", "rar", "rtf-word", "rtf-libre", "wordml-plain", "xls", "xls-sheets")
PAGE, FIGURES = known_page("fmt2021", 5)
VALUES = {key: value_of(text) for key, text in FIGURES.items()}


def originals() -> dict[str, bytes]:
    blocks = place_page(PAGE)
    files = {name: WRITERS[name][1](blocks) for name in NAMES if name not in ("zip", "rar")}
    packed = {"甲.odt": files["odt"], "乙.rtf": files["rtf-word"]}
    return {**files, "zip": zipped({"甲.odt": files["odt"]}, method=zipfile.ZIP_STORED), "rar": rarred(packed, solid=True)}


def flip(data: bytes, rng: random.Random) -> tuple[bytes, list[int]]:
    places = [rng.randrange(len(data)) for _ in range(rng.choice([1, 1, 2, 3]))]
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 1 << rng.randrange(8)
    return bytes(changed), places


def swap_members(data: bytes, rng: random.Random) -> bytes:
    """Two parts of a package stand under each other's names, or one is lost."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    one, other = rng.choice(list(parts)), rng.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]
    if one == other:
        del parts[one]
    return zipped(parts)


def damage(name: str, data: bytes, rng: random.Random) -> tuple[bytes, str, list[int]]:
    how = rng.choice(["flip"] * 6 + ["cut", "swap"])
    if how == "cut":
        return data[: rng.randrange(len(data))], how, []
    if how == "swap" and data.startswith(b"PK"):
        return swap_members(data, rng), how, []
    changed, places = flip(data, rng)
    return changed, "flip", places


def is_own(name: str, data: bytes, places: list[int], wrong: dict[object, object]) -> bool:
    """Whether the flips changed the figures themselves: a digit of the text, or a number in a record of a workbook."""
    if name.startswith("xls") and not name.startswith("xlsx"):
        return len(wrong) <= len(places) and None not in wrong.values()
    touched = [place for place in places if data[place : place + 1].isdigit()]
    return name.startswith(("rtf", "wordml")) and len(wrong) <= len(touched)


def run(count: int, seed: int) -> list[str]:
    failures, files = [], originals()
    for number in range(seed, seed + count):
        rng = random.Random(number)
        name = rng.choice(NAMES)
        changed, how, places = damage(name, files[name], rng)
        for report in parse(changed):
            if report.status != "parsed":
                named = report.reason or any(problem.level == "doubt" for problem in report.problems)
                failures += [] if named else [f"{number} {name} {how}: neither parsed nor named"]
                continue
            read = read_values(report)
            wrong = {key: read.get(key) for key, value in VALUES.items() if read.get(key) != value}
            if wrong and not is_own(name, files[name], places, wrong):
                failures.append(f"{number} {name} {how} at {places}: {len(wrong)} figures, {list(wrong.items())[:3]}")
    return failures


def test_no_silent_error_in_a_few_damaged_files() -> None:
    assert run(QUICK, SEED) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_silent_error_in_thousands_of_damaged_files() -> None:
    assert run(max(1, int(FULL * float(os.environ.get("NIANBAO_SLOW_SHARE", "1")))), SEED) == []


def run_edits(count: int, seed: int) -> list[str]:
    """The defects of real pages (`edits`), written to every format."""
    failures = []
    names = [name for name in WRITERS if name not in ("docx-numbered",) and not name.startswith("xls")]
    for number in range(seed, seed + count):
        rng = random.Random(number)
        form = rng.choice(["fmt2021", "fmt2019"])
        page = clean_page(form, random_figures(form, rng), one_table=rng.random() < 0.5)
        done = [edit(rng.choice(EDITS), page, rng) for _ in range(rng.choice([1, 1, 2]))]
        if not all(printable(rows) for _, rows in page.tables):
            continue
        name = rng.choice(names)
        report = parse(WRITERS[name][1](place_page(page)))[0]
        failures += [f"seed {number} {name} ({', '.join(done)}): {why}" for why in complaints(report, shown(page))[:3]]
    return failures


def printable(rows: list) -> bool:  # type: ignore[type-arg]
    """Whether a word processor can print the table: every row begins at its left edge, without holes, and no cell covers another."""
    places = lay_out(rows)
    width = max((col + td.colspan for _, col, td in places), default=0)
    taken = [(row + r, col + c) for row, col, td in places for r in range(min(td.rowspan, len(rows) - row)) for c in range(td.colspan)]
    return bool(taken) and len(taken) == len(set(taken)) == len(rows) * width


def test_no_silent_error_in_defects_of_real_pages() -> None:
    assert run_edits(100, SEED) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_silent_error_in_thousands_of_defects() -> None:
    assert run_edits(max(1, int(3_000 * float(os.environ.get("NIANBAO_SLOW_SHARE", "1")))), SEED) == []
