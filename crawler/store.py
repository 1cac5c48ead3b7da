"""Archive and ledger behind one door, so that the order bytes → fsync → commit stands in one place."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler import archive, warc
from crawler.archive import ATTACHMENTS, ArchivedResponse, Attachment, Capture, Position, utc_now
from crawler.archive_files import Appender, ArchiveFiles
from crawler.captures import Body, add_capture, attached_text, body_row, capture_of, context_digest
from crawler.ledger import Address, Ledger, LedgerError
from crawler.outcomes import CONTENT_OUTCOMES
from output.disk import told

LEDGER_NAME = "ledger.sqlite"
ARCHIVE_NAME = "archive"

_CURRENT = """
    SELECT c.*, b.record_id FROM captures AS c JOIN addresses AS a USING (url, sha256, context_digest)
    JOIN bodies AS b ON (b.file, b.offset) = (c.body_file, c.body_offset)
    WHERE c.url = ? ORDER BY c.seen_at DESC, c.meta_file DESC, c.meta_offset DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response as it came, its body after content-decoding; `fetched_at` is aware."""

    url: str
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    fetched_at: datetime

    def header(self, name: bytes) -> str | None:
        """The first header of that name (lower case), None where there is none."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), None)


class Store:
    """One data directory. A context manager; opened once a process, used in one thread."""

    def __init__(self, data: Path) -> None:
        self.archive_root = data / ARCHIVE_NAME
        self.ledger = Ledger(data / LEDGER_NAME)
        self._files = ArchiveFiles(self.archive_root, self.ledger)
        self._files.recover()

    @classmethod
    def open(cls, data: Path) -> Store:
        """Open or create the store in `data`, and cut the tail that a killed run left. Raises LedgerError, ArchiveError."""
        return cls(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all files; everything saved is safe already."""
        self._files.close()
        self.ledger.close()

    def portal(self, portal_id: str, name: str, division: str | None) -> None:
        """Make a portal known. `division`: its GB/T 2260 code, None where it has none."""
        with self.ledger.transaction():
            self.ledger.upsert("portals", ("id",), {"id": portal_id, "name": name, "division": division})

    def listed(  # noqa: PLR0913 - an item of a list has so many sides
        self, portal: str, url: str, *, column: str, list_url: str, title: str, list_date: str | None = None, agency_hint: str | None = None
    ) -> Address:
        """An address that looks like a report stands on a list. The first listing gives its portal and column, which alone retitle it."""
        now = warc.timestamp(utc_now())
        known = self.ledger.address(url)
        row: dict[str, Any] = {"url": url, "portal": portal, "kind": "report", "first_seen": now, "last_seen": now}
        if known is not None and known.kind == "report":
            row |= {"portal": known.portal, "first_seen": known.first_seen}
            if known.outcome == "gone":
                row["last_seen"] = known.last_seen  # the list still names it, but the day it was last there stays the day
        if known is None or known.kind != "report" or (known.portal, known.column) == (portal, column):
            row |= {"column": column, "list_url": list_url, "title": title, "list_date": list_date, "agency_hint": agency_hint}
        return self._put(row)

    def address(self, url: str) -> Address | None:
        """What the ledger knows of an address, None where it was never seen."""
        return self.ledger.address(url)

    def save(self, portal: str, kind: str, fetched: Fetched, *, address: str | None = None, readable: bool = True) -> Address:
        """Archive a response before anything reads it, then commit what it means for its address.

        `address`: the address as listed where a redirect led to `fetched.url`. A 2xx sets the outcome fetched, unchanged or revised, and
        archives a report's context with it; for any other status, and for a 2xx that is not `readable` (a challenge, another page), the
        caller says what it means (`settle`).
        """
        known = self.ledger.address(address or fetched.url) or self._introduce(portal, kind, address or fetched.url)
        sha256 = hashlib.sha256(fetched.body).hexdigest()
        body = self._stored("portal = ? AND url = ? AND sha256 = ?", known.portal, fetched.url, sha256)
        return self._archive(known, fetched, body, good=readable and 200 <= fetched.status < 300)

    def linked(self, portal: str, page: str, url: str) -> Address:
        """A page links the file at `url`. An address that is known already stays what it was."""
        if (known := self.ledger.address(url)) is not None:
            return known
        now = warc.timestamp(utc_now())
        row = {"url": url, "portal": portal, "kind": "attachment", "list_url": page, "first_seen": now, "last_seen": now}
        return self._put(row)

    def attachments_due(self, page: str) -> bool:
        """Whether the files of an archived page were never looked for, or some of them could not be had."""
        row = self._current(page)
        missing = "SELECT 1 FROM addresses WHERE kind = 'attachment' AND list_url = ? AND outcome IN ('new', 'fetch_failed', 'blocked')"
        return row is not None and (row["attached"] == "" or self.ledger.one(missing, page) is not None)

    def body(self, url: str) -> ArchivedResponse | None:
        """The archived body of an address, None where there is none. Raises ArchiveError."""
        known = self.ledger.address(url)
        return archive.read(self.archive_root, known.position) if known and known.position else None

    def attach(self, page: str, files: Sequence[tuple[str, bool]]) -> None:
        """Tie the archived ones among `files` (address, whether it is a picture) to the page that links them, in archive and ledger.

        Files that were had before and are linked no more, or not to be had today, stay tied. Raises DiskFull.
        """
        row = self._current(page)
        attached = tuple(file for url, picture in files if (file := self._attachment(url, picture=picture)))
        if row is None or row["attached"] == attached_text(attached):
            return
        if not attached:
            with self.ledger.transaction():
                self.ledger.connection.execute("UPDATE captures SET attached = '[]' WHERE id = ? AND attached = ''", (row["id"],))
            return
        self._tie(row, attached)

    def _current(self, page: str) -> sqlite3.Row | None:
        """The capture of what a page was last time."""
        return self.ledger.one(_CURRENT, page)

    def _attachment(self, url: str, *, picture: bool) -> Attachment | None:
        known = self.ledger.address(url)
        body = self._stored("file = ? AND offset = ?", known.position.file, known.position.offset) if known and known.position else None
        if body is None:
            return None
        return Attachment(url, body.record_id, body.sha256, body.content_type, warc.timestamp(body.fetched_at), picture, body.position)

    def _tie(self, row: sqlite3.Row, attached: tuple[Attachment, ...]) -> None:
        place = Position(row["meta_file"], row["meta_offset"], row["meta_length"])
        named = [{"url": file.url, "record": file.record_id, "picture": file.picture} for file in attached]
        context = warc.context_of(archive.read_record(self.archive_root, place)) | {ATTACHMENTS: named}
        now = utc_now()
        with self._appending(row["portal"]) as appender:
            with told(self.archive_root):
                meta = appender.append(warc.metadata(row["url"], now, row["record_id"], context))
                appender.sync()
            with self._committing(appender):
                add_capture(self.ledger, capture_of(row, context, attached, meta, now))

    def unchanged(self, url: str, fetched: Fetched) -> Address:
        """The server says 304: a revisit record without a body. Raises LedgerError (`never_fetched`) where no body is archived."""
        known = self.ledger.address(url)
        body = self._stored("file = ? AND offset = ?", known.position.file, known.position.offset) if known and known.position else None
        if known is None or body is None:
            raise LedgerError("never_fetched", f"A 304 came for {url}, of which nothing is archived; fetch it without validators.")
        return self._archive(known, fetched, body, good=True)

    def settle(  # noqa: PLR0913
        self,
        url: str,
        outcome: str,
        reason: str | None = None,
        detail: str | None = None,
        *,
        portal: str | None = None,
        kind: str = "other",
    ) -> Address:
        """An address ends with `outcome`. `portal` and `kind` serve one never listed or saved. Raises LedgerError (`unknown_address`)."""
        if self.ledger.address(url) is None:
            if portal is None:
                raise LedgerError("unknown_address", f"{url} was never listed; name its portal to settle it.")
            self._introduce(portal, kind, url)
        with self.ledger.transaction():
            self.ledger.connection.execute(
                "UPDATE addresses SET outcome = ?, reason = ?, detail = ?, checked_at = ? WHERE url = ?",
                (outcome, reason, detail, warc.timestamp(utc_now()), url),
            )
        return self._known(url)

    def _known(self, url: str) -> Address:
        address = self.ledger.address(url)
        if address is None:
            raise LedgerError("unknown_address", f"{url} is not in the ledger.")
        return address

    def _put(self, row: dict[str, Any]) -> Address:
        with self.ledger.transaction():
            self.ledger.upsert("addresses", ("url",), row)
        return self._known(row["url"])

    def _introduce(self, portal: str, kind: str, url: str) -> Address:
        now = warc.timestamp(utc_now())
        return self._put({"url": url, "portal": portal, "kind": kind, "first_seen": now, "last_seen": now})

    def _stored(self, where: str, *values: Any) -> Body | None:
        row = self.ledger.one(f"SELECT * FROM bodies WHERE {where}", *values)  # noqa: S608 - `where` is a constant of this file
        if row is None:
            return None
        position = Position(row["file"], row["offset"], row["length"])
        return Body(row["url"], row["sha256"], row["record_id"], position, row["content_type"], warc.moment(row["fetched_at"]))

    def _archive(self, known: Address, fetched: Fetched, body: Body | None, *, good: bool) -> Address:
        """Write the records, make them safe, then commit. `body`: what the response repeats, None for a new one. Raises DiskFull."""
        with self._appending(known.portal) as appender:
            with told(self.archive_root):
                stored, about = self._write(appender, fetched, body)
                capture = self._context(appender, known, fetched, stored, about) if good and known.kind == "report" else None
                appender.sync()
            with self._committing(appender):
                if body is None:
                    self.ledger.upsert("bodies", ("portal", "url", "sha256"), body_row(known.portal, stored))
                self.ledger.upsert("addresses", ("url",), _address_row(known, fetched, stored, good=good))
                if capture is not None:
                    add_capture(self.ledger, capture)
        return self._known(known.url)

    @contextmanager
    def _appending(self, portal: str) -> Iterator[Appender]:
        """The archive file of a portal; what the block appends to it stays only if the block ends well."""
        appender = self._files.appender(portal)
        start = appender.size
        try:
            yield appender
        except BaseException:
            appender.cut(start)
            raise

    @contextmanager
    def _committing(self, appender: Appender) -> Iterator[None]:
        """A transaction of the ledger that vouches for all that was appended and synced."""
        with self.ledger.transaction():
            self.ledger.upsert("files", ("file",), {"file": appender.name, "committed": appender.size})
            yield

    def _write(self, appender: Appender, fetched: Fetched, body: Body | None) -> tuple[Body, str]:
        """A response record, or a revisit of `body`. Gives where the body stands and the id of the record just written."""
        if body is not None:
            about, member = warc.revisit(fetched.url, fetched.fetched_at, fetched.status, fetched.headers, body.original)
            appender.append(member)
            return body, about
        about, member = warc.response(fetched.url, fetched.fetched_at, fetched.status, fetched.headers, fetched.body)
        sha256 = hashlib.sha256(fetched.body).hexdigest()
        position, fetched_at = appender.append(member), fetched.fetched_at.replace(microsecond=0)
        return Body(fetched.url, sha256, about, position, fetched.header(b"content-type"), fetched_at), about

    def _context(self, appender: Appender, known: Address, fetched: Fetched, body: Body, about: str) -> Capture | None:
        """Archive the context that parsing will be given, unless the address had this body in this context last."""
        context = {
            "portal": known.portal,
            "division": self.ledger.division(known.portal),
            "column": known.column,
            "list_url": known.list_url,
            "title": known.title,
            "list_date": known.list_date,
            "agency_hint": known.agency_hint,
        }
        if (known.sha256, known.context_digest) == (body.sha256, context_digest(context)):
            return None
        meta = appender.append(warc.metadata(known.url, fetched.fetched_at, about, context))
        seen_at = fetched.fetched_at.replace(microsecond=0)
        return Capture(
            portal=known.portal,
            url=known.url,
            sha256=body.sha256,
            context=context,
            content_type=body.content_type,
            fetched_at=body.fetched_at,
            seen_at=seen_at,
            body=body.position,
            meta=meta,
            record_id=body.record_id,
            fetched_url=body.url,
        )


def _address_row(known: Address, fetched: Fetched, body: Body, *, good: bool) -> dict[str, Any]:
    """What a response changes in the row of its address."""
    now = warc.timestamp(fetched.fetched_at)
    row: dict[str, Any] = {"url": known.url, "portal": known.portal, "kind": known.kind, "first_seen": known.first_seen, "last_seen": now}
    row |= {"status": fetched.status, "checked_at": now}
    if not good:
        return row | {"last_seen": known.last_seen}
    for name in ("etag", "last_modified"):
        row[name] = fetched.header(name.replace("_", "-").encode()) or (getattr(known, name) if known.sha256 == body.sha256 else None)
    first = known.sha256 is None or (known.kind == "report" and known.context_digest is None)
    if first or known.sha256 != body.sha256:
        row |= {"outcome": "fetched" if first else "revised", "reason": None, "detail": None}
    elif known.outcome not in CONTENT_OUTCOMES:
        row |= {"outcome": "unchanged", "reason": None, "detail": None}
    return row | {"sha256": body.sha256, **asdict(body.position)}
