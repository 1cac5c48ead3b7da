"""The format zoo of PDF and OFD: known figures, drawn by code in many manners, are read each in its cell."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from test_harmless_edits import EDITS
from zoo.ofd_sheets import Writer, ofd
from zoo.pdf_sheets import Style, pdf
from zoo.placed import Block, known_page, mixed_page, place_page, read_values, two_reports, value_of

from parsing import parse
from parsing.records import Report

STYLES = {
    "lines": Style(),
    "boxes": Style(rulings="boxes"),
    "thin areas": Style(rulings="thin"),
    "double": Style(rulings="double"),
    "dashed": Style(rulings="dashed"),
    "open sides": Style(rulings="open"),
    "landscape": Style(landscape=True, size=11),
    "rotated": Style(landscape=True, rotate=90),
    "rotated back": Style(rotate=270),
    "upside down": Style(rotate=180),
    "turned text": Style(turned=90, landscape=True),
    "turned back text": Style(turned=270),
    "turned over text": Style(turned=180),
    "right": Style(align="right"),
    "left": Style(align="left"),
    "tight": Style(padding=0.5),
    "bold by copies": Style(bold=True),
    "shaded": Style(shaded=True, rulings="thin"),
    "no indent": Style(indent=False),
    "running head": Style(running_head="某某街道办事处政府信息公开工作年度报告"),
    "odd and even margins": Style(margin_shift=14, repeat=True),
    "crop marks": Style(crop=True),
    "figures in the han font": Style(figures="STSong-Light"),
    "typewriter": Style(figures="Courier", size=8),
    "tiny": Style(size=5.5),
    "narrow columns": Style(labels=280),
    "large": Style(size=13, labels=180),
    "header again": Style(repeat=True, size=11),
    "uncompressed": Style(compress=False),
}
CUT = {
    "cut rows": Style(cut_rows=True, size=11),
    "cut rows, figures below": Style(cut_rows=True, figures_below=True, size=11),
    "cut rows, header again": Style(cut_rows=True, repeat=True, size=12),
}
WRITERS: dict[str, tuple[str, Callable[[list[Block]], bytes]]] = {
    **{f"pdf {name}": ("pdf", lambda blocks, style=style: pdf(blocks, style)) for name, style in STYLES.items()},
    "ofd": ("ofd", ofd),
    "ofd groups": ("ofd", lambda blocks: ofd(blocks, Style(size=11), Writer(groups=True, blocks=True))),
    "ofd scaled": ("ofd", lambda blocks: ofd(blocks, Style(landscape=True), Writer(scaled=True, template=True))),
    "ofd filled": ("ofd", lambda blocks: ofd(blocks, Style(repeat=True, size=12), Writer(filled=True, groups=True))),
}
SEED = int(os.environ.get("NIANBAO_SEED", "20260101"))


def doubts(report: Report) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in report.problems if problem.level == "doubt"]


def check(data: bytes, kind: str, figures: dict[tuple[str, str, str], str], form: str) -> Report:
    (report,) = parse(data)
    assert (report.format, report.status, doubts(report)) == (kind, "parsed", [])
    assert read_values(report) == {key: value_of(text) for key, text in figures.items()}
    assert report.form == form
    assert report.year == (2021 if form == "fmt2021" else 2019)
    assert report.agency_name == "某某街道办事处"
    assert (report.sections[0].text, report.signed_by, report.signed_on) == ("全年工作平稳。", "某某街道办事处", "2022-01-20")
    return report


def silent(report: Report, figures: dict[tuple[str, str, str], str]) -> list[str]:
    """Values of a report that are not what was drawn: all of a parsed one, those that are stated of another."""
    found = read_values(report)
    if report.status == "parsed":
        return [f"{key}: {found.get(key)} for {text}" for key, text in figures.items() if found.get(key, "none") != value_of(text)]
    return [f"{key}: {value} for {figures[key]}" for key, value in found.items() if value is not None and value != value_of(figures[key])]


@pytest.mark.parametrize(("name", "form"), [(name, ("fmt2021", "fmt2019")[place % 2]) for place, name in enumerate(WRITERS)])
def test_every_manner_of_drawing_is_read(name: str, form: str) -> None:
    kind, write = WRITERS[name]
    page, figures = known_page(form, len(name), one_table=form == "fmt2021")
    report = check(write(place_page(page)), kind, figures, form)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("change", [name for name in EDITS if name != "retag"])
@pytest.mark.parametrize("name", ["pdf lines", "ofd"])
def test_what_real_pages_do_is_read_all_the_same(name: str, change: str) -> None:
    kind, write = WRITERS[name]
    page, figures = known_page("fmt2021", 7, EDITS[change])
    check(write(place_page(page)), kind, figures, "fmt2021")


def displaced(style: Style, seed: int) -> tuple[Report, dict[tuple[str, str, str], str]]:
    """A report whose pages break somewhere else for every seed."""
    page, figures = known_page("fmt2021" if seed % 2 else "fmt2019", seed)
    (report,) = parse(pdf(place_page(page), replace(style, start=random.Random(seed).randrange(380))))
    return report, figures


@pytest.mark.parametrize("name", ["lines", "double", "narrow columns"])
def test_a_break_may_stand_anywhere(name: str) -> None:
    for seed in range(4):
        report, figures = displaced(STYLES[name], seed)
        assert (seed, report.status, doubts(report), silent(report, figures)) == (seed, "parsed", [], [])


@pytest.mark.parametrize("name", CUT)
def test_a_row_cut_by_a_break_is_whole(name: str) -> None:
    for seed in range(4):
        report, figures = displaced(CUT[name], seed)
        assert (seed, report.status, doubts(report), silent(report, figures)) == (seed, "parsed", [], [])


@pytest.mark.slow
@pytest.mark.parametrize("name", [*STYLES, *CUT])
def test_a_break_anywhere_is_never_silently_wrong(name: str) -> None:
    count = max(2, int(20 * float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))))
    for seed in range(SEED, SEED + count):
        report, figures = displaced((STYLES | CUT)[name], seed)
        assert (seed, silent(report, figures)) == (seed, [])
        assert (seed, report.status) == (seed, "parsed") or doubts(report)


@pytest.mark.parametrize("rulings", ["none", "level"])
def test_a_table_without_columns_drawn_is_no_table(rulings: str) -> None:
    page, _ = known_page("fmt2021", 2)
    (report,) = parse(pdf(place_page(page), Style(rulings=rulings)))
    assert (report.status, report.reason, report.cells) == ("failed", "no_table", [])


@pytest.mark.parametrize("name", ["pdf lines", "pdf landscape", "ofd"])
def test_two_reports_in_one_file_are_two_lines(name: str) -> None:
    kind, write = WRITERS[name]
    blocks, known = two_reports()
    reports = parse(write(blocks))
    assert [(r.agency_name, r.status, r.format) for r in reports] == [(agency, "parsed", kind) for agency, _ in known]
    for report, (_, figures) in zip(reports, known, strict=True):
        assert read_values(report) == {key: value_of(text) for key, text in figures.items()}


def test_sections_of_two_forms_are_mixed() -> None:
    (report,) = parse(pdf(place_page(mixed_page())))
    assert (report.form, report.status) == ("mixed", "parsed")
