"""Word binaries that contradict themselves, or are none: what each is called, and that no figure of theirs is believed."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from zoo.doc_bytes import DELETED, IN_TABLE, PLAIN, ROW_END, TEXT_AT, Binary, Run, container, rows, sprm, table_definition
from zoo.doc_reports import report, whole

from parsing import parse
from parsing.document import Document
from parsing.errors import UnreadError
from parsing.files import FILE_READERS
from parsing.opening import open_files
from parsing.readers.doc import read_word
from parsing.sandbox import run_reader

BELOW = 0x20


@pytest.fixture(autouse=True)
def _without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """What LibreOffice makes of a damaged file is another test's."""
    monkeypatch.setenv("PATH", "")


@pytest.mark.parametrize(
    "definition",
    [
        PLAIN,
        table_definition([0, 1500], [0]),
        table_definition([0, 500, 1500], [BELOW, 0]),
        table_definition([0, 500, 1500], [0, 1]),
        table_definition([0, 500, 500], [0, 0]),
        table_definition([300, 800, 1800]),
        b"",
    ],
)
def test_rows_that_contradict_their_definition_are_in_doubt(definition: bytes) -> None:
    binary = Binary()
    binary.row(["0", "1", "2"], PLAIN)
    binary.row(["7", "8"], definition)
    binary.paragraph("")
    assert "cells_unsure" in read_word(binary.bytes()).grids[0].flaws


def _broken(*steps: Callable[[Binary], None]) -> bytes:
    binary = Binary()
    for step in steps:
        step(binary)
    binary.paragraph("")
    return binary.bytes()


