"""zip and rar: the reports inside by name, damage that stays with its member, and what is refused."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import rars
from zoo.odt_xml import odt
from zoo.placed import known_page, place_page, read_values, value_of
from zoo.rtf_text import rtf
from zoo.word_xml import docx

from parsing import parse
from parsing.errors import UnreadError
from parsing.files import FileReader
from parsing.sandbox import run_reader

PAGE, FIGURES = known_page("fmt2021", 9)
BLOCKS = place_page(PAGE)
VALUES = {key: value_of(text) for key, text in FIGURES.items()}
FILES = {"报告/小关街道.docx": docx(BLOCKS), "乙.rtf": rtf(BLOCKS), "丙.odt": odt(BLOCKS)}


def zipped(files: dict[str, bytes], encoding: str = "utf-8", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file; with another encoding than UTF-8 the names stand in it unflagged, as Windows writes them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for number, (name, data) in enumerate(files.items()):
            info = zipfile.ZipInfo(chr(65 + number) * len(name.encode(encoding)) if encoding != "utf-8" else name)
            info.compress_type = method
            archive.writestr(info, data)
    written = stream.getvalue()
    if encoding != "utf-8":
        for number, name in enumerate(files):
            raw = name.encode(encoding)
            written = written.replace(bytes((65 + number,)) * len(raw), raw, 2)
    return written


def rarred(files: dict[str, bytes], **how: object) -> bytes:
    builder = rars.RarBuilder(**how)
    for name, data in files.items():
        builder.add_bytes(data, name)
    return bytes(builder.to_bytes())


@pytest.mark.parametrize(
    "how", [{"format": "rar29", "solid": True}, {"format": "rar50"}, {"format": "rar50", "store": True}, {"format": "rar20"}]
)
def test_every_report_in_a_rar_is_a_line(how: dict[str, object]) -> None:
    names = {name.split("/")[-1]: data for name, data in FILES.items()}
    reports = parse(rarred(names, **how))
    assert [(r.member, r.format, r.status) for r in reports] == [
        (name, name.rpartition(".")[2], "parsed") for name in ("小关街道.docx", "乙.rtf", "丙.odt")
    ]
    assert all(read_values(report) == VALUES for report in reports)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_every_report_in_a_zip_is_a_line_under_its_name(encoding: str) -> None:
    rest = {"说明/style.css": b"a{}", "__MACOSX/._a.docx": b"\x00", "setup.exe": b"MZ", "Thumbs.db": b"\xd0\xcf"}
    reports = parse(zipped({**FILES, **rest}, encoding))
    assert [report.member for report in reports] == list(FILES)
    assert all(report.status == "parsed" and read_values(report) == VALUES for report in reports)


def test_a_damaged_member_fails_alone() -> None:
    data = bytearray(zipped(FILES))
    data[data.index("乙.rtf".encode()) + 1_000] ^= 4
    reports = parse(bytes(data))
    assert [(r.member, r.status, r.reason) for r in reports] == [
        ("报告/小关街道.docx", "parsed", None),
        ("乙.rtf", "failed", "unreadable"),
        ("丙.odt", "parsed", None),
    ]


def test_a_damaged_member_of_a_rar_fails_alone() -> None:
    data = bytearray(rarred({"甲.odt": FILES["丙.odt"], "乙.rtf": FILES["乙.rtf"]}, format="rar50", store=True))
    data[data.index(b"{\\rtf1") + 3_000] ^= 4
    assert [(r.member, r.status, r.reason) for r in parse(bytes(data))] == [("甲.odt", "parsed", None), ("乙.rtf", "failed", "unreadable")]


def test_an_archive_in_an_archive_is_named_and_its_neighbour_read() -> None:
    reports = parse(zipped({"内.zip": zipped(FILES), "丙.odt": FILES["丙.odt"]}))
    assert [(r.member, r.status, r.reason) for r in reports] == [("内.zip", "failed", "nested_archive"), ("丙.odt", "parsed", None)]


@pytest.mark.parametrize("how", [{"format": "rar50"}, {"format": "rar29"}, {"format": "rar50", "encrypt_headers": True}])
def test_a_rar_that_asks_for_a_password_is_named(how: dict[str, object]) -> None:
    (report,) = parse(rarred({"a.odt": FILES["丙.odt"]}, password="x", **how))
    assert (report.status, report.reason, report.format) == ("failed", "encrypted", "rar")


def test_a_zip_that_asks_for_a_password_is_named() -> None:
    data = bytearray(zipped({"a.odt": FILES["丙.odt"]}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(mark) + place] |= 1
    (report,) = parse(bytes(data))
    assert (report.status, report.reason) == ("failed", "encrypted")


@pytest.mark.parametrize("kind", ["zip", "docx", "odt", "xlsx"])
def test_a_bomb_is_refused_before_it_is_inflated(kind: str) -> None:
    part = {"zip": "a.html", "docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/workbook.xml"}[kind]
    files = {part: b" " * (200 << 20)}
    if kind in ("docx", "xlsx"):
        files = {"[Content_Types].xml": b"<a/>", **files}
    if kind == "odt":
        files = {"mimetype": b"application/vnd.oasis.opendocument.text", **files}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    (report,) = parse(stream.getvalue())
    assert (report.status, report.reason, report.format) == ("failed", "too_large", kind)


def test_ten_thousand_members_are_too_many() -> None:
    (report,) = parse(zipped({f"{number}.txt": b"" for number in range(10_000)}))
    assert (report.status, report.reason) == ("failed", "too_large")


def test_names_that_climb_out_are_names_and_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    names = ["../../climbed.odt", "/etc/climbed.odt", "a\x1b[31m\u202e.odt"]
    reports = parse(zipped(dict.fromkeys(names, FILES["丙.odt"])))
    assert [(report.member, report.status) for report in reports] == [
        ("../../climbed.odt", "parsed"),
        ("/etc/climbed.odt", "parsed"),
        ("a\ufffd[31m\ufffd.odt", "parsed"),
    ]
    assert [path.name for path in tmp_path.rglob("*")] == ["inner"]


def test_an_archive_without_the_extra_names_it() -> None:
    reader = FileReader("tests.parsing.sandbox_readers", "read_rar_without_library", extra="rar", memory=400 << 20)
    with pytest.raises(UnreadError, match="needs_extra: rar"):
        run_reader(reader, rarred({"a.odt": FILES["丙.odt"]}))


def test_the_command_prints_the_members(tmp_path: Path) -> None:
    path = tmp_path / "三.zip"
    path.write_bytes(zipped(FILES))
    run = subprocess.run([sys.executable, "-m", "nianbao", "parse", str(path)], capture_output=True, text=True, check=True)
    assert [f'"member": "{name}"' in line for name, line in zip(FILES, run.stdout.splitlines(), strict=True)] == [True] * 3
