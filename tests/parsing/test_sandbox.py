"""The child process that reads files: what it refuses, what ends it, and that the next file is read all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from parsing.document import Document
from parsing.errors import UnreadError
from parsing.files import FileReader
from parsing.sandbox import Member, run_reader

_SMALL = 400 << 20


def _reader(function: str, seconds: float = 2) -> FileReader:
    return FileReader("tests.parsing.sandbox_readers", function, seconds=seconds, memory=_SMALL)


def _reason(function: str, data: bytes = b"", seconds: float = 2) -> tuple[str, str]:
    with pytest.raises(UnreadError) as caught:
        run_reader(_reader(function, seconds), data)
    return caught.value.reason, caught.value.detail


def test_a_document_comes_back_as_it_was_made():
    read = run_reader(_reader("echo"), "年报".encode())
    assert isinstance(read, Document)
    assert (read.paragraphs, read.titles, read.meta, read.images, read.flaws) == (["年报"], ["t"], {"m": "1"}, 2, [("page_unread", "3")])
    assert [(cell.text, cell.colspan, cell.confidence, cell.doubt) for cell in read.grids[0].cells] == [("年报", 2, 0.5, "7|1")]


def test_an_archive_gives_its_members():
    assert run_reader(_reader("members"), b"\x00\xff") == [Member("附件.doc", b"\x00\xff"), Member("b", b"")]


@pytest.mark.parametrize("function", ["hang", "crash", "vanish"])
def test_a_reader_that_never_comes_back_is_ended_and_the_next_file_is_read(function):
    assert _reason(function, seconds=1)[0] == "reader_died"
    assert run_reader(_reader("members"), b"1") == [Member("附件.doc", b"1"), Member("b", b"")]


def test_a_reader_that_swells_is_refused_its_memory():
    assert _reason("swell") == ("too_large", "memory")


@pytest.mark.parametrize("function", ["write", "connect", "resolve", "start_program", "remove"])
def test_a_reader_cannot_write_reach_a_network_or_start_a_program(function, tmp_path: Path):
    kept = tmp_path / "kept"
    kept.write_bytes(b"1")
    reason, detail = _reason(function, os.fsencode(kept))
    assert (reason, detail.partition(":")[0]) == ("unreadable", "ForbiddenError")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert kept.read_bytes() == b"1"


def test_an_extra_that_is_not_installed_is_named():
    reader = FileReader("tests.parsing.sandbox_readers", "import_nothing", extra="ocr", memory=_SMALL)
    with pytest.raises(UnreadError, match="needs_extra: ocr"):
        run_reader(reader, b"")


def test_what_a_library_prints_does_not_disturb_the_answer():
    assert isinstance(run_reader(_reader("chatter"), b""), Document)


def test_an_error_of_the_reader_is_named_with_its_kind():
    assert _reason("fail") == ("unreadable", "KeyError: 'x'")


def test_one_child_serves_many_files():
    pids = {tuple(run_reader(_reader("pid"), b"").paragraphs) for _ in range(20)}  # type: ignore[union-attr]
    assert len(pids) == 1
