"""The zoo as Word 97-2003 binaries, written by LibreOffice: every figure must be read as it was written, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from zoo.by_office import converted
from zoo.doc_reports import complaints, specimens

from parsing import parse

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
ZOO = specimens()


def binaries(names: Iterable[str], folder: Path) -> dict[str, bytes]:
    """The documents as `.doc`, converted in one start of LibreOffice."""
    return converted(ZOO, names, folder, "doc:MS Word 97")


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
