"""The format zoo of docx, WordML, odt, rtf, xlsx and xls: known figures, written by code in many manners, are read each in its cell."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from test_harmless_edits import EDITS
from zoo.odt_xml import flat_odt, odt
from zoo.placed import Block, known_page, mixed_page, place_page, read_values, two_reports, value_of
from zoo.rtf_text import Manner, rtf
from zoo.sheets import xls, xlsx
from zoo.word_xml import STRICT, W2003, Look, docx, flat_opc, wordml_2003

from parsing import parse


def by_library(blocks: list[Block]) -> bytes:
    """A docx file by python-docx: its own merges, styles, headers and fonts."""
    document = Document()
    document.sections[0].orientation = WD_ORIENT.LANDSCAPE
    document.sections[0].header.paragraphs[0].text = "99"
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block, style="Heading 1" if block[1:2] == "、" else None)
            continue
        table = document.add_table(block.n_rows, block.n_cols, style="Table Grid")
        for box in block.boxes:
            cell = table.cell(box.row, box.col).merge(table.cell(box.row + box.rowspan - 1, box.col + box.colspan - 1))
            cell.text = box.text
            for run in cell.paragraphs[0].runs:
                run.font.name = "仿宋"
        document.add_page_break()
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


Write = Callable[[list[Block]], bytes]

LOOKS = {
    "plain": Look(),
    "cut": Look(cut_runs=True, landscape=True),
    "tracked": Look(tracked=True),
    "hidden": Look(hidden=True, cut_runs=True),
    "controls": Look(controls=True),
    "hair": Look(hair=20),
    "layout": Look(layout=True),
    "numbered": Look(numbered=True),
    "fields": Look(fields=True),
    "boxed": Look(boxed_title=True),
    "hmerge": Look(h_merge=True),
    "breaks": Look(breaks=True),
    "strict": Look(namespace=STRICT, controls=True, hair=12),
    "all": Look(cut_runs=True, tracked=True, hidden=True, controls=True, hair=15, layout=True, fields=True, boxed_title=True, breaks=True),
}
LOOKS_2003 = {
    "plain": Look(namespace=W2003),
    "tracked": Look(namespace=W2003, tracked=True, hidden=True, hair=9),
    "busy": Look(namespace=W2003, controls=True, boxed_title=True, h_merge=True, fields=True),
}
MANNERS = {
    "word": Manner(definitions="both"),
    "wps": Manner(text="both", newlines=True),
    "libre": Manner(text="unicode", definitions="before", newlines=True),
    "utf8": Manner(text="utf-8"),
    "after": Manner(definitions="after", text="unicode"),
    "bare": Manner(intbl=False),
    "busy": Manner(busy=True, text="both"),
    "nested": Manner(nested=True, busy=True),
    "hair": Manner(hair=25, boxed_title=True),
}
WRITERS: dict[str, tuple[str, Write]] = {
    **{f"docx-{name}": ("docx", lambda blocks, look=look: docx(blocks, look)) for name, look in LOOKS.items()},
    **{f"opc-{name}": ("xml", lambda blocks, look=LOOKS[name]: flat_opc(blocks, look)) for name in ("plain", "all")},
    **{f"wordml-{name}": ("xml", lambda blocks, look=look: wordml_2003(blocks, look)) for name, look in LOOKS_2003.items()},
    "docx-library": ("docx", by_library),
    "wordml-utf16": ("xml", lambda blocks: wordml_2003(blocks, LOOKS_2003["plain"], encoding="utf-16")),
    "odt": ("odt", odt),
    "odt-busy": ("odt", lambda blocks: odt(blocks, busy=True)),
    "odt-flat": ("xml", lambda blocks: flat_odt(blocks, busy=True)),
    **{f"rtf-{name}": ("rtf", lambda blocks, manner=manner: rtf(blocks, manner)) for name, manner in MANNERS.items()},
    "xlsx": ("xlsx", xlsx),
    "xlsx-sheets": ("xlsx", lambda blocks: xlsx(blocks, sheets=True, text=True)),
    "xlsx-busy": ("xlsx", lambda blocks: xlsx(blocks, busy=True)),
    "xls": ("xls", xls),
    "xls-sheets": ("xls", lambda blocks: xls(blocks, sheets=True, text=True)),
    "xls-busy": ("xls", lambda blocks: xls(blocks, busy=True)),
}
# What a format cannot print (a table twice as wide as its neighbour is one table in a sheet) is left to the others.
CHANGES = [name for name in EDITS if name not in ("retag",)]


def check(data: bytes, kind: str, figures: dict[tuple[str, str, str], str], form: str) -> None:
    reports = parse(data)
    assert len(reports) == 1
    report = reports[0]
    doubts = [(problem.code, problem.where) for problem in report.problems if problem.level == "doubt"]
    assert (report.format, report.status, doubts) == (kind, "parsed", [])
    assert read_values(report) == {key: value_of(text) for key, text in figures.items()}
    assert report.form == form
    assert report.year == (2021 if form == "fmt2021" else 2019)
    assert report.agency_name == "某某街道办事处"


@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
@pytest.mark.parametrize("name", WRITERS)
def test_every_manner_of_writing_is_read(name: str, form: str) -> None:
    kind, write = WRITERS[name]
    page, figures = known_page(form, len(name), one_table=form == "fmt2021")
    check(write(place_page(page, numerals="numbered" not in name)), kind, figures, form)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["docx-plain", "docx-hair", "odt", "rtf-word", "xlsx-sheets"])
def test_what_real_pages_do_is_read_all_the_same(name: str, change: str) -> None:
    kind, write = WRITERS[name]
    page, figures = known_page("fmt2021", 7, EDITS[change])
    check(write(place_page(page)), kind, figures, "fmt2021")


@pytest.mark.parametrize("name", ["docx-all", "wordml-busy", "odt-busy", "rtf-busy"])
def test_prose_title_and_sign_off_stand_in_the_report(name: str) -> None:
    _, write = WRITERS[name]
    page, _ = known_page("fmt2021", 3)
    (report,) = parse(write(place_page(page)))
    assert report.title == "某某街道办事处2021年政府信息公开工作年度报告"
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.sections[0].text == "全年工作平稳。"
    assert (report.signed_by, report.signed_on) == ("某某街道办事处", "2022-01-20")


@pytest.mark.parametrize("name", ["docx-plain", "wordml-plain", "odt", "rtf-word", "rtf-libre", "xlsx", "xls"])
def test_two_reports_in_one_file_are_two_lines(name: str) -> None:
    kind, write = WRITERS[name]
    blocks, known = two_reports()
    reports = parse(write(blocks))
    assert [(r.agency_name, r.status, r.format) for r in reports] == [(agency, "parsed", kind) for agency, _ in known]
    for report, (_, figures) in zip(reports, known, strict=True):
        assert read_values(report) == {key: value_of(text) for key, text in figures.items()}


def test_sections_of_two_forms_are_mixed() -> None:
    (report,) = parse(docx(place_page(mixed_page())))
    assert (report.form, report.status) == ("mixed", "parsed")
