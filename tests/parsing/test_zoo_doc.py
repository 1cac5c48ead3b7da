"""The zoo as Word 97-2003 binaries, written by LibreOffice: every figure must be read as it was written, or not at all."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from zoo.doc_reports import complaints, specimens
from zoo.doc_xml import to_docx

from parsing import parse

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
ZOO = specimens()


def binaries(names: Iterable[str], folder: Path) -> dict[str, bytes]:
    """The documents as `.doc`, converted in one start of LibreOffice."""
    stems = {name: f"d{number}" for number, name in enumerate(names)}
    for name, stem in stems.items():
        (folder / f"{stem}.docx").write_bytes(to_docx(ZOO[name].blocks, ZOO[name].look))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", "doc:MS Word 97", "--outdir", str(folder)]
    subprocess.run([*command, *(str(folder / f"{stem}.docx") for stem in stems.values())], check=True, capture_output=True, timeout=280)
    return {name: (folder / f"{stem}.doc").read_bytes() for name, stem in stems.items()}


def wrong(made: dict[str, bytes]) -> dict[str, list[str]]:
    found = {}
    for name, data in made.items():
        reports = parse(data)
        complaint = complaints(reports, ZOO[name])
        if complaint or {report.format for report in reports} != {"doc"}:
            found[name] = complaint
    return found


def test_every_figure_of_a_few_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(binaries(list(ZOO)[::9], tmp_path)) == {}


@pytest.mark.slow
def test_every_figure_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert wrong(binaries(ZOO, tmp_path)) == {}
