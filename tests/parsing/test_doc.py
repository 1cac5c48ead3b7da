"""Word binaries written byte by byte: every modifier that can move, hide or merge a figure does what the format says it does."""

from __future__ import annotations

import struct

import pytest
from zoo.doc_bytes import DELETED, HIDDEN, IN_TABLE, PLAIN, RAISED, ROW_END, SPECIAL, Binary, Run, rows, sprm, table_definition
from zoo.doc_reports import Specimen, complaints, report, whole

from parsing import parse
from parsing.readers.doc import read_word
from parsing.readers.html_sight import MARKS

BELOW, FIRST = 0x20, 0x60


@pytest.fixture(autouse=True)
def _without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """What LibreOffice makes of a damaged file is another test's."""
    monkeypatch.setenv("PATH", "")


def grid(binary: Binary) -> list[list[str]]:
    """The text that covers each place of the one table; the flaws of the table must be none."""
    (found,) = read_word(binary.bytes()).grids
    assert found.flaws == []
    return _covered(binary)


def _covered(binary: Binary) -> list[list[str]]:
    (found,) = read_word(binary.bytes()).grids
    places = [[""] * found.n_cols for _ in range(found.n_rows)]
    for cell in found.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            places[row][cell.col : cell.col + cell.colspan] = [cell.text] * cell.colspan
    return places


def cell(*runs: Run | str) -> str:
    """The text of a cell with these runs."""
    binary = Binary()
    binary.row([[run if isinstance(run, Run) else Run(run) for run in runs], "x"], table_definition([0, 500, 1000]))
    binary.paragraph("")
    return _covered(binary)[0][0]


@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
@pytest.mark.parametrize("way", ["plain", "huge", "narrow", "shuffled"])
def test_a_whole_report_is_read_however_it_is_stored(form: str, way: str) -> None:
    specimen = report(7, form)[1]
    assert complaints(parse(whole(specimen, **({way: True} if way != "plain" else {})).bytes()), specimen) == []


