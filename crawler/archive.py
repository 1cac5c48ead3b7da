"""The archive as it is read: a response by its position, or every report capture by a scan of the files alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler import warc
from crawler.dispositions import file_name
from parsing.errors import NianbaoError

# The part of a page's context that names the files attached to it.
ATTACHMENTS = "attachments"


class ArchiveError(NianbaoError):
    """The archive does not hold what the ledger says; the sentence names the file."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stands: a file relative to the archive (posix), offset and length of its gzip member in bytes."""

    file: str
    offset: int
    length: int

    @property
    def stretch(self) -> str:
        """The bytes that it takes of its file, in words."""
        return f"bytes {self.offset} to {self.offset + self.length}"


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """A response as it was stored: the payload after content-decoding, the time in whole seconds UTC."""

    url: str
    fetched_at: datetime
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def content_type(self) -> str | None:
        """The Content-Type header, None where there was none."""
        return content_type(self.headers)

    @property
    def file_name(self) -> str | None:
        """The name that the server gave the file, None where it gave none."""
        return file_name(next((value for name, value in self.headers if name.lower() == b"content-disposition"), None))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a page: its address there, the response record that holds it; `picture`: it stands in the page's text."""

    url: str
    record_id: str
    sha256: str
    content_type: str | None
    fetched_at: str
    picture: bool
    body: Position


@dataclass(frozen=True, slots=True)
class Capture:
    """A body together with the context that parsing is given. `fetched_at`: the body's first capture; `seen_at`: this one.

    `record_id` and `fetched_url` are those of the response record that holds the body; `url` is the address as listed.
    """

    portal: str
    url: str
    sha256: str
    context: dict[str, Any]
    content_type: str | None
    fetched_at: datetime
    seen_at: datetime
    body: Position
    meta: Position
    record_id: str
    fetched_url: str
    attached: tuple[Attachment, ...] = ()


def read(archive_root: Path, position: Position) -> ArchivedResponse:
    """The response at `position`. Raises ArchiveError (`archive_damaged`) where the bytes are not those that were stored."""
    record = read_record(archive_root, position)
    body = record.payload
    if record.kind != "response" or hashlib.sha256(body).hexdigest() != record.headers.get(warc.SHA256_HEADER):
        raise _damaged(position)
    return ArchivedResponse(record.url, record.date, record.status, record.http_headers, body)


def read_record(archive_root: Path, position: Position) -> warc.Record:
    """The record at `position`, whatever its kind. Raises ArchiveError (`archive_damaged`)."""
    try:
        with (archive_root / position.file).open("rb") as stream:
            stream.seek(position.offset)
            return warc.parse(stream.read(position.length))
    except (OSError, ValueError) as error:
        raise _damaged(position) from error


def _damaged(position: Position) -> ArchiveError:
    return ArchiveError(
        "archive_damaged",
        f"The archive file {position.file} is missing or damaged at byte {position.offset}; "
        "restore it from a copy, then run the command again.",
    )


def scan(archive_root: Path, damaged: list[Position] | None = None) -> Iterator[Capture]:
    """Every report capture in the archive, file by file in the order of writing, from the archive alone.

    What is no record is passed over: the torn tail of a killed run, and damage, whose places are added to `damaged`.
    """
    for folder in sorted(path for path in archive_root.glob("*") if path.is_dir()):
        yield from _Scanner(archive_root, folder.name, [] if damaged is None else damaged).scan(folder)


class _Scanner:
    """Pairs the records of one portal: metadata → the response or revisit it is about → the response that holds the body.

    Of the responses the places alone are kept; an older one is read again where a later record is about it.
    """

    def __init__(self, root: Path, portal: str, damaged: list[Position]) -> None:
        self.root = root
        self.portal = portal
        self.damaged = damaged
        self.bodies: dict[str, Position] = {}
        self.revisits: dict[str, tuple[str, datetime]] = {}
        self.latest: warc.Record | None = None

    def scan(self, folder: Path) -> Iterator[Capture]:
        for path in sorted(folder.glob("*.warc.gz")):
            name = path.relative_to(self.root).as_posix()
            for offset, length, data in warc.members(path):
                position = Position(name, offset, length)
                record = _record(data)
                if record is None:
                    self.damaged.append(position)
                elif (capture := self._take(position, record)) is not None:
                    yield capture

    def _take(self, position: Position, record: warc.Record) -> Capture | None:
        refers_to = record.headers.get("WARC-Refers-To", "")
        if record.kind == "response":
            self.bodies[record.record_id] = position
            self.latest = replace(record, payload=b"")
        elif record.kind == "revisit":
            self.revisits[record.record_id] = (refers_to, record.date)
        elif record.kind == "metadata":
            response_id, seen_at = self.revisits.get(refers_to, (refers_to, None))
            return self._capture(position, record, response_id, seen_at) if response_id in self.bodies else None
        return None

    def _response(self, record_id: str) -> warc.Record:
        if self.latest is not None and self.latest.record_id == record_id:
            return self.latest
        return read_record(self.root, self.bodies[record_id])

    def _capture(self, meta: Position, record: warc.Record, response_id: str, seen_at: datetime | None) -> Capture:
        position, response = self.bodies[response_id], self._response(response_id)
        context = warc.context_of(record)
        attached = tuple(self._attached(context))
        return Capture(
            portal=self.portal,
            url=record.url,
            sha256=response.headers[warc.SHA256_HEADER],
            context=context,
            content_type=content_type(response.http_headers),
            fetched_at=response.date,
            # With its attachments a page was seen when the last of them was.
            seen_at=record.date if attached else seen_at or response.date,
            body=position,
            meta=meta,
            record_id=response_id,
            fetched_url=response.url,
            attached=attached,
        )

    def _attached(self, context: dict[str, Any]) -> Iterator[Attachment]:
        for file in context.get(ATTACHMENTS, ()):
            if file["record"] in self.bodies:
                position, response = self.bodies[file["record"]], self._response(file["record"])
                sha256, kind = response.headers[warc.SHA256_HEADER], content_type(response.http_headers)
                fetched_at = warc.timestamp(response.date)
                yield Attachment(file["url"], response.record_id, sha256, kind, fetched_at, file["picture"], position)


def _record(data: bytes | None) -> warc.Record | None:
    try:
        return warc.parse(data) if data is not None else None
    except ValueError:
        return None


def content_type(headers: list[tuple[bytes, bytes]]) -> str | None:
    """The Content-Type header, None where there is none."""
    return next((value.decode("latin-1") for name, value in headers if name.lower() == b"content-type"), None)


def utc_now() -> datetime:
    """Now, in whole seconds UTC."""
    return datetime.now(UTC).replace(microsecond=0)
