"""PDF and OFD files damaged at random: nothing hangs or dies, and no report is `parsed` with a figure that the file does not hold."""

from __future__ import annotations

import os
import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from test_zoo_pdf import silent
from zoo.ofd_sheets import ofd
from zoo.pdf_sheets import Style, pdf
from zoo.placed import known_page, place_page

from parsing import parse
from parsing.records import Report

QUICK, FULL = 12, 400
SEED = int(os.environ.get("NIANBAO_SEED", "20260101"))
_PAGE, FIGURES = known_page("fmt2021", 4)
_BLOCKS = place_page(_PAGE)
FILES: dict[str, bytes] = {
    "pdf": pdf(_BLOCKS, Style(size=8)),
    "pdf uncompressed": pdf(_BLOCKS, Style(size=8, compress=False)),
    "ofd": ofd(_BLOCKS, Style(size=8)),
}
Mutate = Callable[[bytes, random.Random], bytes]


def flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8])):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def wipe(data: bytes, rng: random.Random) -> bytes:
    at, size = rng.randrange(len(data)), rng.choice([1, 16, 300])
    return data[:at] + bytes(size) + data[at + size :]


def cut_out(data: bytes, rng: random.Random) -> bytes:
    at, size = rng.randrange(len(data)), rng.choice([1, 16, 300])
    return data[:at] + data[at + size :]


def swap(data: bytes, rng: random.Random) -> bytes:
    """Two members of the package, or two streams of the same length of a PDF, change places; or one is lost."""
    if data.startswith(b"%PDF"):
        spans = [found.span(1) for found in re.finditer(rb"\nstream\r?\n(.*?)endstream", data, re.S)]
        (a, b), (c, d) = sorted(rng.sample(spans, 2))
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
    source, buffer = zipfile.ZipFile(BytesIO(data)), BytesIO()
    names = source.namelist()
    one, other = rng.sample(names, 2)
    lost = rng.random() < 0.3
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            if not (lost and name == one):
                archive.writestr(name, source.read({one: other, other: one}.get(name, name) if not lost else name))
    return buffer.getvalue()


MUTATIONS: tuple[Mutate, ...] = (flip, flip, flip, flip, truncate, wipe, cut_out, swap)


def complaints(report: Report, mutated: bytes, whole: bytes) -> list[str]:
    if report.status == "not_a_report" and any(problem.code == "file_damaged" for problem in report.problems):
        return ["a damaged file is said to be no report"]
    if report.status != "parsed":
        return [] if report.reason or any(problem.level == "doubt" for problem in report.problems) else ["neither parsed nor named"]
    wrong = silent(report, FIGURES)
    # In an uncompressed file a flip may change a digit of the text itself: then that is what the file says.
    return wrong if len(wrong) > 1 or not _digits_changed(mutated, whole) else []


def _digits_changed(mutated: bytes, whole: bytes) -> bool:
    shown = re.compile(rb"\(([\d.,+]+)\) Tj")
    return shown.findall(mutated) != shown.findall(whole)


def run(name: str, count: int) -> list[str]:
    failures = []
    for seed in range(SEED, SEED + count):
        rng = random.Random(seed)
        mutated = rng.choice(MUTATIONS)(FILES[name], rng)
        for report in parse(mutated):
            found = complaints(report, mutated, FILES[name])
            found += [str(report.reason)] * (report.reason in {"reader_died", "reader_error"})
            failures += [f"{name}, seed {seed}: {why}" for why in found[:3]]
    return failures


@pytest.mark.parametrize("name", FILES)
def test_whole_files_are_read(name: str) -> None:
    (report,) = parse(FILES[name])
    assert (report.status, silent(report, FIGURES)) == ("parsed", [])


@pytest.mark.parametrize("name", FILES)
def test_no_damage_changes_a_figure_in_silence(name: str) -> None:
    assert run(name, QUICK) == []


@pytest.mark.parametrize("seed", [20260167, 20260263])
def test_a_damaged_file_is_not_said_to_be_no_report(seed: int) -> None:
    rng = random.Random(seed)
    mutated = rng.choice(MUTATIONS)(FILES["pdf"], rng)
    assert [(report.status, report.reason) for report in parse(mutated)] == [("failed", "unreadable")]


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", FILES)
def test_no_damage_changes_a_figure_in_silence_at_length(name: str) -> None:
    assert run(name, max(1, int(FULL * float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))))) == []
