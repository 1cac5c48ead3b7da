"""Archive and ledger behind one door: what is known of every address, and its responses on their way in and out."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler import archive, warc
from crawler.archive import ArchivedResponse, utc_now
from crawler.ledger import Address, Ledger, LedgerError
from crawler.responses import Fetched, Writer
from crawler.ties import Ties

LEDGER_NAME = "ledger.sqlite"
ARCHIVE_NAME = "archive"


class Store:
    """One data directory. A context manager; opened once a process, used in one thread."""

    def __init__(self, data: Path) -> None:
        self.archive_root = data / ARCHIVE_NAME
        self.ledger = Ledger(data / LEDGER_NAME)
        self._writer = Writer(self.archive_root, self.ledger)
        self.ties = Ties(self._writer)

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
        self._writer.close()
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
        body = self._writer.stored("portal = ? AND url = ? AND sha256 = ?", known.portal, fetched.url, fetched.sha256)
        self._writer.respond(known, fetched, body, good=readable and 200 <= fetched.status < 300)
        return self._known(known.url)

    def linked(self, portal: str, page: str, url: str) -> Address:
        """A page links the file at `url`. An address that is known already stays what it was."""
        if (known := self.ledger.address(url)) is not None:
            return known
        now = warc.timestamp(utc_now())
        row = {"url": url, "portal": portal, "kind": "attachment", "list_url": page, "first_seen": now, "last_seen": now}
        return self._put(row)

    def body(self, url: str) -> ArchivedResponse | None:
        """The archived body of an address, None where there is none. Raises ArchiveError."""
        known = self.ledger.address(url)
        return archive.read(self.archive_root, known.position) if known and known.position else None

    def unchanged(self, url: str, fetched: Fetched) -> Address:
        """The server says 304: a revisit record without a body. Raises LedgerError (`never_fetched`) where no body is archived."""
        known = self.ledger.address(url)
        body = self._writer.body_of(known)
        if known is None or body is None:
            raise LedgerError("never_fetched", f"A 304 came for {url}, of which nothing is archived; fetch it without validators.")
        self._writer.respond(known, fetched, body, good=True)
        return self._known(known.url)

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
