"""What a crawl must remember only while it goes on, however much it is: in a private file of SQLite's, which goes with the process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from output.disk import told

# Two megabytes of it are in memory; SQLite puts the rest where temporary files are kept (SQLITE_TMPDIR), and writes it without syncing.
_FOLDER: Final = Path(gettempdir())
_PREPARE: Final = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "CREATE TABLE waiting (queue INTEGER, place INTEGER, text TEXT, PRIMARY KEY (queue, place)) WITHOUT ROWID",
    "CREATE TABLE known (owner INTEGER, text TEXT, PRIMARY KEY (owner, text)) WITHOUT ROWID",
)


class Scratch:
    """Queues and sets of texts. Used in one thread. What adds to them raises DiskFull."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._numbers = count()
        for statement in _PREPARE:
            self._connection.execute(statement)

    def queue(self) -> TextQueue:
        """A new, empty queue."""
        return TextQueue(self._connection, next(self._numbers))

    def known(self) -> KnownTexts:
        """A new, empty set."""
        return KnownTexts(self._connection, next(self._numbers))

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()


@dataclass(slots=True)
class TextQueue:
    """Texts, first in, first out."""

    _connection: sqlite3.Connection
    _number: int
    _first: int = 0
    _end: int = 0

    def __len__(self) -> int:
        return self._end - self._first

    def push(self, text: str) -> None:
        """Put a text at the end."""
        with told(_FOLDER):
            self._connection.execute("INSERT INTO waiting VALUES (?, ?, ?)", (self._number, self._end, text))
        self._end += 1

    def peek(self) -> str:
        """The first text, which stays. Raises IndexError where there is none."""
        found = self._connection.execute("SELECT text FROM waiting WHERE queue = ? AND place = ?", (self._number, self._first)).fetchone()
        if found is None:
            raise IndexError("the queue is empty")
        return str(found[0])

    def pop(self) -> str:
        """Take the first text. Raises IndexError where there is none."""
        text = self.peek()
        self._connection.execute("DELETE FROM waiting WHERE queue = ? AND place = ?", (self._number, self._first))
        self._first += 1
        return text


@dataclass(slots=True)
class KnownTexts:
    """A set of texts."""

    _connection: sqlite3.Connection
    _number: int
    _count: int = field(default=0)

    def __len__(self) -> int:
        return self._count

    def add(self, texts: Iterable[str]) -> list[bool]:
        """Add every text; tells of each whether it is new."""
        insert = "INSERT OR IGNORE INTO known VALUES (?, ?)"
        with told(_FOLDER):
            new = [self._connection.execute(insert, (self._number, text)).rowcount > 0 for text in texts]
        self._count += sum(new)
        return new
