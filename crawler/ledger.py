"""The ledger: SQLite in WAL mode, `data/ledger.sqlite`. Connection, schema, and the rows that crawling needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from crawler import outcomes, read_only
from crawler.archive import Position
from crawler.migration import migrate
from output.disk import told
from parsing.errors import NianbaoError

SCHEMA_VERSION = "2"


class LedgerError(NianbaoError):
    """The ledger cannot be used as it stands; the sentence says what to do."""


class LedgerBroken(LedgerError):  # noqa: N818 - it states a condition, as the sentence does
    """The file of the ledger is damaged, or is none (`ledger_unreadable`): no run can go on with it."""


# SQLITE_CORRUPT and SQLITE_NOTADB with their extended codes.
_BROKEN: Final = frozenset({11, 26})


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Raise LedgerBroken in place of SQLite's errors that mean that the file is damaged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
            raise
        raise LedgerBroken(
            "ledger_unreadable",
            f"{path} cannot be read as a ledger ({error}); move it away and run `nianbao reparse`, which rebuilds it from the archive.",
        ) from error


@dataclass(frozen=True, slots=True)
class Address:
    """One row of `addresses`. Moments are `2027-01-05T01:02:03Z`; `position` is that of the last body."""

    url: str
    portal: str
    kind: str
    column: str
    list_url: str
    title: str
    list_date: str | None
    agency_hint: str | None
    outcome: str
    reason: str | None
    detail: str | None
    status: int | None
    etag: str | None
    last_modified: str | None
    sha256: str | None
    context_digest: str | None
    position: Position | None
    first_seen: str
    last_seen: str
    checked_at: str | None


def _codes(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _schema() -> str:
    text = resources.files("crawler").joinpath("schema.sql").read_text(encoding="utf-8")
    vocabularies = {
        "kinds": outcomes.KINDS,
        "outcomes": outcomes.ADDRESS_OUTCOMES,
        "statuses": outcomes.REPORT_STATUSES,
        "agency_year_outcomes": outcomes.AGENCY_YEAR_OUTCOMES,
    }
    for name, values in vocabularies.items():
        text = text.replace("{" + name + "}", _codes(values))
    return text


def _other_version(path: Path, found: str | None) -> LedgerError:
    return LedgerError(
        "ledger_version",
        f"{path} has schema version {found}, this nianbao needs {SCHEMA_VERSION}; "
        "use the nianbao that wrote it, or move it away and run `nianbao reparse`.",
    )


class Ledger:
    """A connection with the schema in place. Every change stands inside `with ledger.transaction():`."""

    def __init__(self, path: Path) -> None:
        """Open or create; one that cannot be written is read as it is.

        Raises LedgerError: `ledger_version` for another schema, `ledger_unfinished` for one to be read that a run has not finished;
        LedgerBroken for no SQLite file.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        reading = path.exists() and not read_only.is_writable(path)
        self.connection = (read_only.connect if reading else sqlite3.connect)(path, isolation_level=None, timeout=30)
        self.connection.row_factory = sqlite3.Row
        try:
            with whole(path):
                self._read(path) if reading else self._prepare(path)
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self, path: Path) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=OFF"):
            self.connection.execute(f"PRAGMA {pragma}")
        statements = _schema().split(";\n")
        with self.transaction():
            found = self._version()
            if found not in {None, SCHEMA_VERSION}:
                found = migrate(self.connection, str(found), statements)
            if found in {None, SCHEMA_VERSION}:
                for statement in statements:
                    self.connection.execute(statement)
                if self._version() != SCHEMA_VERSION:
                    self.upsert("meta", ("key",), {"key": "schema_version", "value": SCHEMA_VERSION})
        self.connection.execute("PRAGMA foreign_keys=ON")
        if found not in {None, SCHEMA_VERSION}:
            raise _other_version(path, found)

    def _read(self, path: Path) -> None:
        try:
            found = self._version()
        except sqlite3.OperationalError as error:
            raise LedgerError(
                "ledger_unfinished",
                f"{path} cannot be read where nobody may write to it ({error}): a run was killed or is at work; open it once as one who "
                f"may (`nianbao portals list --found --data {path.parent}`), or copy the data directory.",
            ) from error
        if found != SCHEMA_VERSION:
            raise _other_version(path, found)

    def _version(self) -> str | None:
        """The schema version of the ledger; None for a new one."""
        if not self.one("SELECT 1 FROM sqlite_master WHERE name = 'meta'"):
            return None
        row = self.one("SELECT value FROM meta WHERE key = 'schema_version'")
        return row["value"] if row else "none"

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Raises DiskFull, LedgerBroken."""
        with told(self.path), whole(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                # SQLite itself rolls back where the disk is full.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, *values: Any) -> Iterator[sqlite3.Row]:
        """The rows of a query. Raises LedgerBroken."""
        with whole(self.path):
            yield from self.connection.execute(sql, values)

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query. Raises LedgerBroken."""
        with whole(self.path):
            row: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return row

    def upsert(self, table: str, key: tuple[str, ...], row: dict[str, Any]) -> None:
        """Insert `row`, or update its other columns where `key` is taken. Table and columns are names of the schema, never input."""
        columns = ", ".join(row)
        marks = ", ".join("?" * len(row))
        changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in key)
        action = f"UPDATE SET {changes}" if changes else "NOTHING"
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO {action}"  # noqa: S608
        self.connection.execute(sql, tuple(row.values()))

    def address(self, url: str) -> Address | None:
        """The address, None where it was never seen."""
        row = self.one("SELECT * FROM addresses WHERE url = ?", url)
        if row is None:
            return None
        values = dict(row)
        place = [values.pop(name) for name in ("file", "offset", "length")]
        return Address(**values, position=Position(*place) if place[0] is not None else None)

    def division(self, portal: str) -> str | None:
        """The division code of a portal, None where the portal or its code is unknown."""
        row = self.one("SELECT division FROM portals WHERE id = ?", portal)
        return row["division"] if row else None
