"""Containers and bytes: reports inside frames, scripts and text dumps, wrong charsets, damaged files."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

from tests.corpus.build import Page, paragraphs, report_html, table
from tests.corpus.make import case

ISSUE_B = "issue B, containers"
CHARSETS = "portals/portals.md section 6"


def _shell(p: Page, inside: str, *, head: str = '<meta charset="utf-8">') -> None:
    """A page of the portal around something that holds the report."""
    title = p.titles[0]
    p.body = (
        f"<!DOCTYPE html>\n<html><head>{head}<title>{title}</title></head><body>\n<p>您当前的位置：首页 > 政府信息公开年报</p>\n<h1>{title}</h1>\n"
        f"{inside}\n<p>【打印】【关闭】</p></body></html>\n"
    )


def _failed(p: Page, reason: str) -> None:
    p.entries = {}
    p.expected.form, p.expected.status, p.expected.reason = "unknown", "failed", reason
    p.expected.sections, p.expected.facts = [], {}


@case("in-iframe-srcdoc", "The report stands in <iframe srcdoc>.", ISSUE_B)
def _(p: Page) -> None:
    _shell(p, f'<iframe width="100%" srcdoc="{html.escape(report_html(p))}"></iframe>')
    p.note("embedded", "page")


@case("in-textarea", "The report stands as source in a <textarea> that a script shows.", ISSUE_B)
def _(p: Page) -> None:
    _shell(p, f'<textarea id="src" style="display:none">{html.escape(report_html(p))}</textarea><div id="show"></div>')
    p.note("embedded", "page")


@case("in-script-detail", "gkmlpt: the body stands in window._CONFIG as JSON.", "portals/portals.md section 8 (gkmlpt)")
def _(p: Page) -> None:
    detail = (
        json.dumps({"id": 4458330, "title": p.titles[0], "content": report_html(p)}, ensure_ascii=True)
        .replace("<", "\\u003c")
        .replace("/", "\\/")
    )
    _shell(
        p,
        f"<div class='article-content'></div>\n<script>window._CONFIG = {{ SID: '755041', DETAIL: {detail}, SERVICE_AREA_ID: '1' }};</script>",
    )
    p.note("embedded", "page")


@case("in-json-answer", "UCAP: the answer is JSON, the body stands in contentHtml.", "portals/portals.md section 3")
def _(p: Page) -> None:
    result = {
        "manuscriptId": "7661513",
        "title": p.titles[0],
        "publishedTimeStr": f"{p.year + 1}-01-20 15:15:26",
        "contentHtml": report_html(p),
    }
    p.body = json.dumps({"data": {"page": 1, "rows": 15, "total": 1, "results": [result]}}, ensure_ascii=False)
    p.suffix = ".json.txt"


@case("in-noscript-hint", "The report is plain; a <noscript> table with other figures stands before it.", ISSUE_B)
def _(p: Page) -> None:
    p.parts[2].paragraphs = [
        "<noscript><table><tr><td>信息内容</td><td>本年制发件数</td></tr><tr><td>规章</td><td>77</td></tr></table></noscript>"
    ]


@case("in-template-element", "A <template> with empty tables stands before the report.", ISSUE_B)
def _(p: Page) -> None:
    p.parts[4].paragraphs = [f"<template>{table(p.sheet(4)).replace('<td>', '<td>9')}</template>"]


@case("in-comment", "Last year's tables stand in a comment.", ISSUE_B)
def _(p: Page) -> None:
    p.parts[4].paragraphs = [f"<!-- {table(p.sheet(4)).replace('<td>', '<td>9')} -->"]


@case("pictures-only", "Sections 2 to 4 are pictures of tables.", "reports/quirks.md item 14")
def _(p: Page) -> None:
    for number in (2, 3, 4):
        p.parts[number].sheets = []
        p.parts[number].paragraphs = [f'<p><img src="./W0{number}.png" width="640" height="480"></p>']
    sections, facts = p.expected.sections, p.expected.facts
    _failed(p, "image_only")
    p.expected.sections, p.expected.facts = sections, facts


@case("attachment-only", "The page offers the report as a Word file and nothing else.", ISSUE_B)
def _(p: Page) -> None:
    _shell(p, f'<p>附件：<a href="./P020230116531707335660.docx">{p.titles[0]}.docx</a></p>')
    _failed(p, "attachment_only")


@case("viewer-shell", "The page is the shell of a PDF viewer.", "portals/portals.md section 13, item 12")
def _(p: Page) -> None:
    _shell(p, '<iframe src="/pdfjs/web/viewer.html?file=/upload/2023/report.pdf" width="100%" height="900"></iframe>')
    _failed(p, "attachment_only")


@case("embedded-pdf", "The report is an <embed> of a PDF.", "portals/portals.md section 13, item 12")
def _(p: Page) -> None:
    _shell(p, '<embed src="./W020230116.pdf" type="application/pdf" width="900" height="1200">')
    _failed(p, "attachment_only")


@case("headings-without-tables", "Six headings, and no tables between them.", "reports/quirks.md item 14")
def _(p: Page) -> None:
    for number in (2, 3, 4):
        p.parts[number].sheets = []
    p.entries = {}
    p.expected.form, p.expected.status, p.expected.reason = "unknown", "failed", "no_table"


def _dump(p: Page, row_end: str) -> str:
    """The text of a Word file as extractors print it: a tab opens a cell, a blank line ends the row; cells merged downwards are empty."""
    lines = [p.titles[0], "", *p.opening]
    for part in p.parts.values():
        lines += [part.heading, *part.paragraphs]
        for sheet in part.sheets:
            lines.append("")
            below: list[tuple[int, int, int]] = []
            for row in sheet:
                printed, col = [], 0
                queue = list(row)
                while queue or any(c == col and left > 0 for c, _, left in below):
                    under = next(((c, w, left) for c, w, left in below if c == col and left > 0), None)
                    if under:
                        printed.append("")
                        col += under[1]
                    else:
                        box = queue.pop(0)
                        printed.append(box.text)
                        below = [b for b in below if b[0] != col] + [(col, box.cols, box.rows)]
                        col += box.cols
                below = [(c, w, left - 1) for c, w, left in below]
                lines += [f"\t{text}" for text in printed] + [row_end]
            lines += ["", "", ""]
    return "\n".join(lines) + "\n"


@case("text-dump", "The text of a Word file as Tika dumps it.", "reports/README.md (小关街道 FY2021)")
def _(p: Page) -> None:
    p.body, p.suffix = _dump(p, ""), ".txt"


@case("text-dump-2019", "The text of a Word file in the form of 2019 as Tika dumps it.", "reports/README.md", "fmt2019")
def _(p: Page) -> None:
    p.body, p.suffix = _dump(p, ""), ".txt"


@case("text-dump-windows", "A text dump with the line ends of Windows, in GBK.", "reports/README.md")
def _(p: Page) -> None:
    p.body, p.suffix = _dump(p, "").replace("\n", "\r\n"), ".txt"
    p.encode = lambda text: text.encode("gb18030")


def _charset(
    slug: str, defect: str, encode: Callable[[str], bytes], *, declared: str = "utf-8", header: str | None = None, note: str = ""
) -> None:
    @case(slug, defect, CHARSETS)
    def _(p: Page) -> None:
        p.head = f'<meta charset="{declared}">' if declared else ""
        p.encode = encode
        if header:
            p.call = {"content_type": header}
        if note:
            p.note(note, "page")


def _gb(text: str) -> bytes:
    return text.encode("gb18030")


_charset("charset-gbk-as-utf8", "GBK bytes, utf-8 in the meta tag.", _gb, note="charset_wrong")
_charset(
    "charset-gbk-header-utf8",
    "GBK bytes, utf-8 in the header, gb2312 in the meta tag.",
    _gb,
    declared="gb2312",
    header="text/html; charset=utf-8",
    note="charset_wrong",
)
_charset("charset-gbk-header-latin", "GBK bytes under Apache's ISO-8859-1.", _gb, declared="", header="text/html; charset=ISO-8859-1")
_charset("charset-gbk-undeclared", "GBK bytes, nothing declared.", _gb, declared="")
_charset("charset-utf8-as-gbk", "UTF-8 bytes, gb2312 in the meta tag.", str.encode, declared="gb2312")
_charset("charset-utf8-undeclared", "UTF-8 bytes, nothing declared.", str.encode, declared="")
_charset("charset-bom", "UTF-8 with a byte order mark, gbk in the meta tag.", lambda text: b"\xef\xbb\xbf" + text.encode(), declared="gbk")
_charset("charset-utf16", "UTF-16 with a byte order mark.", lambda text: text.encode("utf-16"))
_charset("charset-utf16-no-bom", "UTF-16 big-endian without a byte order mark.", lambda text: text.encode("utf-16-be"), declared="")
_charset("charset-unknown-name", "A charset that does not exist: utf8mb4.", str.encode, declared="utf8mb4")


@case("charset-gb18030-only", "The agency's name has a character that only GB18030 has: 㛃.", CHARSETS)
def _(p: Page) -> None:
    p.titles = [title.replace(p.agency, "黄山市㛃溪镇人民政府") for title in p.titles]
    p.head, p.encode = '<meta charset="gb2312">', _gb
    p.expected.title, p.expected.agency_name = p.titles[0], "黄山市㛃溪镇人民政府"


@case("charset-last-character-cut", "The file ends in the middle of a character.", CHARSETS)
def _(p: Page) -> None:
    p.edits.append(lambda text: text + "<!-- 完 -->完")
    p.encode = lambda text: text.encode()[:-1]
    p.doubt("bytes_damaged", "page")


@case("charset-one-byte-lost", "A label of section 3 has lost one byte of a character.", CHARSETS)
def _(p: Page) -> None:
    def damage(text: str) -> bytes:
        whole = text.encode()
        at = whole.index("属于行政执法案卷".encode()) + 4
        return whole[:at] + whole[at + 1 :]

    p.encode = damage
    p.doubt("bytes_damaged", "page")


@case("charset-nul-bytes", "NUL bytes stand between the rows.", "issue A, hostile pages")
def _(p: Page) -> None:
    p.encode = lambda text: text.replace("\n<tr>", "\n\x00<tr>").encode()


@case("gzip-unlabelled", "The body is gzip that nobody labelled.", CHARSETS)
def _(p: Page) -> None:
    import gzip

    p.encode = lambda text: gzip.compress(text.encode(), mtime=0)
    p.suffix = ".html.gz"


@case("xhtml", "XHTML with an XML declaration and namespaces.", ISSUE_B)
def _(p: Page) -> None:
    p.edits.append(
        lambda text: text.replace(
            "<!DOCTYPE html>\n<html>",
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "">\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:o="urn:schemas-microsoft-com:office:office">',
        )
    )


@case("fragment", "Only the article's HTML, without html, head and body.", "portals/portals.md section 3 (contentHtml)")
def _(p: Page) -> None:
    p.body = paragraphs([p.titles[0]]) + "\n" + report_html(p)


@case("file-named-doc", "A page of Word's that was saved as HTML and offered as .doc.", ISSUE_B)
def _(p: Page) -> None:
    p.head = '<meta charset="utf-8"><meta name="ProgId" content="Word.Document"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]--><style>p.MsoNormal{margin:0}</style>'
    p.call = {"url": "http://www.example.gov.cn/files/report.doc"}
