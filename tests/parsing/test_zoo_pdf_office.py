"""The zoo as PDF files that LibreOffice prints: rows, cells and figures cut by its page breaks must be read as they were written."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from zoo.by_office import converted
from zoo.doc_reports import complaints, specimens

from parsing import parse


def _can_print() -> bool:
    if shutil.which("soffice") is None or shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout)


pytestmark = pytest.mark.skipif(not _can_print(), reason="LibreOffice, or a Chinese font for it, is not installed")
# What a print shows differently: fields are computed anew, revisions are printed struck out, the second column lies beyond the sheet.
SHOWN_OTHERWISE = ("computed figures", "revised", "a deleted row", "two columns")
ZOO = {name: specimen for name, specimen in specimens().items() if not any(words in name for words in SHOWN_OTHERWISE)}


def prints(names: Iterable[str], folder: Path) -> dict[str, bytes]:
    """The documents as PDF, printed in one start of LibreOffice."""
    return converted(ZOO, names, folder, "pdf")


def wrong(made: dict[str, bytes]) -> dict[str, list[str]]:
    found = {name: complaints(parse(data), ZOO[name]) for name, data in made.items()}
    return {name: complaint for name, complaint in found.items() if complaint}


def test_every_figure_of_a_few_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(prints(list(ZOO)[3::16], tmp_path)) == {}


@pytest.mark.slow
def test_every_figure_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(prints(ZOO, tmp_path)) == {}
