"""The zoo as PDF files that LibreOffice prints: rows, cells and figures cut by its page breaks must be read as they were written."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from zoo.by_office import converted
from zoo.doc_reports import Specimen, complaints, specimens
from zoo.doc_xml import Block

from parsing import parse


def _can_print() -> bool:
    if shutil.which("soffice") is None or shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout)


pytestmark = pytest.mark.skipif(not _can_print(), reason="LibreOffice, or a Chinese font for it, is not installed")
# What a print shows differently: fields are computed anew, revisions are printed struck out, the second column lies beyond the sheet.
SHOWN_OTHERWISE = ("computed figures", "revised", "a deleted row", "two columns")
ZOO = {name: specimen for name, specimen in specimens().items() if not any(words in name for words in SHOWN_OTHERWISE)}


QUICK, FULL, A_START = 4, 150, 25
SEED = int(os.environ.get("NIANBAO_SEED", "20261128"))
SHARE = float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))


def shifted(rng: random.Random) -> Specimen:
    """A specimen with its breaks elsewhere: rows of the tables are cut at any height, by the print alone."""
    specimen = ZOO[rng.choice(list(ZOO))]
    look = replace(specimen.look, size=rng.choice([18, 21, 24]), font=rng.choice(["宋体", "仿宋", "Noto Sans CJK SC"]))
    lines: list[Block] = ["公开工作。"] * rng.randrange(45)
    return replace(specimen, blocks=[*specimen.blocks[:4], *lines, *specimen.blocks[4:]], look=look)


def run(count: int, seed: int, folder: Path) -> dict[str, list[str]]:
    rng = random.Random(seed)
    made = {str(number): shifted(rng) for number in range(count)}
    found: dict[str, list[str]] = {}
    for names in (list(made)[start : start + A_START] for start in range(0, count, A_START)):
        found |= wrong(converted(made, names, folder, "pdf"), made)
    return found


def prints(names: Iterable[str], folder: Path) -> dict[str, bytes]:
    """The documents as PDF, printed in one start of LibreOffice."""
    return converted(ZOO, names, folder, "pdf")


def wrong(printed: dict[str, bytes], specimens_of: Mapping[str, Specimen] = ZOO) -> dict[str, list[str]]:
    found = {name: complaints(parse(data), specimens_of[name]) for name, data in printed.items()}
    return {name: complaint for name, complaint in found.items() if complaint}


def test_every_figure_of_a_few_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(prints(list(ZOO)[3::16], tmp_path)) == {}


def test_no_page_break_moves_a_figure(tmp_path: Path) -> None:
    assert run(QUICK, 1, tmp_path) == {}


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_no_page_break_moves_a_figure_at_length(tmp_path: Path) -> None:
    """（一） stood at the foot of a page with its figures, 予以公开 on the next one; and a report began at the head of a sheet."""
    assert run(max(QUICK, round(FULL * SHARE)), SEED, tmp_path) == {}


@pytest.mark.slow
def test_every_figure_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(prints(ZOO, tmp_path)) == {}
