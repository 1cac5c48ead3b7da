"""Bytes to a document: what kind of file they are, which reader takes them, or why none does."""

from __future__ import annotations

from dataclasses import dataclass

from parsing.decode import Decoded, decode
from parsing.document import Document
from parsing.errors import TooLargeError
from parsing.kinds import MARKUP, MAX_BYTES, READERS, binary_kind, inflate, text_kind
from parsing.readers.mhtml import page_part

_BLANK = b"\x00 \t\r\n"


@dataclass(slots=True)
class Opened:
    """A file as far as it could be opened: its document, or the `reason` why there is none, with `detail` where a limit is exceeded.

    `text` is what was decoded and `markup` says whether that is HTML.
    """

    format: str = "unknown"
    reason: str = ""
    detail: str = ""
    text: str = ""
    document: Document | None = None

    @property
    def markup(self) -> bool:
        """Whether the text is HTML."""
        return self.format in MARKUP


def open_file(data: bytes, content_type: str | None = None) -> Opened:
    """Open the bytes as received; `content_type` is used only for its charset. Never raises on bad input."""
    plain = inflate(data)
    if not plain.strip(_BLANK):
        return Opened(reason="empty")
    if len(plain) > MAX_BYTES:
        return Opened(reason="too_large")
    if kind := binary_kind(plain):
        return Opened(kind, "unsupported_format")
    opened = Opened()
    try:
        _open_text(opened, plain, content_type)
    except TooLargeError as error:
        opened.reason, opened.detail = "too_large", str(error)
    return opened


def _open_text(opened: Opened, data: bytes, content_type: str | None) -> None:
    decoded = decode(data, content_type)
    opened.format = text_kind(decoded)
    if opened.format == "mhtml":
        page = page_part(data)
        decoded = decode(*page) if page else Decoded("", "")
    opened.text = decoded.text
    read = READERS.get(opened.format)
    if read is None or not decoded.text:
        opened.reason = "unsupported_format"
        return
    document = read(decoded.text)
    document.format = opened.format
    document.flaws[:0] = decoded.flaws
    opened.document = document
