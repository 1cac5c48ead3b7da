"""Reports that a page carries without showing them, and pages whose report is a file or a picture: found, or named."""

from __future__ import annotations

import base64
import html
import json
import quopri
import random
import time

import pytest
from made_pages import clean_page, random_figures, render

from parsing import parse
from parsing.readers.links import attached_files, may_link
from parsing.records import Report

TITLE = "某某街道办事处2021年政府信息公开工作年度报告"
PAGE = render(clean_page("fmt2021", random_figures("fmt2021", random.Random(1))))
BODY = PAGE[PAGE.index("<body>") + 6 : PAGE.index("</body>")]
TRUTH = {cell.key: cell.value for cell in parse(PAGE.encode())[0].cells}
ARTICLE = {"id": 7, "title": TITLE, "url": "http://www.example.test/a.html", "content": BODY, "create_time": 1737338400}


def shell(inner: str, title: str = TITLE) -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><div>首页</div>{inner}</body></html>"


def read(text: str) -> Report:
    reports = parse(text.encode())
    assert len(reports) == 1
    return reports[0]


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems}


CARRIERS = {
    "srcdoc": shell(f'<iframe width=100% srcdoc="{html.escape(PAGE)}"></iframe>'),
    "textarea": shell(f'<textarea style="display:none">{html.escape(BODY)}</textarea>'),
    "textarea raw": shell(f"<textarea id=content>{BODY}</textarea>"),
    "textarea escaped twice": shell(f"<textarea>{html.escape(html.escape(BODY))}</textarea>"),
    "hidden field": shell(f'<input type="hidden" id="content" value="{html.escape(BODY)}">'),
    "template": shell(f'<script type="text/template">{BODY}</script>'),
    "hidden panel": shell(f'<div class="panel" style="display: none">{BODY}</div>'),
    "gkmlpt": shell(
        f"<script>var name = 'it\\'s'; // don't\nwindow._CONFIG = {{ SID: '755041', DETAIL: {json.dumps(ARTICLE)} }};</script>"
    ),
    "gkmlpt slashes": shell("<script>_CONFIG = {DETAIL: " + json.dumps(ARTICLE).replace("/", "\\/") + "}</script>"),
    "script string": shell("<script>box.innerHTML = '" + BODY.replace("'", "\\'").replace("\n", "\\n") + "';</script>"),
    "script template": shell(f"<script>box.innerHTML = `{BODY}`;</script>"),
    "json": json.dumps(ARTICLE, ensure_ascii=False),
    "json escaped": json.dumps(ARTICLE).replace("<", "\\u003c"),
    "json list": json.dumps({"data": {"results": [{"title": TITLE, "contentHtml": BODY}]}}),
    "jsonp": f"callback({json.dumps(ARTICLE)})",
}


@pytest.mark.parametrize("name", CARRIERS)
def test_tables_that_a_page_only_carries_are_found(name: str) -> None:
    report = read(CARRIERS[name])
    assert report.status == "parsed"
    assert {cell.key: cell.value for cell in report.cells} == TRUTH
    assert (report.title, report.year) == (TITLE, 2021)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert "embedded" in codes(report)


def test_what_a_page_shows_is_never_overruled_by_what_it_carries() -> None:
    other = render(clean_page("fmt2021", random_figures("fmt2021", random.Random(2))))
    report = read(PAGE.replace("</body>", f"<textarea>{html.escape(other)}</textarea></body>"))
    assert {cell.key: cell.value for cell in report.cells} == TRUTH
    assert "embedded" not in codes(report)


def test_text_shown_and_carried_is_not_doubled() -> None:
    prose = BODY[: BODY.index("<table")]
    report = read(shell(f"{prose}<script>x = {json.dumps(BODY)}</script>"))
    assert report.status == "parsed"
    assert [section.number for section in report.sections].count(1) == 1


def test_a_broken_table_inside_a_script_is_read_twice() -> None:
    broken = BODY.replace("<td id=", "5<td id=", 40)
    report = read(shell(f"<script>x = {json.dumps(broken)}</script>"))
    assert report.status == "partial"


def test_json_without_a_report_is_named() -> None:
    report = read(json.dumps({"articles": [{"title": TITLE, "url": "/a.html"}]}))
    assert (report.format, report.status, report.reason) == ("json", "failed", "unsupported_format")


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        (f'<h1>{TITLE}</h1><p>附件：<a href="/files/P020220120.pdf">{TITLE}.pdf</a></p>', "/files/P020220120.pdf"),
        ('<a href="./W020220120.docx">点击下载</a>', "./W020220120.docx"),
        (
            "<a href='/module/download/downfile.jsp?classid=0&amp;filename=0a.wps'>附件下载</a>",
            "/module/download/downfile.jsp?classid=0&filename=0a.wps",
        ),
        ('<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf"></iframe>', "/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf"),
        ('<embed src="a.pdf" type="application/pdf">', "a.pdf"),
        ('<object data="a.pdf"></object>', "a.pdf"),
        (f'<h1>{TITLE}</h1><a href="/申请表.doc">政府信息公开申请表下载</a><a href="b.xls">附件：统计表</a>', "b.xls"),
    ],
)
def test_a_report_behind_a_link_is_named(inner: str, link: str) -> None:
    report = read(shell(inner))
    assert (report.status, report.reason, report.year) == ("failed", "attachment_only", 2021)
    assert any(problem.code == "attachment" and link in problem.message for problem in report.problems)


PROSE = f"<h1>{TITLE}</h1><p>一、总体情况</p><p>工作平稳。</p><p>二、主动公开政府信息情况</p>{{}}<p>三、收到和处理政府信息公开申请情况</p>"


