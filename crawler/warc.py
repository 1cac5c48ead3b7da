"""One WARC 1.1 record as bytes: what is written for a response, a revisit, a context, and how each is read back.

Payloads are stored after content-decoding; the headers that no longer fit are kept as `X-Archive-Orig-*`.
Source: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

SHA256_HEADER = "Nianbao-Payload-SHA256"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_REPLACED = {b"content-encoding", b"transfer-encoding", b"content-length"}
_CHUNK = 1 << 16  # a record has some ten kilobytes
GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Record:
    """A record read back: its own headers, the HTTP head where it has one, and the payload."""

    kind: str
    record_id: str
    date: datetime
    url: str
    headers: dict[str, str]
    status: int
    http_headers: list[tuple[bytes, bytes]]
    payload: bytes


def http_head(status: int, headers: list[tuple[bytes, bytes]], length: int | None) -> bytes:
    """Status line and headers; `length` is that of the stored payload in bytes (None: the record carries no payload)."""
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    lines = [f"HTTP/1.1 {status} {phrase}".encode()]
    for name, value in headers:
        replaced = length is not None and name.lower() in _REPLACED
        lines.append((b"X-Archive-Orig-" if replaced else b"") + name + b": " + value)
    if length is not None:
        lines.append(b"Content-Length: %d" % length)
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _member(record: WarcRecord, payload_sha1: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    writer = GzipWriter(buffer, compression_level=6)
    record.write(writer, checksum_data=True, payload_digest=payload_sha1)
    writer.finish()  # closes the gzip member; without it two records share one and warcio refuses the file
    return buffer.getvalue()


def _record(kind: WarcRecordType, url: str | None, date: datetime, extra: dict[str, str]) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.record_date = date.astimezone(UTC).replace(microsecond=0)
    if url is not None:
        record.headers["WARC-Target-URI"] = url
    for name, value in extra.items():
        record.headers[name] = value
    return record


def warcinfo(filename: str, software: str, date: datetime) -> bytes:
    """The first record of a file: who wrote it and by which conventions."""
    fields = f"software: {software}\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/\r\n"
    record = _record(WarcRecordType.warcinfo, None, date, {"WARC-Filename": filename, "Content-Type": "application/warc-fields"})
    record.set_bytes_content(fields.encode())
    return _member(record)


def response(  # noqa: PLR0913, PLR0917 - a response, and its digest, which the caller has
    url: str, date: datetime, status: int, headers: list[tuple[bytes, bytes]], body: bytes, sha256: str
) -> tuple[str, bytes]:
    """A response with its body, whose SHA-256 is given. Returns (record id, the gzip member)."""
    record = _record(WarcRecordType.response, url, date, {SHA256_HEADER: sha256})
    record.is_http = True
    record.set_bytes_content(http_head(status, headers, len(body)) + body)
    return str(record.record_id), _member(record, hashlib.sha1(body, usedforsecurity=False).digest())


@dataclass(frozen=True, slots=True)
class Original:
    """The response that a revisit repeats."""

    record_id: str
    url: str
    date: datetime
    sha256: str


def revisit(url: str, date: datetime, status: int, headers: list[tuple[bytes, bytes]], original: Original) -> tuple[str, bytes]:
    """A response whose body is that of `original`, without the body. Returns (record id, the gzip member)."""
    extra = {
        "WARC-Profile": NOT_MODIFIED if status == HTTPStatus.NOT_MODIFIED else IDENTICAL,
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": timestamp(original.date),
        SHA256_HEADER: original.sha256,
    }
    record = _record(WarcRecordType.revisit, url, date, extra)
    record.is_http = True
    record.set_bytes_content(http_head(status, headers, None))
    return str(record.record_id), _member(record)


def metadata(url: str, date: datetime, about: str, context: dict[str, Any]) -> bytes:
    """A JSON context that belongs to the record with the id `about`."""
    record = _record(WarcRecordType.metadata, url, date, {"WARC-Refers-To": about, "Content-Type": "application/json"})
    record.set_bytes_content(json.dumps(context, ensure_ascii=False, sort_keys=True).encode())
    return _member(record)


def context_of(record: Record) -> dict[str, Any]:
    """The JSON object of a metadata record written by `metadata`. Raises ValueError where it holds something else."""
    context = json.loads(record.payload)
    if not isinstance(context, dict):
        raise ValueError("the metadata record holds no JSON object")
    return context


def members(path: Path) -> Iterator[tuple[int, int, bytes | None]]:
    """(offset, length, decompressed bytes) of every whole gzip member in order; None for the bytes of a stretch between two members, or
    at the end, that are none: damage, or what a killed run left.

    FastWARC's own iterator yields a torn record like a whole one and stops at a damaged one, therefore the members are framed here.
    """
    with path.open("rb") as stream:
        offset, size = 0, path.stat().st_size
        while offset < size:
            found = _inflated(stream, offset)
            length, data = found or (_next_member(stream, offset + 1, size) - offset, None)
            yield offset, length, data
            offset += length


def _inflated(stream: BinaryIO, offset: int) -> tuple[int, bytes] | None:
    """Length and content of the whole gzip member at `offset`, None where there is none."""
    stream.seek(offset)
    inflate, parts, used = zlib.decompressobj(GZIP), list[bytes](), 0
    while not inflate.eof:
        chunk = stream.read(_CHUNK)
        try:
            parts.append(inflate.decompress(chunk))
        except zlib.error:
            return None
        if not chunk:
            return None
        used += len(chunk)
    return used - len(inflate.unused_data), b"".join(parts)


def _next_member(stream: BinaryIO, start: int, size: int) -> int:
    """Where the next whole member begins, `size` where there is none."""
    while start < size:
        stream.seek(start)
        chunk = stream.read(_CHUNK)
        found = chunk.find(_MAGIC)
        if found < 0:
            start += max(1, len(chunk) - len(_MAGIC) + 1)
        elif _inflated(stream, start + found) is not None:
            return start + found
        else:
            start += found + 1
    return size


def parse(member: bytes) -> Record:
    """A record from its decompressed bytes, or from one gzip member. Raises ValueError where there is none."""
    record = next(iter(ArchiveIterator(io.BytesIO(member), parse_http=True)), None)
    if record is None or record.record_id is None:
        raise ValueError("no WARC record in these bytes")
    http = record.http_headers if record.is_http_parsed else None
    return Record(
        kind=str(record.record_type),
        record_id=record.record_id,
        date=record.record_date.astimezone(UTC),
        url=record.headers.get("WARC-Target-URI") or "",
        headers=dict(record.headers.items()),
        status=(http.status_code or 0) if http else 0,
        http_headers=list(http.items_bytes()) if http else [],
        payload=record.reader.read(),
    )


def timestamp(moment: datetime) -> str:
    """WARC-Date in whole seconds UTC, `2027-01-05T01:02:03Z`; also the ledger's form of a moment."""
    return moment.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The inverse of `timestamp`. Raises ValueError on any other form."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
