"""The zoo as PDF files that LibreOffice prints: rows, cells and figures cut by its page breaks must be read as they were written."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from zoo.doc_reports import complaints, specimens
from zoo.doc_xml import to_docx

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
    stems = {name: f"d{number}" for number, name in enumerate(names)}
    for name, stem in stems.items():
        (folder / f"{stem}.docx").write_bytes(to_docx(ZOO[name].blocks, ZOO[name].look))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *(str(folder / f"{stem}.docx") for stem in stems.values())], check=True, capture_output=True, timeout=280)
    return {name: (folder / f"{stem}.pdf").read_bytes() for name, stem in stems.items()}


def wrong(made: dict[str, bytes]) -> dict[str, list[str]]:
    found = {name: complaints(parse(data), ZOO[name]) for name, data in made.items()}
    return {name: complaint for name, complaint in found.items() if complaint}


def test_every_figure_of_a_few_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(prints(list(ZOO)[3::16], tmp_path)) == {}


@pytest.mark.slow
def test_every_figure_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(prints(ZOO, tmp_path)) == {}
