"""Responses into the archive and what they mean into the ledger: the order bytes → fsync → commit stands here, and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from crawler import warc
from crawler.archive import Capture, Position
from crawler.archive_files import Appender, ArchiveFiles
from crawler.captures import Body, add_capture, body_row, context_digest
from crawler.ledger import Address, Ledger
from crawler.outcomes import CONTENT_OUTCOMES
from output.disk import told


@dataclass(frozen=True)
class Fetched:
    """A response as it came, its body after content-decoding; `fetched_at` is aware."""

    url: str
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    fetched_at: datetime

    @cached_property
    def sha256(self) -> str:
        """Of the body, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    def header(self, name: bytes) -> str | None:
        """The first header of that name (lower case), None where there is none."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), None)


class Writer:
    """The archive as this process writes it, and the ledger that vouches for it."""

    def __init__(self, archive_root: Path, ledger: Ledger) -> None:
        """Cut the tails that killed runs left. Raises ArchiveError."""
        self.archive_root = archive_root
        self.ledger = ledger
        self._files = ArchiveFiles(archive_root, ledger)
        self._files.recover()

    def close(self) -> None:
        """Close all files; everything saved is safe already."""
        self._files.close()

    def stored(self, where: str, *values: Any) -> Body | None:
        """The archived body that a condition on `bodies` names, None where there is none."""
        row = self.ledger.one(f"SELECT * FROM bodies WHERE {where}", *values)  # noqa: S608 - `where` is a constant of the callers
        if row is None:
            return None
        position = Position(row["file"], row["offset"], row["length"])
        return Body(row["url"], row["sha256"], row["record_id"], position, row["content_type"], warc.moment(row["fetched_at"]))

    def body_of(self, known: Address | None) -> Body | None:
        """The last body of an address, None where nothing of it is archived."""
        place = known.position if known else None
        return self.stored("file = ? AND offset = ?", place.file, place.offset) if place else None

    def respond(self, known: Address, fetched: Fetched, body: Body | None, *, good: bool) -> None:
        """Write the records, make them safe, then commit. `body`: what the response repeats, None for a new one. Raises DiskFull."""
        with self.appending(known.portal) as appender:
            with told(self.archive_root):
                stored, about = self._write(appender, fetched, body)
                capture = self._context(appender, known, fetched, stored, about) if good and known.kind == "report" else None
                appender.sync()
            with self.committing(appender):
                if body is None:
                    self.ledger.upsert("bodies", ("portal", "url", "sha256"), body_row(known.portal, stored))
                self.ledger.upsert("addresses", ("url",), _address_row(known, fetched, stored, good=good))
                if capture is not None:
                    add_capture(self.ledger, capture)

    @contextmanager
    def appending(self, portal: str) -> Iterator[Appender]:
        """The archive file of a portal; what the block appends to it stays only if the block ends well."""
        appender = self._files.appender(portal)
        start = appender.size
        try:
            yield appender
        except BaseException:
            appender.cut(start)
            raise

    @contextmanager
    def committing(self, appender: Appender) -> Iterator[None]:
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
        about, member = warc.response(fetched.url, fetched.fetched_at, fetched.status, fetched.headers, fetched.body, fetched.sha256)
        position, fetched_at = appender.append(member), fetched.fetched_at.replace(microsecond=0)
        return Body(fetched.url, fetched.sha256, about, position, fetched.header(b"content-type"), fetched_at), about

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
