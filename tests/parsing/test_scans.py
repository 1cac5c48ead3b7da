"""Scans and pictures: what is no page of figures is named, and the rebuilt real report is exact in every picture of it."""

from __future__ import annotations

import io
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from parsing import parse
from parsing.errors import UnreadError
from parsing.files import FILE_READERS, FileReader
from parsing.readers.scan import read_picture, read_pictures
from parsing.readers.scan.pictures import MAX_PAGES
from parsing.records import Report
from parsing.sandbox import run_reader

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SEED = int(os.environ.get("NIANBAO_SEED", "20260104"))
FULL = 40
real = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared with documents")
Cells = dict[tuple[str, str, str], tuple[Any, str]]


def _document(name: str) -> bytes:
    return (SHARED / "documents" / f"xiaoguan-2021.{name}").read_bytes()


def _gold() -> Cells:
    gold = json.loads((SHARED / "reports" / "xiaoguan-2021.gold.json").read_text(encoding="utf-8"))
    return {(c["table"], c["row"], c["col"]): (c["value"], c["status"]) for c in gold["cells"]}


def _cells(report: Report) -> Cells:
    return {(c.table, c.row, c.col): (c.value, c.status) for c in report.cells}


def _tiff(pages: list[Image.Image]) -> bytes:
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])
    return stream.getvalue()


def _saved(page: Image.Image, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    page.save(stream, kind)
    return stream.getvalue()


def _page(size: float) -> Image.Image:
    """Lines of Latin text, for which no font need be found."""
    page = Image.new("RGB", (900, 500), "white")
    for line in range(8):
        ImageDraw.Draw(page).text(
            (40, 40 + 50 * line), "Report of the year 2021, page one of many", fill="black", font=ImageFont.load_default(size)
        )
    return page


def _outcome(data: bytes) -> tuple[str, str | None]:
    (report,) = parse(data)
    assert report.problems
    return report.status, report.reason


@real
def test_a_scanned_pdf_is_exact_and_says_that_it_was_recognised():
    (report,) = parse(_document("scanned.pdf"))
    assert (report.status, report.format, report.year, report.form) == ("parsed", "pdf", 2021, "fmt2021")
    assert _cells(report) == _gold()
    assert {cell.method for cell in report.cells} == {"ocr"}
    assert all(cell.confidence is not None and cell.confidence > 0.6 for cell in report.cells)
    assert [problem.code for problem in report.problems] == ["recognised"]
    assert report.agency_name == "北京市朝阳区人民政府小关街道办事处"
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert (report.signed_by, report.signed_on) == ("小关街道办事处", "2022-01-06")
    fees = {fact.fact: fact.value for fact in report.facts if fact.fact.startswith("fee_")}
    assert fees == {"fee_notices_issued": 0, "fee_notices_amount": 0, "fee_collected_amount": 0}


@real
@pytest.mark.slow
@pytest.mark.parametrize("dpi", [150, 200])
def test_pictures_of_single_pages_give_their_tables_and_together_the_report(dpi: int):
    pages = [_document(f"scan{dpi}.p{number}.jpg") for number in (1, 2, 3)]
    gold = _gold()
    (second,) = parse(pages[1])
    assert second.status == "partial"
    found = _cells(second)
    assert len(found) > 150
    assert found.items() <= gold.items()
    document = read_pictures(*pages)
    assert [(grid.n_rows, grid.n_cols) for grid in document.grids] == [(14, 4), (28, 10), (4, 15)]
    assert not any(cell.doubt for grid in document.grids for cell in grid.cells if cell.text.isdigit())
    (whole,) = parse(_tiff([Image.open(io.BytesIO(page)) for page in pages]))
    assert _cells(whole) == gold
    assert whole.status == "parsed"


def test_characters_of_a_few_pixels_are_too_coarse():
    assert _outcome(_saved(_page(8))) == ("failed", "low_resolution")


def test_a_picture_with_text_and_no_table_is_no_report():
    document = read_picture(_saved(_page(30)))
    assert any("2021" in paragraph for paragraph in document.paragraphs)
    assert parse(_saved(Image.new("RGB", (300, 200), "white")))[0].status == "not_a_report"


def test_a_damaged_picture_is_unreadable():
    png, jpeg = bytearray(_saved(_page(30))), _saved(_page(30), "JPEG")
    png[len(png) // 2] ^= 1
    for damaged in (bytes(png), jpeg[: len(jpeg) // 2], b"\xff\xd8\xff" + b"\x00" * 60, b"GIF89a" + b"\x01" * 60):
        assert _outcome(damaged) == ("failed", "unreadable")


def test_pictures_beyond_the_limits_are_refused_before_they_are_unpacked():
    assert _outcome(_saved(Image.new("1", (30_000, 30_000)))) == ("failed", "too_large")
    assert _outcome(_tiff([Image.new("1", (20, 20))] * (MAX_PAGES + 1))) == ("failed", "too_large")


def test_without_its_libraries_the_extra_is_named():
    assert {FILE_READERS[kind].extra for kind in ("image", "scan")} == {"ocr"}
    assert {FILE_READERS[kind].memory for kind in ("image", "scan")} == {4 << 30}
    reader = FileReader("tests.parsing.without_ocr", "read_picture", extra="ocr", memory=(4 << 30) - 1)
    with pytest.raises(UnreadError, match="needs_extra: ocr"):
        run_reader(reader, _saved(_page(30)))


def _damaged(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    kind = rng.choice(["bit", "bits", "cut", "zeros", "swap"])
    place = rng.randrange(len(data))
    if kind == "bit":
        changed[place] ^= 1 << rng.randrange(8)
    elif kind == "bits":
        for _ in range(20):
            changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "cut":
        del changed[place:]
    elif kind == "zeros":
        changed[place : place + 500] = bytes(len(changed[place : place + 500]))
    else:
        other = rng.randrange(len(data))
        changed[place : place + 500], changed[other : other + 500] = changed[other : other + 500], changed[place : place + 500]
    return bytes(changed)


@real
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_damaged_scans_give_no_wrong_figure():
    """A flipped bit in a JPEG moves what follows to the side, as every viewer shows it: of such a page no figure is given that is not its cell's.

    The rows of the raw tables bear the labels that are seen, which may be cut.
    """
    gold, original = _gold(), _document("scanned.pdf")
    share = float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))
    for number in range(max(1, int(FULL * share))):
        for report in parse(_damaged(original, random.Random(SEED + number))):
            figures = {key: cell for key, cell in _cells(report).items() if cell[1] != "unparsed" and not key[0].startswith("raw_")}
            assert figures.items() <= gold.items(), f"seed {SEED + number}"
            assert report.status != "parsed" or _cells(report) == gold, f"seed {SEED + number}"
            assert report.status == "parsed" or report.reason or any(problem.level == "doubt" for problem in report.problems)
