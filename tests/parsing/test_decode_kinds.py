"""Bytes to text, and files to kinds: by what the bytes are, whatever was declared."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_pages import clean_page, random_figures, render

from parsing import parse
from parsing.decode import decode
from parsing.problems import REASONS

TEXT = "<html><head><meta charset={}></head><body><p>某某局2021年政府信息公开工作年度报告</p></body></html>"
PAGE = render(clean_page("fmt2021", random_figures("fmt2021", random.Random(3))))


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "no-such-charset", ""])
def test_the_bytes_decide_whatever_is_declared(charset: str, declared: str) -> None:
    text = TEXT.format(declared or "utf-8")
    decoded = decode(text.encode(charset), f"text/html; charset={declared}" if declared else "text/html")
    assert decoded.text.removeprefix("\ufeff") == text
    wrong = {code for code, _ in decoded.flaws}
    assert wrong <= {"charset_wrong"}


def test_a_wrong_declaration_is_noted_and_a_right_one_is_not() -> None:
    gbk = TEXT.format("utf-8").encode("gbk")
    assert [code for code, _ in decode(gbk).flaws] == ["charset_wrong"]
    assert decode(TEXT.format("gb2312").encode("gbk")).flaws == []
    assert decode(TEXT.format("utf-8").encode(), "text/html; charset=utf-8").flaws == []


def test_a_content_type_without_a_charset_leaves_the_word_to_the_page() -> None:
    assert [code for code, _ in decode(TEXT.format("utf-8").encode("gbk"), "text/html").flaws] == ["charset_wrong"]
    hong_kong = '<html><head><meta charset="big5"></head><body>政府資訊公開工作年度報告</body></html>'
    assert decode(hong_kong.encode("big5"), "text/html").text == hong_kong


def test_damaged_bytes_are_a_doubt_and_keep_the_rest() -> None:
    data = TEXT.format("utf-8").encode().replace("某".encode(), b"\xe6\x9f", 1)
    decoded = decode(data)
    assert [code for code, _ in decoded.flaws] == ["bytes_damaged"]
    assert "政府信息公开工作年度报告" in decoded.text
    assert "\ufffd" in decoded.text
    report = parse(PAGE.encode().replace("总计".encode(), b"\xe6\x80", 1))[0]
    assert report.status == "partial"
    assert "bytes_damaged" in {problem.code for problem in report.problems}


@given(st.binary(max_size=300), st.sampled_from([None, "", "utf-8", "text/html; charset=gbk", "charset=\x00", "text/html; charset="]))
def test_decoding_never_raises(data: bytes, declared: str | None) -> None:
    assert isinstance(decode(data, declared).text, str)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16", "utf-16-le", "utf-8-sig"])
def test_one_page_in_any_encoding_is_one_report(encoding: str) -> None:
    report, plain = parse(PAGE.encode(encoding))[0], parse(PAGE.encode())[0]
    assert report.status == "parsed"
    assert (report.cells, report.title, report.year) == (plain.cells, plain.title, plain.year)


def test_gzip_that_nobody_announced() -> None:
    assert parse(gzip.compress(PAGE.encode()))[0].cells == parse(PAGE.encode())[0].cells
    assert parse(gzip.compress(PAGE.encode())[:-900])[0].status != "parsed"


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "doc"),
        (b"{\\rtf1\\ansi a}", "rtf"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "image"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("xl/workbook.xml"), "xlsx"),
        (zipped("OFD.xml"), "ofd"),
        (zipped("a.exe"), "zip"),
        (zipped("word/report.exe"), "zip"),
        (b'<?xml version="1.0"?><a>1</a>', "xml"),
        (b'{"a": [1, 2]}', "json"),
        (b"\x00\x01\x02\x03" * 100, "unknown"),
    ],
)
def test_other_kinds_of_files_are_named(data: bytes, kind: str) -> None:
    (report,) = parse(data)
    assert report.format == kind
    assert report.status in ("failed", "not_a_report")
    assert report.reason in REASONS
    assert report.cells == []


@pytest.mark.parametrize("content_type", ["application/msword", "application/pdf", "image/png", "text/plain", None])
def test_html_under_another_name_is_html(content_type: str | None) -> None:
    report = parse(PAGE.encode(), url="http://example.invalid/a.doc", content_type=content_type)[0]
    assert (report.format, report.status) == ("html", "parsed")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\x00" * 50])
def test_nothing_is_named(data: bytes) -> None:
    (report,) = parse(data)
    assert report.status in ("failed", "not_a_report")
    assert report.reason == "empty"
