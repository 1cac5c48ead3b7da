"""What kind of file the bytes are: by content, never by name or declared type."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from parsing.decode import Decoded
from parsing.document import Document
from parsing.packages import ole_kind, zip_kind
from parsing.readers.html import read_markup
from parsing.readers.text import read_plain

MAX_BYTES = 32 * 1024 * 1024

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
)
_CONTAINERS: tuple[tuple[bytes, Callable[[bytes], str]], ...] = ((b"PK\x03\x04", zip_kind), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ole_kind))
# A Word or OpenDocument file as one flat XML file.
_OFFICE_XML = re.compile(rb"<\?xml[^<]{0,200}(?:<\?mso-application[^<]{0,100}Word|<(?:w:wordDocument|pkg:package|office:document)\s)", re.S)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|tr|td|div|p|span|br|h\d|meta|ucapcontent)[\s>/]", re.I)
_MIME = re.compile(r"\s*(?:MIME-Version|From|Content-Type)\s*:", re.I)
# A JSON value given to a function or a variable, as script interfaces answer.
_SCRIPT = re.compile(r"(?:(?:var|let|const)\s+)?[\w$.]{1,80}\s*[(=]\s*[{\[]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")

# Kinds that are text: the reader takes the decoded text. JSON shows nothing of itself; what it carries is found by `readers.embedded`.
READERS: dict[str, Callable[[str], Document]] = {
    "html": read_markup,
    "mhtml": read_markup,
    "text": read_plain,
    "json": lambda _: Document(),
}
MARKUP = frozenset(("html", "mhtml"))


def inflate(data: bytes) -> bytes:
    """What is inside a gzip member, which portals send unasked and unlabelled (portals.md section 6), cut at the limit; else `data`."""
    if not data.startswith(b"\x1f\x8b\x08"):
        return data
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MAX_BYTES + 1)
    except zlib.error:
        return data


def binary_kind(data: bytes) -> str | None:
    """The kind of a file that is not text, by its first bytes; None when it may be text."""
    head = data[:1024].lstrip(b" \t\r\n\xef\xbb\xbf")
    if container := next((kind for magic, kind in _CONTAINERS if head.startswith(magic)), None):
        return container(data)
    if _OFFICE_XML.search(head.replace(b"\x00", b"")):
        return "xml"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def text_kind(decoded: Decoded) -> str:
    """html, mhtml, xml, json, text, or unknown for bytes that are no text at all."""
    text = decoded.text
    sample = text[:20_000]
    if len(_CONTROL.findall(sample)) > max(8, len(sample) // 20):
        return "unknown"
    start = sample.lstrip("\ufeff \t\r\n")
    if _MIME.match(start):
        return "mhtml"
    if _HTML.search(text):
        return "json" if start[:1] in "{[" or _SCRIPT.match(start) else "html"
    if start.startswith("<?xml"):
        return "xml"
    return "json" if start[:1] in ("{", "[") and start.rstrip()[-1:] in "}]" else "text"
