"""Bytes to documents: what kind of file they are, which reader takes them, or why none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from parsing.decode import Decoded, decode
from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.files import FILE_READERS, FileReader
from parsing.kinds import MARKUP, MAX_BYTES, READERS, binary_kind, inflate, text_kind
from parsing.readers.mhtml import page_part
from parsing.sandbox import Member, run_reader

_BLANK = b"\x00 \t\r\n"


@dataclass(slots=True)
class Opened:
    """A file as far as it could be opened: its document, or the `reason` why there is none, with `detail` where there is more to say.

    `member`: its name inside an archive. `text` is what was decoded and `markup` says whether that is HTML.
    """

    format: str = "unknown"
    reason: str = ""
    detail: str = ""
    text: str = ""
    document: Document | None = None
    member: str | None = None

    @property
    def markup(self) -> bool:
        """Whether the text is HTML."""
        return self.format in MARKUP


def open_files(data: bytes, content_type: str | None = None) -> list[Opened]:
    """Open the bytes as received: one file, or each of those inside an archive; `content_type` is used only for its charset.

    Never raises on bad input and gives at least one, an archive as it stands where none inside it can be had.
    """
    plain = inflate(data)
    opened = Opened()
    if not plain.strip(_BLANK):
        opened.reason = "empty"
    elif len(plain) > MAX_BYTES:
        opened.reason = "too_large"
    elif kind := binary_kind(plain):
        opened.format = kind
        members = _open_binary(opened, plain)
        return [_open_member(member) for member in members] or [opened]
    else:
        _open_text(opened, plain, content_type)
    return [opened]


def open_pictures(images: Sequence[bytes]) -> Opened:
    """Open pictures that are the pages of one report, in order."""
    opened = Opened("image")
    if all(binary_kind(image) == "image" for image in images) and sum(map(len, images)) <= MAX_BYTES:
        _open_binary(opened, *images, kind="pictures")
    else:
        opened.reason = "unsupported_format"
    return opened


def _open_member(member: Member) -> Opened:
    opened = Opened("unknown", member.reason or "empty", member=member.name)
    if not member.data.strip(_BLANK):
        return opened
    if kind := binary_kind(member.data):
        opened.format, opened.reason = kind, ""
        if _open_binary(opened, member.data):
            opened.reason = "nested_archive"
    else:
        opened.reason = ""
        _open_text(opened, member.data, None)
    return opened


def _open_binary(opened: Opened, *data: bytes, kind: str = "") -> list[Member]:
    """Read a file that is no text into `opened`; an archive gives its members instead. `kind`: that of the reader, if not the format."""
    reader = FILE_READERS.get(kind or opened.format)
    if reader is None:
        opened.reason = "unsupported_format"
        return []
    try:
        read = _read(reader, *data)
    except UnreadError as error:
        opened.reason, opened.detail = error.reason, error.detail
        return []
    if isinstance(read, Document):
        read.format = opened.format
        opened.document = read
        return []
    opened.reason = "" if read else "empty"
    return read


def _read(reader: FileReader, *data: bytes) -> Document | list[Member]:
    try:
        if reader.outside:
            read: Document | list[Member] = getattr(import_module(reader.module), reader.function)(*data)
            return read
        return _with_pictures(reader, run_reader(reader, *data), *data)
    except UnreadError as error:
        following = FILE_READERS.get(reader.otherwise.get(error.reason, ""))
        if following is None:
            raise
        try:
            return _read(following, *data)
        except UnreadError:
            if following.optional:
                raise error from None
            raise


def _with_pictures(reader: FileReader, read: Document | list[Member], *data: bytes) -> Document | list[Member]:
    """What was read, or where pages of it are pictures the reading with these; where that fails, what was read says why."""
    if not reader.pictured or not isinstance(read, Document) or all(code != "page_unread" for code, _ in read.flaws):
        return read
    try:
        return run_reader(FILE_READERS[reader.pictured], *data)
    except UnreadError as error:
        code = {"needs_extra": "extra_missing"}.get(error.reason, "page_unread")
        read.flaws.append((code, error.detail or error.reason))
        return read


def _open_text(opened: Opened, data: bytes, content_type: str | None) -> None:
    try:
        _read_text(opened, data, content_type)
    except TooLargeError as error:
        opened.reason, opened.detail = "too_large", str(error)


def _read_text(opened: Opened, data: bytes, content_type: str | None) -> None:
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
