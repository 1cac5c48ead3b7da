"""Programs of others: confined wherever they run, and what LibreOffice reads in place of our own reader."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from zoo.doc_bytes import table_definition
from zoo.doc_reports import report, whole

from parsing import parse
from parsing.errors import UnreadError
from parsing.readers.doc import read_word
from parsing.readers.office import read_word_95, repair_word
from parsing.sandbox.tools import find_tool, run_tool, seen_inside

confined = pytest.mark.skipif(find_tool("sh") is None, reason="nothing here confines programs")
office = pytest.mark.skipif(find_tool("soffice") is None, reason="LibreOffice is not installed, or nothing confines it")
MEMORY = 1 << 30


def shell(script: str, work: Path, seconds: float = 5) -> bool:
    return run_tool(["sh", "-c", script], work, seconds=seconds, memory=MEMORY)


@confined
def test_a_program_writes_in_its_directory_alone(tmp_path: Path) -> None:
    work, other = tmp_path / "work", tmp_path / "other"
    work.mkdir()
    other.mkdir()
    assert shell("echo 1 > out && test $HOME -ef .", work)
    assert (work / "out").read_text() == "1\n"
    if seen_inside(work) != work:
        shell(f"echo 1 > {other}/out; echo 1 > /usr/out; rm -rf {tmp_path}/other", work)
        assert other.is_dir()
        assert not any(other.iterdir())
        assert not Path("/usr/out").exists()
        assert not shell(f"test -e {other}", work)


@confined
def test_a_program_has_no_network_and_sees_no_other_process(tmp_path: Path) -> None:
    assert shell("test $(grep -c : /proc/net/dev) -le 1 && test $(ls -d /proc/[0-9]* | wc -l) -le 6", tmp_path)


@confined
def test_a_program_ends_with_its_time_and_what_it_started_ends_with_it(tmp_path: Path) -> None:
    started = time.monotonic()
    assert not shell("(sleep 20; touch late) & sleep 20", tmp_path, seconds=0.3)
    assert not shell("while :; do :; done", tmp_path, seconds=1)
    assert time.monotonic() - started < 15
    assert not (tmp_path / "late").exists()


@confined
def test_a_program_is_refused_more_memory_and_disk(tmp_path: Path) -> None:
    assert not shell("head -c 400000000 /dev/zero > out", tmp_path)
    assert not run_tool(["sh", "-c", "x=$(head -c 300000000 /dev/zero | tr '\\0' a)"], tmp_path, seconds=20, memory=200 << 20)


@office
def test_libreoffice_reads_the_same_tables() -> None:
    data = whole(report(3)[1]).bytes()
    ours, theirs = read_word(data), repair_word(data)
    assert [[c.text for c in g.cells] for g in ours.grids] == [[c.text for c in g.cells] for g in theirs.grids]
    assert ours.paragraphs == theirs.paragraphs


@office
@pytest.mark.slow
def test_what_libreoffice_repairs_is_never_whole() -> None:
    binary = whole(report(3)[1])
    binary.row(["1", "2", "3"], table_definition([0, 900, 500, 1000]))
    binary.paragraph("")
    (read,) = parse(binary.bytes())
    assert (read.status, [p.code for p in read.problems if p.level == "doubt"][:1]) == ("partial", ["repaired"])


@office
@pytest.mark.slow
def test_what_libreoffice_does_not_read_keeps_its_first_reason() -> None:
    with pytest.raises(UnreadError, match="unreadable: LibreOffice"):
        repair_word(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    data = whole(report(3)[1]).bytes()
    for damaged in (data[:2000], data[:15_000]):
        (read,) = parse(damaged)
        assert (read.status, read.reason) == ("failed", "unreadable")
        assert "LibreOffice" not in read.problems[0].message


def test_without_libreoffice_the_need_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadError, match="needs_extra"):
        read_word_95(b"")
