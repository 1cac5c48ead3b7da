"""An older ledger brought to the present schema: its tables are made anew where they changed, and keep their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

# From a version to the next: the tables that changed. 2: attachments, a kind of address and a part of a capture.
_CHANGED: Final = {"1": ("addresses", "captures")}
_VIEWS: Final = ("current_captures",)


def migrate(connection: sqlite3.Connection, version: str, statements: Iterable[str]) -> str:
    """Bring the tables of `version` to those of `statements`, inside the caller's transaction and with foreign keys off.

    Returns the version that the ledger then has: `version` itself where no way leads on from it. Source of the procedure:
    https://sqlite.org/lang_altertable.html#otheralter
    """
    if version not in _CHANGED:
        return version
    for view in _VIEWS:
        connection.execute(f"DROP VIEW IF EXISTS {view}")
    for table in _CHANGED[version]:
        create = next(text for text in statements if f"CREATE TABLE IF NOT EXISTS {table} (" in text)
        connection.execute(create.replace(f"IF NOT EXISTS {table} (", f"{table}_new ("))
        columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
        connection.execute(f"INSERT INTO {table}_new ({columns}) SELECT {columns} FROM {table}")  # noqa: S608 - names of the schema
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
    return str(int(version) + 1)