@pytest.mark.parametrize(
    ("furniture", "reason"),
    [
        ('<img src="./W020220120.png">', "image_only"),
        ('<img src="./W020220120.png" width="640" height="400">', "image_only"),
        ('<img src="./icon_print.png" style="width:600px;height:500px">', "image_only"),
        ('<img src="/images/logo.png"><img src="ewm.jpg"><img src="a.png" width=20><img src="b.png" style="height: 16px">', "no_table"),
        ('<img alt="扫一扫二维码" src="c.png"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "no_table"),
        ('<a href="/files/申请表.doc">政府信息公开申请表</a><a href="/app.zip">客户端下载</a>', "no_table"),
    ],
)
def test_pictures_that_can_be_a_table_and_those_that_cannot(furniture: str, reason: str) -> None:
    report = read(shell(PROSE.format(furniture)))
    assert (report.status, report.reason) == ("failed", reason)


def test_a_page_of_links_is_no_report_behind_one_of_them() -> None:
    links = "".join(f'<li><a href="{n}.pdf">某某街道{2015 + n}年政府信息公开工作年度报告</a></li>' for n in range(5))
    assert read(shell(f"<ul>{links}</ul>", "信息公开年报")).status == "not_a_report"


def mhtml(body: bytes, charset: str, encoding: str) -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_P"\r\n\r\nA Single File Web Page.\r\n\r\n------=_P\r\n'
    kind = f'Content-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Type: text/html; charset="{charset}"\r\n\r\n'
    coded = base64.encodebytes(body) if encoding == "base64" else quopri.encodestring(body)
    picture = b"\r\n------=_P\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n------=_P--\r\n"
    return head + kind.encode() + coded + picture


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "quoted-printable"), ("utf-8", "base64"), ("unicode", "base64")])
def test_words_single_file_page(charset: str, encoding: str) -> None:
    body = PAGE.replace("charset=utf-8", f"charset={charset}").encode({"gb2312": "gbk", "unicode": "utf-16"}.get(charset, charset))
    report = parse(mhtml(body, charset, encoding))[0]
    assert (report.format, report.status) == ("mhtml", "parsed")
    assert {cell.key: cell.value for cell in report.cells} == TRUTH


def test_a_saved_page_without_a_page_is_named() -> None:
    report = parse(b"MIME-Version: 1.0\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n")[0]
    assert (report.format, report.status, report.reason) == ("mhtml", "failed", "unsupported_format")


def test_wordml_is_read_and_other_xml_is_named() -> None:
    wordml = b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument%s><w:body/></w:wordDocument>'
    for data, outcome in (
        (wordml % b' xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"', ("xml", "not_a_report", "empty")),
        (wordml % b"", ("xml", "failed", "unreadable")),  # its prefix is declared nowhere
        (b'<?xml version="1.0"?><rss><channel/></rss>', ("xml", "failed", "unsupported_format")),
    ):
        (report,) = parse(data)
        assert (report.format, report.status, report.reason) == outcome


HOSTILE = {
    "quotes": shell("<script>" + '"' * 3_000_001 + "</script>"),
    "escapes": shell("<script>" + '"\\"' * 1_000_000 + "</script>"),
    "comments": shell("<script>" + "/*" * 1_000_000 + "</script>"),
    "textareas": shell("<textarea>" * 100_000),
    "srcdocs": shell("<iframe srcdoc='" * 100_000),
    "inputs": shell("<input " * 100_000),
    "many": shell("<script>" + ('x="<table>' + "<tr><td>1" * 2_000 + '";\n') * 150 + "</script>"),
    "titles": shell("<script>" + ('"公开报告",' * 100 + '"' + "<table>" * 80 + '",') * 400 + "</script>"),
    "links": shell("<a href=x.pdf>" * 100_000),
    "anchors": shell("<a " * 100_000),
    "json": "[" * 1_000_000 + '"<p>"' + "]" * 1_000_000,
    "mhtml": "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n"
    + "--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 100_000,
    "mhtml lines": "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n" + "a\n" * 4_000_000,
    "mhtml headers": "MIME-Version: 1.0\n" + "X-A: b\n" * 1_500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_carriers_cost_bounded_time(name: str) -> None:
    data = HOSTILE[name].encode()
    started = time.process_time()
    report = parse(data)[0]
    assert time.process_time() - started < 15
    assert report.status in ("failed", "not_a_report", "partial")
    assert report.reason or report.problems


# A label of 1,900 characters stands inside the tag: in bytes it is three times as long as the text may be.
LINKS = (
    "<a href='P020220111.pdf'>",
    "<A\nHREF = /att/年报.DOCX>",
    "<a href=/a%2EPDF?x=1>",
    "<a href='/a&#46;pdf'>",
    "<a href='/a&period;pdf'>",
    "<a href='/downloadFile.jsp?id=1'>",
    "<a href='/Attachments/1'>",
    f"<a title='{'报' * 1900}' href='a.rar'>",
    "<IFRAME src='/pdf/viewer.html?file=%2Fa%2Epdf'>",
    "<embed 宽=1 src=/a.ofd>",
    "<object data='a.wps'>",
)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("written", LINKS)
def test_the_bytes_of_a_page_never_deny_a_link_that_its_text_has(written: str, charset: str) -> None:
    page = shell(f"{written}附件：年度报告</a>", "年报")
    assert attached_files(page)
    assert may_link(page.encode(charset))
    assert not may_link(shell("<p>某某街道2021年政府信息公开工作年度报告</p>", "年报").encode(charset))
