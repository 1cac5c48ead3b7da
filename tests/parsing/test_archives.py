"""zip and rar: the reports inside by name, damage that stays with its member, and what is refused."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
import zlib
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


def renamed(rar: bytes, old: bytes, new: bytes) -> bytes:
    """A rar 5 file with one name replaced by another of its length: the library writes none that climbs out."""
    data, at = bytearray(rar), 8
    while at < len(data):
        size, start = number(data, at + 4)
        end = start + size
        _, place = number(data, start)
        flags, place = number(data, place)
        for bit in (1, 2):
            more, place = number(data, place) if flags & bit else (0, place)
        if data.find(old, start, end) >= 0:
            data[start:end] = data[start:end].replace(old, new)
            data[at : at + 4] = zlib.crc32(data[at + 4 : end]).to_bytes(4, "little")
        at = end + more
    return bytes(data)


def number(data: bytearray, at: int) -> tuple[int, int]:
    """A rar 5 number of variable length, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at


CLIMBING = [
    "../../climbed.odt",
    "/etc/climbed.odt",
    "C:\\climbed.odt",
    "\\\\host\\share\\climbed.odt",
    "a/../../climbed.odt",
    ".. /climbed.odt",
]


def test_names_that_climb_out_are_refused_by_name_and_their_neighbours_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    inside = ["a/../b.odt", "a\x1b[31m\u202e.odt", "..年报.odt"]
    reports = parse(zipped(dict.fromkeys([*CLIMBING, *inside], FILES["丙.odt"])))
    assert [(report.member, report.reason) for report in reports[:6]] == [(name.replace("\\", "/"), "unsafe_name") for name in CLIMBING]
    assert [(report.member, report.status) for report in reports[6:]] == [
        ("a/../b.odt", "parsed"),
        ("a\ufffd[31m\ufffd.odt", "parsed"),
        ("..年报.odt", "parsed"),
    ]
    data = renamed(rarred({"aaaaaaaa.odt": FILES["丙.odt"], "b.odt": FILES["丙.odt"]}), b"aaaaaaaa.odt", b"../aaaaa.odt")
    assert [(r.member, r.status, r.reason) for r in parse(data)] == [("../aaaaa.odt", "failed", "unsafe_name"), ("b.odt", "parsed", None)]
    assert [path.name for path in tmp_path.rglob("*")] == ["inner"]


def test_links_in_archives_are_refused_by_name() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("年报.odt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("丙.odt", FILES["丙.odt"])
    builder = rars.RarBuilder()
    builder.add_unix_symlink("年报.odt", "/etc/passwd")
    builder.add_bytes(FILES["丙.odt"], "丙.odt")
    for data in (stream.getvalue(), bytes(builder.to_bytes())):
        reports = parse(data)
        assert [(r.member, r.status, r.reason) for r in reports] == [("年报.odt", "failed", "unsafe_name"), ("丙.odt", "parsed", None)]


def silent(seed: int) -> tuple[bytes, dict]:
    """A report that names neither agency nor year, and its figures."""
    page, figures = known_page("fmt2021", seed)
    blocks = [block for block in place_page(page) if not (isinstance(block, str) and ("年" in block or "办事处" in block))]
    return odt(blocks), {key: value_of(text) for key, text in figures.items()}


LISTED = {"title": "北京市朝阳区人民政府2020年政府信息公开工作年度报告"}


def test_a_silent_member_is_known_by_its_own_name_before_that_of_the_list() -> None:
    data, figures = silent(3)
    (report,) = parse(zipped({"年报/亚运村街道办事处2021年政府信息公开工作年度报告.odt": data}), context=LISTED)
    assert (report.agency_name, report.year, read_values(report)) == ("亚运村街道办事处", 2021, figures)
    (report,) = parse(zipped({"年报.odt": data}), context=LISTED)
    assert (report.agency_name, report.year) == ("北京市朝阳区人民政府", 2020)


def test_several_silent_members_are_not_all_the_agency_of_the_list() -> None:
    names = ["附件1.odt", "小关街道办事处2021年政府信息公开工作年度报告.odt"]
    reports = parse(zipped({name: silent(seed)[0] for seed, name in enumerate(names)}), context=LISTED)
    assert [(report.agency_name, report.year, report.status) for report in reports] == [
        (None, None, "partial"),
        ("小关街道办事处", 2021, "parsed"),
    ]
    assert {"agency_missing", "year_missing"} <= {problem.code for problem in reports[0].problems}


def test_an_archive_without_the_extra_names_it() -> None:
    reader = FileReader("tests.parsing.sandbox_readers", "read_rar_without_library", extra="rar", memory=400 << 20)
    with pytest.raises(UnreadError, match="needs_extra: rar"):
        run_reader(reader, rarred({"a.odt": FILES["丙.odt"]}))


def test_the_command_prints_the_members(tmp_path: Path) -> None:
    path = tmp_path / "三.zip"
    path.write_bytes(zipped(FILES))
    run = subprocess.run([sys.executable, "-m", "nianbao", "parse", str(path)], capture_output=True, text=True, check=True)
    assert [f'"member": "{name}"' in line for name, line in zip(FILES, run.stdout.splitlines(), strict=True)] == [True] * 3
