"""The files behind a page: a download link, a viewer that shows one, the pictures in its text."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, unquote

from selectolax.lexbor import LexborHTMLParser

from parsing.readers.html_guard import guard
from parsing.readers.pictures import can_be_table

_ELEMENT = re.compile(r"<(a|iframe|frame|embed|object)\b([^<>]{0,2000})>", re.I)
_ADDRESS = re.compile(r"\b(?:href|src|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_TITLE = re.compile(r"\b(?:title|download)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_FILE = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|zip|rar|7z|ofd|rtf|odt|ods|tiff?)(?=$|[?#&])", re.I)
_DOWNLOAD = re.compile(r"down(?:load)?(?:file)?\.(?:jsp|do|aspx?|php)|/(?:download|attachment)s?/", re.I)
# One of these stands in the links of every page that has such an address: most pages are done with when none of them does.
_SIGNS = (
    *(".pdf", ".doc", ".wps", ".et", ".xls", ".zip", ".rar", ".7z", ".ofd", ".rtf", ".odt", ".ods", ".tif", "%2e", "&#", "&period"),
    *("down.", "download.", "downfile.", "downloadfile.", "/download", "/attachment"),
)
# The same elements as bytes: a character has four at most. The look ahead spares most tags the alternatives.
_ELEMENT_BYTES = re.compile(rb"<(?=[aefioAEFIO])(?i:a|iframe|frame|embed|object)\b([^<>]{0,8000})>")
_SIGN_BYTES = tuple(sign.encode() for sign in _SIGNS)
_TAGS = re.compile(r"<[^<>]*>")
_REPORT = re.compile(r"年报|年度报告|(?:信息|政务)公开.{0,20}报告")
_ATTACHED = re.compile(r"附件|附表|下载|点击|全文|查看|PDF|Word版", re.I)
_OTHER = re.compile(r"申请表|指南|目录|手册|帮助|插件|软件|客户端|浏览器|App", re.I)
_LABEL_WINDOW = 600
_EXTENSION = re.compile(r"\.[A-Za-z]{2,4}$")
_SHOWN, _NAMED = 3, 4
_LIST = 3


def attached_file(markup: str) -> str | None:
    """The address, as written, of the file that most likely is the report; None where the page links none, or lists several reports."""
    return next(iter(attached_files(markup)), None)


def attached_files(markup: str) -> list[str]:
    """The addresses, as written, of the files that may be the page's report, the most likely first; none where it lists several reports."""
    elements = list(_ELEMENT.finditer(markup))
    written = "".join(element[2] for element in elements).lower()
    if not any(sign in written for sign in _SIGNS):
        return []
    worths: dict[str, int] = {}
    reports: set[str] = set()
    for element in elements:
        address = _address(element[2])
        if not (_is_file(address) or _DOWNLOAD.search(address)):
            continue  # most links of a page; only of the others the label, which costs more, can tell anything
        label = _label(element, markup)
        points = _worth(element[1].lower(), address, label)
        if points == _NAMED:
            reports.add(_EXTENSION.sub("", label.strip()))
        if points > 1:
            worths[address] = max(points, worths.get(address, 0))
    return sorted(worths, key=lambda address: -worths[address]) if len(reports) < _LIST else []


def may_link(body: bytes) -> bool:
    """False only where `attached_files` finds nothing in the text of a page in UTF-8 or GB18030, in which ASCII stands for itself."""
    written = b"".join(_ELEMENT_BYTES.findall(body)).lower()
    return any(sign in written for sign in _SIGN_BYTES)


def said_by(name: str | None) -> int:
    """What a file's name says of it: 2 that it is the report, 0 that it is something else (an application form), 1 nothing."""
    if not name:
        return 1
    return 0 if _OTHER.search(name) else 2 if _REPORT.search(name) else 1


def viewed(address: str) -> str:
    """The file that a viewer shows, by the parameter that names it (`viewer.html?file=%2Fa.pdf`); any other address as it is."""
    path, _, query = address.partition("?")
    if _FILE.search(unquote(path)):
        return address
    return next((value for _, value in parse_qsl(query.partition("#")[0]) if _FILE.search(value)), address)


def pictures(markup: str) -> list[str]:
    """The addresses, as written, of the pictures that may be tables, in order. Raises `TooLargeError`."""
    images = LexborHTMLParser(guard(markup)).css("img[src]")
    sources = (image.attributes["src"] or "" for image in images if can_be_table(image.attributes))
    return list(dict.fromkeys(source.strip() for source in sources if not source.startswith("data:")))


def _address(attributes: str) -> str:
    found = _ADDRESS.search(attributes)
    return unescape(found[1] or found[2] or found[3] or "").strip()[:500] if found else ""


def _is_file(address: str) -> bool:
    return _FILE.search(unquote(address)) is not None


def _label(element: re.Match[str], markup: str) -> str:
    """What a link says: its text and its title."""
    title = _TITLE.search(element[2])
    window = markup[element.end() : element.end() + _LABEL_WINDOW]
    text = window[: (window.lower() + "</a").index("</a")]
    return " ".join(unescape(_TAGS.sub("", text) + " " + ((title[1] or title[2] or "") if title else "")).split())


def _worth(tag: str, address: str, label: str) -> int:
    """What the address of a file or a download is worth: 0 and 1 for anything but the page's report, 2 for an attachment, 3 for a file
    shown on the page, 4 for one named as a report.
    """
    if tag != "a":
        return _SHOWN if _is_file(address) else 0
    if _OTHER.search(label):
        return 0
    return _NAMED if _REPORT.search(label) else 2 if _ATTACHED.search(label) else 1
