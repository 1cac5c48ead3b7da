"""The version of the schema, and the way from each version to the next."""

from __future__ import annotations

import hashlib
from typing import Final

# What each version brought. Every way up is `nianbao reparse`: a partition follows from the archive and the fingerprint of the schema, and
# the registers are written last, so that a dataset has a version only when all of it does. A change of a table, a column, a type or the
# meaning of a code needs a new version here; tests/output/schema.txt holds the tables of the latest. A table that is new, and that only
# releases hold, needs none: no file that there is changes, and a release's index.json tells which tables it has.
MIGRATIONS: Final[dict[int, str]] = {
    1: "the tables of the first releases; files name no version",
    2: "every file names its schema version, and columns carry usage warnings",
}

SCHEMA_VERSION: Final = max(MIGRATIONS)


def fingerprint() -> str:
    """A digest of every declaration that the bytes of a partition follow from: with another one its files are made anew."""
    from output.schema.partitioned import PARTITIONED

    return hashlib.sha256(repr((SCHEMA_VERSION, PARTITIONED)).encode()).hexdigest()