CHANGES: dict[str, tuple[bytes, list[list[str]]]] = {
    "beside": (sprm(0x5624, 0x0301), [["00", "01", "02"], ["10", "11", "11"]]),
    "split again": (sprm(0x5624, 0x0301) + sprm(0x5625, 0x0301), [["00", "01", "02"], ["10", "11", "12"]]),
    "cells inserted": (sprm(0x5622, 0x0301) + sprm(0x7621, 500 << 16 | 2 << 8 | 1), [["00", "01", "02"], ["10", "11", "12"]]),
    "widened": (sprm(0x7623, 1000 << 16 | 1 << 8), [["00", "01", "02", ""], ["10", "10", "11", "12"]]),
    "moved": (sprm(0x9601, 0), [["00", "01", "02"], ["10", "11", "12"]]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes_behind_a_definition_are_followed(name: str) -> None:
    change, expected = CHANGES[name]
    binary = Binary()
    binary.row(["00", "01", "02"], PLAIN)
    texts = ["10", "11", ""] if name == "beside" else ["10", "11", "12"]
    binary.row(texts, PLAIN + change)
    binary.paragraph("")
    assert grid(binary) == expected


@pytest.mark.parametrize("flags", [(1, 2, 2), (2, 1, 1), (3, 1, 1)])
def test_cells_merged_sideways_are_one_by_both_descriptions(flags: tuple[int, ...]) -> None:
    binary = Binary()
    binary.row(["a", "", ""], table_definition([0, 500, 1000, 1500], flags))
    binary.row(["b", "c", "d"], PLAIN)
    binary.paragraph("")
    assert grid(binary) == [["a", "a", "a"], ["b", "c", "d"]]


def test_cells_merged_downwards_are_one() -> None:
    binary = Binary()
    for text, flag in (("a", FIRST), ("", BELOW), ("", BELOW), ("b", FIRST), ("", BELOW), ("c", 0)):
        binary.row([text, "x"], table_definition([0, 500, 1000], [flag, 0]))
    binary.row(["", "y"], table_definition([0, 500, 1000]) + sprm(0xD62B, b"\x00\x03"))
    binary.row(["", "z"], table_definition([0, 500, 1000]) + sprm(0xD62B, b"\x00\x01"))
    binary.paragraph("")
    assert [line[0] for line in grid(binary)] == ["a", "a", "a", "b", "b", "c", "", ""]
    assert len(read_word(binary.bytes()).grids[0].cells) == 8 + 4


def test_definitions_stand_in_the_data_stream() -> None:
    for code in (0x6646, 0x6645, 0x646B):
        binary = Binary()
        binary.row(["a", "b"], binary.elsewhere(table_definition([0, 500, 1000]), code))
        binary.paragraph("")
        assert grid(binary) == [["a", "b"]]


def test_edges_that_differ_by_a_hair_are_one() -> None:
    assert grid(rows(table_definition([0, 500, 1000, 1500]), table_definition([-3, 504, 998, 1500])))[1] == ["10", "11", "12"]


def test_a_table_inside_a_cell_is_read_where_it_stands() -> None:
    binary = Binary()
    inner = sprm(0x6649, 2) + IN_TABLE
    binary.paragraph("before", sprm(0x6649, 1) + IN_TABLE)
    for text in ("1", "2"):
        binary.paragraph(text, inner + sprm(0x244B, 1))
    binary.paragraph([], inner + sprm(0x244B, 1) + sprm(0x244C, 1) + table_definition([0, 200, 400]))
    binary.paragraph("after", sprm(0x6649, 1) + IN_TABLE, "\x07")
    binary.paragraph([], sprm(0x6649, 1) + ROW_END + table_definition([0, 1000]), "\x07")
    binary.paragraph("end")
    document = read_word(binary.bytes())
    assert document.paragraphs == ["before", "after", "end"]
    assert [c.text for c in document.grids[0].cells] == ["1", "2"]


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        (["1", Run("2", DELETED), "3"], "13"),
        (["1", Run("2", DELETED + sprm(0x4863, 1)), "3"], "13"),
        (["1", Run("2", sprm(0x4863, 1)), "3"], "1\ufffd23"),
        (["1", Run("2", sprm(0x4863, 1) + sprm(0x0800, 0)), "3"], "123"),
        (["1", Run("2", HIDDEN), "3"], "13"),
        (["1", Run("2", DELETED + sprm(0x2A33, 0)), "3"], "123"),
        (["1", Run("2", piece=DELETED), "3"], "13"),
        (["1", Run("2", short=0x0100 | 0x41 << 1), "3"], "13"),
        (["1", Run("2", short=0x0000 | 0x41 << 1), "3"], "123"),
        (["3", Run("2", RAISED)], "3^2"),
        ([Run("5", sprm(0x0837, 1)), "3"], "~53"),
        (["\x13 =SUM(LEFT) \x14" + "12\x15"], "12"),
        (["\x13 IF \x13 X \x14" + "9\x15 \x14" + "12\x15"], "12"),
        (["1\x13 XE 7 \x15"], "1"),
        (["1\x13 EQ 7 \x15"], "1\ufffc"),
        (["1\x13 FORMDROPDOWN \x14\x15"], "1\ufffc"),
        (["3", Run("2", sprm(0x4845, 12))], "3^2"),
        (["3", Run("2", sprm(0x4845, -12))], f"3{MARKS['sub']}2"),
        (["3", Run("2", sprm(0x4845, 3))], "32"),
        (["1\x15"], "1\ufffd"),
        (["1\x14" + "2"], "1\ufffd2"),
        (["1\x10"], "1\ufffd"),
        (["1\x0b2\x0e3"], "1\n2\n3"),
        (["1", Run("\x01", SPECIAL)], "1\ufffc"),
        (["1", Run("\x01", SPECIAL + sprm(0x0806, 1))], "1"),
        (["1", Run("\x02", SPECIAL)], "1"),
        (["1", Run("(", SPECIAL + sprm(0x6A09, 0xF0A80001))], "1\ufffc"),
        (["1", Run("\x08", SPECIAL)], "1"),
        ([Run("1’", wide=False)], "1’"),
        (["a\x1eb\x1f\t c"], "a-b c"),
    ],
)
def test_what_a_cell_shows(runs: list[Run | str], shown: str) -> None:
    assert cell(*runs) == shown


