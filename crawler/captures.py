"""The ledger's rows of bodies and captures: made by the store as pages come, restored from the archive when the ledger has lost them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from crawler import warc
from crawler.archive import ATTACHMENTS, Attachment, Capture, Position
from crawler.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Body:
    """A row of `bodies`: where a body stands and the response that brought it."""

    url: str
    sha256: str
    record_id: str
    position: Position
    content_type: str | None
    fetched_at: datetime

    @property
    def original(self) -> warc.Original:
        """The response as a revisit names it."""
        return warc.Original(self.record_id, self.url, self.fetched_at, self.sha256)


def context_digest(context: dict[str, Any]) -> str:
    """Tells two contexts apart. The list page is left out: paging moves an item from page to page without changing it.

    So are the attachments, which the ledger keeps beside the context.
    """
    kept = {key: value for key, value in context.items() if key not in {"list_url", ATTACHMENTS}}
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def body_row(portal: str, body: Body) -> dict[str, Any]:
    """The row of `bodies`."""
    row = asdict(body)
    return {"portal": portal, **row.pop("position"), **row, "fetched_at": warc.timestamp(body.fetched_at)}


def capture_of(row: sqlite3.Row, context: dict[str, Any], attached: tuple[Attachment, ...], meta: Position, seen_at: datetime) -> Capture:
    """A row of `captures` (with the `record_id` of its body) as a capture with its attachments, described at `meta`."""
    return Capture(
        portal=row["portal"],
        url=row["url"],
        sha256=row["sha256"],
        context=context,
        content_type=row["content_type"],
        fetched_at=warc.moment(row["fetched_at"]),
        seen_at=seen_at,
        body=Position(row["body_file"], row["body_offset"], row["body_length"]),
        meta=meta,
        record_id=row["record_id"],
        fetched_url=row["url"],
        attached=attached,
    )


def add_capture(ledger: Ledger, capture: Capture) -> None:
    """Put a capture, and its context as its address's current one, into the ledger. A capture in a new context is parsed anew."""
    digest = context_digest(capture.context)
    row = {
        "portal": capture.portal,
        "url": capture.url,
        "sha256": capture.sha256,
        "context_digest": digest,
        "content_type": capture.content_type,
        "fetched_at": warc.timestamp(capture.fetched_at),
        "seen_at": warc.timestamp(capture.seen_at),
        "division": capture.context.get("division"),
        "list_date": capture.context.get("list_date"),
        "title": capture.context.get("title"),
        **{f"body_{name}": value for name, value in asdict(capture.body).items()},
        **{f"meta_{name}": value for name, value in asdict(capture.meta).items()},
        "attached": attached_text(capture.attached) if capture.attached else "",
        "parsed_by": None,
    }
    ledger.upsert("captures", ("url", "sha256", "context_digest", "attached"), row)
    if capture.attached:
        bare = "DELETE FROM captures WHERE url = ? AND sha256 = ? AND context_digest = ? AND attached <= '[]'"
        ledger.connection.execute(bare, (capture.url, capture.sha256, digest))
    ledger.connection.execute("UPDATE addresses SET context_digest = ? WHERE url = ?", (digest, capture.url))


def attached_text(attached: Sequence[Attachment]) -> str:
    """The attachments of a capture as the ledger keeps them."""
    return json.dumps([asdict(file) for file in attached], ensure_ascii=False, sort_keys=True)


def read_attached(text: str) -> tuple[Attachment, ...]:
    """The inverse of `attached_text`."""
    files = json.loads(text or "[]")
    return tuple(Attachment(**{**file, "body": Position(**file["body"])}) for file in files)


def restore_capture(ledger: Ledger, capture: Capture) -> None:
    """Put a capture found in the archive into the ledger, with its address and portal where the ledger has lost them."""
    division = capture.context.get("division")
    body = Body(capture.fetched_url, capture.sha256, capture.record_id, capture.body, capture.content_type, capture.fetched_at)
    seen_at = warc.timestamp(capture.seen_at)
    context = {name: capture.context[name] for name in ("column", "list_url", "title", "list_date", "agency_hint")}
    address = {"url": capture.url, "portal": capture.portal, "kind": "report", "first_seen": seen_at, "last_seen": seen_at, **context}
    if ledger.one("SELECT 1 FROM portals WHERE id = ?", capture.portal) is None:
        ledger.upsert("portals", ("id",), {"id": capture.portal, "name": capture.portal, "division": division})
    if ledger.address(capture.url) is None:
        ledger.upsert("addresses", ("url",), address | {"outcome": "fetched", "sha256": body.sha256, **asdict(body.position)})
    ledger.upsert("bodies", ("portal", "url", "sha256"), body_row(capture.portal, body))
    for file in capture.attached:
        _restore_attachment(ledger, capture, file)
    add_capture(ledger, capture)


def _restore_attachment(ledger: Ledger, capture: Capture, file: Attachment) -> None:
    seen_at = warc.timestamp(capture.seen_at)
    body = Body(file.url, file.sha256, file.record_id, file.body, file.content_type, warc.moment(file.fetched_at))
    ledger.upsert("bodies", ("portal", "url", "sha256"), body_row(capture.portal, body))
    if ledger.address(file.url) is None:
        about = {"kind": "attachment", "list_url": capture.url, "outcome": "fetched", "sha256": file.sha256}
        seen = {"first_seen": seen_at, "last_seen": seen_at}
        ledger.upsert("addresses", ("url",), {"url": file.url, "portal": capture.portal, **about, **seen, **asdict(file.body)})
