"""The ledger where nobody may write to it: in another's data directory, on a medium, from a mount that is for reading."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any


def is_writable(path: Path) -> bool:
    """Whether a ledger at `path`, which need not be there, can be written: SQLite needs its folder too."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def connect(path: Path, **more: Any) -> sqlite3.Connection:
    """A connection that only reads. SQLite raises an OperationalError at its first use where what a run has not finished cannot be read.

    In its own mode for reading SQLite wants to write beside a ledger all the same, unless it is told that nobody changes it, which holds as
    long as there is no log of changes. Source: https://www.sqlite.org/wal.html#read_only_databases
    """
    log = path.with_name(f"{path.name}-wal")
    changing = is_writable(path) or (log.exists() and log.stat().st_size > 0)
    address = f"{path.resolve().as_uri()}?{'mode=ro' if changing else 'mode=ro&immutable=1'}"
    connection: sqlite3.Connection = sqlite3.connect(address, uri=True, **more)
    return connection
