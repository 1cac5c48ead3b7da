"""The files that a page links: known by their addresses, and tied to the page once they are archived."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from crawler import archive, warc
from crawler.archive import ATTACHMENTS, Attachment, Position, utc_now
from crawler.captures import add_capture, attached_text, capture_of
from crawler.responses import Writer
from output.disk import told

_CURRENT = """
    SELECT c.*, b.record_id FROM captures AS c JOIN addresses AS a USING (url, sha256, context_digest)
    JOIN bodies AS b ON (b.file, b.offset) = (c.body_file, c.body_offset)
    WHERE c.url = ? ORDER BY c.seen_at DESC, c.meta_file DESC, c.meta_offset DESC LIMIT 1
"""


class Ties:
    """Which archived file belongs to which archived page."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._ledger = writer.ledger

    def due(self, page: str) -> bool:
        """Whether the files of an archived page were never looked for, or some of them could not be had."""
        row = self._current(page)
        missing = "SELECT 1 FROM addresses WHERE kind = 'attachment' AND list_url = ? AND outcome IN ('new', 'fetch_failed', 'blocked')"
        return row is not None and (row["attached"] == "" or self._ledger.one(missing, page) is not None)

    def attach(self, page: str, files: Sequence[tuple[str, bool]]) -> None:
        """Tie the archived ones among `files` (address, whether it is a picture) to the page that links them, in archive and ledger.

        Files that were had before and are linked no more, or not to be had today, stay tied. Raises DiskFull.
        """
        row = self._current(page)
        attached = tuple(file for url, picture in files if (file := self._attachment(url, picture=picture)))
        if row is None or row["attached"] == attached_text(attached):
            return
        if not attached:
            with self._ledger.transaction():
                self._ledger.connection.execute("UPDATE captures SET attached = '[]' WHERE id = ? AND attached = ''", (row["id"],))
            return
        self._tie(row, attached)

    def _current(self, page: str) -> sqlite3.Row | None:
        """The capture of what a page was last time."""
        return self._ledger.one(_CURRENT, page)

    def _attachment(self, url: str, *, picture: bool) -> Attachment | None:
        known = self._ledger.address(url)
        body = self._writer.body_of(known)
        if body is None:
            return None
        return Attachment(url, body.record_id, body.sha256, body.content_type, warc.timestamp(body.fetched_at), picture, body.position)

    def _tie(self, row: sqlite3.Row, attached: tuple[Attachment, ...]) -> None:
        place = Position(row["meta_file"], row["meta_offset"], row["meta_length"])
        named = [{"url": file.url, "record": file.record_id, "picture": file.picture} for file in attached]
        context = warc.context_of(archive.read_record(self._writer.archive_root, place)) | {ATTACHMENTS: named}
        now = utc_now()
        with self._writer.appending(row["portal"]) as appender:
            with told(self._writer.archive_root):
                meta = appender.append(warc.metadata(row["url"], now, row["record_id"], context))
                appender.sync()
            with self._writer.committing(appender):
                add_capture(self._ledger, capture_of(row, context, attached, meta, now))
