"""Files of which some pages are pictures, or all: each page is read as what it is, and the report is put together."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from made_pages import clean_page
from zoo.ofd_sheets import package
from zoo.pdf_sheets import pdf
from zoo.picture_pages import ofd_of_pictures, scans_of, with_pictures
from zoo.placed import place_page, read_values
from zoo.scans import consistent_figures

from parsing import parse
from parsing.files import FILE_READERS, FileReader
from parsing.records import Report

FIGURES = consistent_figures("fmt2021", random.Random(3))
TEXT = pdf(place_page(clean_page("fmt2021", FIGURES)))


def _wrong(report: Report) -> list[str]:
    return [f"{key}: {value}" for key, value in read_values(report).items() if value is not None and value != float(FIGURES[key])]


def test_a_scanned_page_behind_one_of_text_goes_on_with_its_table():
    (report,) = parse(with_pictures(TEXT, [1]))
    assert (report.format, report.status, [section.number for section in report.sections]) == ("pdf", "parsed", [1, 2, 3, 4, 5, 6])
    assert (len(read_values(report)), _wrong(report)) == (200, [])
    assert 50 < sum(cell.method == "ocr" for cell in report.cells) < 150


def test_without_the_extra_the_text_is_read_and_says_what_is_missing(monkeypatch):
    absent = FileReader("tests.parsing.without_ocr", "read_mixed_pdf", extra="ocr", memory=(4 << 30) - 1)
    monkeypatch.setitem(FILE_READERS, "mixed_pdf", absent)
    (report,) = parse(with_pictures(TEXT, [1]))
    codes = {problem.code: problem.message for problem in report.problems}
    assert report.status == "partial"
    assert codes["extra_missing"].endswith("ocr")
    assert codes["page_unread"].endswith("page 2 is a picture")
    assert not _wrong(report)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("strips", [1, 3])
def test_an_ofd_file_of_scans_is_read_with_its_strips_put_together(strips: int):
    (report,) = parse(ofd_of_pictures(scans_of(TEXT), strips))
    assert (report.format, report.status, report.year) == ("ofd", "parsed", 2021)
    assert (len(read_values(report)), _wrong(report)) == (200, [])
    assert {cell.method for cell in report.cells} == {"ocr"}


def test_coarse_pictures_and_those_that_lie_askew_are_named():
    page = ofd_of_pictures(scans_of(TEXT, 50)[:1])
    (report,) = parse(page)
    assert (report.format, report.status, report.reason) == ("ofd", "failed", "low_resolution")
    (report,) = parse(_changed(page, "CTM='210 0", "CTM='200 30"))
    assert (report.status, report.reason) == ("failed", "unreadable")
    assert "askew" in report.problems[0].message


def _changed(ofd: bytes, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(ofd)) as archive:
        return package({name: archive.read(name).replace(old.encode(), new.encode()) for name in archive.namelist()})