def _style(kind: int, *properties: bytes) -> bytes:
    parts = b"".join(struct.pack("<H", len(part)) + part + bytes(len(part) % 2) for part in properties)
    base = struct.pack("<HHHHH", 0, kind | 0xFFF0, len(properties), 0, 0) + struct.pack("<H", 1) + b"s\x00\x00\x00"
    style = base + parts
    return struct.pack("<H", len(style)) + style


def test_what_styles_hide_is_hidden_and_shown_again() -> None:
    hiding = _style(2, HIDDEN)
    sheet = struct.pack("<HHH", 4, 3, 10) + _style(1, b"\x00\x00", b"") + hiding + _style(1, b"\x02\x00", HIDDEN)
    binary = Binary(styles=sheet)
    styled = sprm(0x4A30, 1)
    runs = [
        Run("1"),
        Run("2", styled),
        Run("3", styled + sprm(0x083C, 0)),
        Run("4", styled + sprm(0x083C, 0x81)),
        Run("5", sprm(0x083C, 0x80)),
    ]
    binary.paragraph(runs)
    binary.paragraph([Run("6"), Run("7", sprm(0x083C, 0))], style=2)
    assert read_word(binary.bytes()).paragraphs == ["1345", "7"]


def test_a_row_that_is_deleted_is_left_out_and_a_paragraph_without_end_runs_on() -> None:
    binary = Binary()
    binary.row(["a", "b"], table_definition([0, 500, 1000]))
    binary.row([[Run("c", DELETED)], [Run("d", DELETED)]], table_definition([0, 500, 1000]), end=DELETED)
    binary.paragraph("one", end=DELETED)
    binary.paragraph("two")
    assert grid(binary) == [["a", "b"]]
    assert read_word(binary.bytes()).paragraphs == ["onetwo"]


@pytest.mark.parametrize(("anchors", "order"), [([(5, 9)], ["first", "box", "last"]), ([], ["first", "last", "box"])])
def test_a_text_box_stands_where_it_is_anchored_or_at_the_end(anchors: list[tuple[int, int]], order: list[str]) -> None:
    binary = Binary(anchors=anchors)
    binary.paragraph([Run("first"), Run("\x08", SPECIAL)])
    binary.paragraph("last")
    binary.paragraph("box")
    binary.paragraph("")
    binary.paragraph("")
    binary.boxes = 5
    assert read_word(binary.bytes()).paragraphs == order


@pytest.mark.parametrize(("size", "count"), [((5000, 2000, 1000, 1000), 1), ((5000, 2000, 400, 400), 0), ((1500, 1500, 1000, 1000), 0)])
def test_pictures_large_enough_for_a_table_are_counted(size: tuple[int, ...], count: int) -> None:
    binary = Binary()
    place = len(binary.data)
    binary.data += bytes(28) + struct.pack("<4H", *size)
    binary.paragraph([Run("\x01", SPECIAL + sprm(0x6A03, place))])
    assert (read_word(binary.bytes()).images, read_word(binary.bytes()).paragraphs) == (count, [])


def test_two_reports_in_one_file_are_two() -> None:
    first, second = report(1, year=2021)[1], report(2, "fmt2019", year=2020)[1]
    both = Specimen([*first.blocks, *second.blocks], [*first.reports, *second.reports])
    assert complaints(parse(whole(both).bytes()), both) == []
