"""Content-Disposition as Chinese portals write it."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dispositions import file_name

NAME = "小关街道2021年政府信息公开工作年度报告.docx"
GBK, UTF8 = NAME.encode("gbk"), NAME.encode()


@pytest.mark.parametrize(
    "header",
    [
        b'attachment; filename="' + UTF8 + b'"',
        b"attachment;filename=" + GBK,
        b'attachment; filename="' + GBK + b'"; size=3',
        b"inline; filename*=UTF-8''" + quote(NAME).encode(),
        b"attachment; filename*=gb18030'zh-cn'" + quote(GBK).encode(),
        b"attachment; filename*=\"utf-8''" + quote(NAME).encode() + b'"',
        b"attachment; filename*=UTF-8''" + quote(GBK).encode(),  # the charset is not the declared one
        b"attachment; filename=" + quote(NAME).encode(),
        b"attachment; filename=" + quote(GBK).encode(),
        b"attachment; filename=\"report.docx\"; filename*=UTF-8''" + quote(NAME).encode(),
        b"attachment; FileName*=utf8''" + quote(NAME).encode() + b"; filename=x.docx",
        b'attachment; filename="=?UTF-8?B?' + b64encode(UTF8) + b'?="',
        b"attachment; filename==?gbk?B?" + b64encode(GBK) + b"?=",
        b'attachment; filename="D:\\upload\\' + GBK + b'"',
        b'attachment; filename="../../' + UTF8 + b'"',
        b'filename="' + UTF8 + b'"',
        b'attachment; filename="' + UTF8,
        b'attachment; x="; filename=evil"; filename="' + UTF8 + b'"',
    ],
)
def test_one_name_in_many_ways(header: bytes) -> None:
    assert file_name(header) == NAME


def test_quotes_escapes_and_gbk_characters_that_end_in_a_backslash() -> None:
    assert file_name(b'attachment; filename="a \\"b\\"; c.doc"') == 'a "b"; c.doc'
    name = "昞誠.doc"  # each of these ends in 0x5C
    assert b"\\" in name.encode("gbk")
    assert file_name(b'attachment; filename="' + name.encode("gbk") + b'"') == name


@pytest.mark.parametrize(
    "header", [None, b"", b"attachment", b"attachment; filename=", b'attachment; filename="../.."', b"inline; filename*=''"]
)
def test_no_name_is_none(header: bytes | None) -> None:
    assert file_name(header) is None


def test_what_would_turn_a_terminal_is_made_printable() -> None:
    assert file_name('attachment; filename="a\x1b[31m\u202ecod.exe"'.encode()) == "a\ufffd[31m\ufffdcod.exe"


@given(st.binary(max_size=300))
def test_any_bytes_give_a_name_or_none(header: bytes) -> None:
    for value in (header, b'attachment; filename="' + header, b"attachment; filename*=" + header):
        name = file_name(value)
        assert name is None or (name and "/" not in name and "\\" not in name and len(name) <= 500)
