"""From captures to rows of the parse cache: what is not yet read by this version goes to the workers as positions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from sqlite3 import Row as LedgerRow
from typing import Final

from crawler import archive
from crawler.archive import Position
from crawler.captures import read_attached, restore_capture
from crawler.executors import Engine, run
from crawler.ledger import Ledger
from crawler.rows import Page, Row
from crawler.tasks import dead_page, read_pages
from crawler.unfinished import is_unfinished
from output.progress import Progress
from parsing.version import VERSION

PAGES_A_SHARD = 8
# In the place of a version, while the archive is scanned.
_NOT_FOUND: Final = "not found"
BATCH = 5_000


def default_workers() -> int:
    """The CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def restore_captures(ledger: Ledger, archive_root: Path, progress: Progress) -> tuple[list[Position], list[Position]]:
    """Make the captures of the ledger exactly those that the archive itself holds, none of them read.

    Gives the places that are damaged, and those that a killed run did not finish (`unfinished`). What the ledger knows of a damaged file
    stays: reading it says that it is damaged, or finds it whole.
    """
    damaged: list[Position] = []
    with ledger.transaction():
        ledger.connection.execute("UPDATE captures SET parsed_by = ?", (_NOT_FOUND,))
        for count, capture in enumerate(archive.scan(archive_root, damaged), start=1):
            restore_capture(ledger, capture)
            progress("scan", count, 0)
        ends = [place for place in damaged if is_unfinished(archive_root, ledger, place)]
        damaged = [place for place in damaged if place not in ends]
        kept = "UPDATE captures SET parsed_by = NULL WHERE parsed_by = ? AND (body_file = ? OR meta_file = ?)"
        ledger.connection.executemany(kept, {(_NOT_FOUND, place.file, place.file) for place in damaged})
        ledger.connection.execute("DELETE FROM captures WHERE parsed_by = ?", (_NOT_FOUND,))
        for place in damaged:
            _forget(ledger, place)
    return damaged, ends


def _forget(ledger: Ledger, place: Position) -> None:
    """The bodies that stood there are no longer had: the next crawl asks for them without a condition, and archives them anew."""
    there = "WHERE file = ? AND offset >= ? AND offset < ?"
    values = (place.file, place.offset, place.offset + place.length)
    lost = ", ".join(f"{name} = NULL" for name in ("sha256", "etag", "last_modified", "checked_at", "file", "offset", "length"))
    ledger.connection.execute(f"DELETE FROM bodies {there}", values)  # noqa: S608 - constants
    ledger.connection.execute(f"UPDATE addresses SET {lost} {there}", values)  # noqa: S608 - constants


def read_captures(ledger: Ledger, archive_root: Path, engine: Engine, progress: Progress) -> int:
    """Read every capture that this version has not read, committing shard by shard. Returns how many pages were read."""
    row = ledger.one("SELECT count(*) AS n FROM current_captures WHERE parsed_by IS NOT ?", VERSION)
    total = row["n"] if row else 0
    root = str(archive_root.resolve())
    done = 0
    while pages := [page_of(row) for row in ledger.rows(_UNREAD, VERSION, BATCH)]:
        for shard, rows in run(engine, partial(read_pages, root, VERSION), _shards(pages, PAGES_A_SHARD)):
            _keep(ledger, shard, dead_page(archive_root, shard[0]) if rows is None else rows)
            done += len(shard)
            progress("parse", done, total)
    return done


# In the order of the archive, so that a shard's pages stand side by side on the disk.
_UNREAD = "SELECT * FROM current_captures WHERE parsed_by IS NOT ? ORDER BY body_file, body_offset, url LIMIT ?"


def page_of(row: LedgerRow) -> Page:
    """The page of a row of `captures`."""
    body = Position(row["body_file"], row["body_offset"], row["body_length"])
    meta = Position(row["meta_file"], row["meta_offset"], row["meta_length"])
    return Page(row["id"], row["url"], row["content_type"], body, meta, read_attached(row["attached"]))


def _shards(pages: Sequence[Page], size: int) -> Iterator[Sequence[Page]]:
    rest = iter(pages)
    while shard := list(islice(rest, size)):
        yield shard


def _keep(ledger: Ledger, pages: Sequence[Page], rows: Sequence[Row]) -> None:
    with ledger.transaction():
        for page in pages:
            ledger.connection.execute("DELETE FROM records WHERE capture = ?", (page.capture,))
            ledger.connection.execute("UPDATE captures SET parsed_by = ? WHERE id = ?", (VERSION, page.capture))
        for row in rows:
            ledger.upsert("records", ("capture", "item"), asdict(row))