BROKEN: dict[str, Callable[[Binary], None]] = {
    "cell outside": lambda b: b.paragraph("1", b"", "\x07"),
    "row end outside": lambda b: b.paragraph("1", ROW_END, "\r"),
    "row without end": lambda b: b.paragraph("1", IN_TABLE, "\x07"),
    "row without cells": lambda b: b.paragraph([], ROW_END + PLAIN, "\x07"),
    "text behind the last cell": lambda b: (b.paragraph("1", IN_TABLE, "\x07"), b.paragraph("2", ROW_END + PLAIN, "\x07"))[0],
    "edges backwards": lambda b: b.row(["1", "2"], table_definition([0, 900, 500])),
    "too many cells": lambda b: b.row(["1"], sprm(0xD608, bytes((70,)) + bytes(142))),
    "definition cut": lambda b: b.row(["1", "2"], sprm(0xD608, b"\x02\x00\x00")),
    "modifier cut": lambda b: b.row(["1"], PLAIN + b"\x49\x66\x01\x00"),
    "modifiers behind the end": lambda b: b.paragraph([Run("1", bytes(2) + DELETED)]),
    "lost modifiers": lambda b: b.row(["1"], sprm(0x6646, 60_000)),
    "field over cells": lambda b: b.row(["\x13 =1 ", "2\x14" + "3\x15"], table_definition([0, 500, 900])),
    "open field": lambda b: b.paragraph("\x13 =1 \x14" + "2"),
    "inside and outside": lambda b: b.paragraph("1", IN_TABLE + sprm(0x6649, 0)),
    "too deep": lambda b: b.paragraph("1", IN_TABLE + sprm(0x6649, 99)),
    "range backwards": lambda b: b.row(["1", "2"], table_definition([0, 500, 900]) + sprm(0x5624, 0x0002)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_contradicts_itself_is_not_read(name: str) -> None:
    with pytest.raises(UnreadError, match="unreadable"):
        read_word(_broken(BROKEN[name]))


@pytest.mark.parametrize("place", [0x4C, 0x64, 0xFA, 0x102, 0x1A2, 0x1A6])
def test_an_information_block_that_names_other_parts_is_not_believed(place: int) -> None:
    word = Binary()
    word.row(["1", "2", "3"], PLAIN)
    word.paragraph("x" * 300)
    data = bytearray(word.bytes())
    data[data.index(b"\xec\xa5\xc1\x00") + place] ^= 0x11
    (opened,) = open_files(bytes(data))
    assert opened.reason == "unreadable"


def test_pieces_that_take_the_same_characters_are_in_doubt() -> None:
    binary = whole(report(5)[1])
    starts = [sum(len(run.text) for run in binary.runs[:number]) for number in range(len(binary.runs))]
    one, other, *_ = (place for place, run in zip(starts, binary.runs, strict=True) if len(run.text) == 3 and run.text.isdigit())
    data = binary.bytes()
    pieces = [struct.pack("<HIH", 0, TEXT_AT + 2 * place, 0) for place in (one, other)]
    (read,) = parse(data.replace(*pieces))
    assert (read.status, "parts_conflict" in {p.code for p in read.problems}) == ("partial", True)


def test_text_that_is_stored_once_and_shown_a_thousand_times_is_refused() -> None:
    binary = Binary()
    binary.paragraph([Run("x" * 2_000) for _ in range(50)])
    data = bytearray(binary.bytes())
    first = data.index(struct.pack("<HIH", 0, TEXT_AT, 0))
    for number in range(50):
        struct.pack_into("<HIH", data, first + 8 * number, 0, TEXT_AT, 0)
    assert _reason(bytes(data)) == ("doc", "")
    block = data.index(b"\xec\xa5\xc1\x00")
    (length,) = struct.unpack_from("<I", data, block + 0x4C)
    struct.pack_into("<I", data, block + 0x4C, length + (9 << 24))
    struct.pack_into("<I", data, first - 4, length + (9 << 24))
    assert _reason(bytes(data)) == ("doc", "too_large")


def test_outcomes_have_names() -> None:
    binary = rows(PLAIN)
    assert _reason(binary.bytes(flags=0x0100)) == ("doc", "encrypted")
    assert _reason(binary.bytes(version=0x0068, ident=0xA5DC)) == ("doc", "word_95")
    assert _reason(binary.bytes()[:3000]) == ("doc", "unreadable")
    assert _reason(container({"CONTENTS": b"x" * 5000})) == ("unknown", "unsupported_format")
    assert _reason(container({"PowerPoint Document": b"x" * 5000})) == ("unknown", "unsupported_format")
    binary.streams["WpsCustomData"] = b""
    assert _reason(binary.bytes()) == ("wps", "")


def _reason(data: bytes) -> tuple[str, str]:
    (opened,) = open_files(data)
    return opened.format, opened.reason


def test_wps_is_told_by_the_program_that_the_file_names() -> None:
    said = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9") + bytes(60)
    for name in (b"WPS Office_11.1", "Kingsoft".encode("utf-16-le")):
        binary = rows(PLAIN)
        binary.streams["\x05SummaryInformation"] = bytes(28) + said + name
        assert _reason(binary.bytes()) == ("wps", "")
    binary.streams["\x05SummaryInformation"] = bytes(28) + said + b"Microsoft Office Word"
    binary.paragraph("WPS Office")
    assert _reason(binary.bytes()) == ("doc", "")


def test_a_last_sector_that_is_short_is_read() -> None:
    binary = rows(PLAIN)
    binary.data = bytearray(4196)  # a hundred bytes in its last sector
    for short in (1, 100, 412):
        assert _reason(binary.bytes()[:-short]) == ("doc", "")
    assert _reason(binary.bytes()[:-413]) == ("doc", "unreadable")


def test_without_its_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "olefile.py").write_text("raise ModuleNotFoundError(name='olefile')")
    monkeypatch.syspath_prepend(tmp_path)
    reader = replace(FILE_READERS["doc"], memory=1_499 << 20)  # a child of its own
    with pytest.raises(UnreadError, match="needs_extra: doc"):
        run_reader(reader, rows(PLAIN).bytes())


def test_the_child_gives_the_same_document() -> None:
    read = run_reader(FILE_READERS["doc"], rows(PLAIN).bytes())
    assert isinstance(read, Document)
    assert read.blocks == read_word(rows(PLAIN).bytes()).blocks
