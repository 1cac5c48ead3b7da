"""Every page of the corpus against its golden record (`python -m tests.corpus add` adds one)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.golden import PAGES, differences, known_gaps, load, pages, read, silently_wrong
from tests.corpus.make import cases, made

_GAPS = known_gaps()


def _record(page: Path) -> Path:
    return page.with_name(page.name.partition(".")[0] + ".json")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_page_reads_as_its_golden_record(page: Path) -> None:
    if not _record(page).exists():
        pytest.fail(f"No golden record: python -m tests.corpus add {page} --defect '…' --source '…', then check every figure by eye.")
    golden = load(_record(page))
    reports = read(page, golden)
    assert len(reports) == len(golden.reports)
    for expected, report in zip(golden.reports, reports, strict=True):
        assert silently_wrong(expected, report) == []
        if page.name.partition(".")[0] not in _GAPS:
            assert differences(expected, report) == []


def test_known_gaps_are_gaps() -> None:
    # A gap that is closed leaves the list.
    for page in pages():
        if page.name.partition(".")[0] in _GAPS:
            golden = load(_record(page))
            assert any(differences(expected, report) for expected, report in zip(golden.reports, read(page, golden), strict=True)), (
                page.name
            )


def test_pages_are_those_that_the_cases_make() -> None:
    for case in cases().values():
        name, data, _ = made(case)
        assert (PAGES / name).read_bytes() == data, f"{name}: python -m tests.corpus make {case.slug}"


def test_every_golden_record_has_its_page_and_its_defect() -> None:
    names = {page.name.partition(".")[0] for page in pages()}
    assert {record.stem for record in PAGES.glob("*.json")} == names
    assert set(_GAPS) <= names
    defects = [load(_record(page)).defect for page in pages()]
    assert len(set(defects)) == len(defects) >= 150
