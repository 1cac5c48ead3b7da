"""Which schema version a file has, and what is said where it is not this program's."""

from __future__ import annotations

import pyarrow as pa

from output.errors import DatasetError
from output.schema.version import MIGRATIONS, SCHEMA_VERSION


def version_of(schema: pa.Schema) -> int:
    """The schema version in the metadata of a Parquet file; 1 where it names none, as the first ones did."""
    found = (schema.metadata or {}).get(b"schema_version", b"1")
    return int(found) if found.isdigit() else 1


def refuse_other_versions(found: int, what: str, way_up: str) -> None:
    """Raises DatasetError, `schema_older` or `schema_newer`. `what` has the version `found`; `way_up` is what brings it to this one."""
    if found > SCHEMA_VERSION:
        raise DatasetError(
            "schema_newer", f"{what} has schema version {found}, this nianbao reads {SCHEMA_VERSION}; install a newer nianbao to read it."
        )
    if found < SCHEMA_VERSION:
        brought = "; ".join(f"{version}: {MIGRATIONS[version]}" for version in range(found + 1, SCHEMA_VERSION + 1))
        raise DatasetError(
            "schema_older", f"{what} has schema version {found}, this nianbao reads {SCHEMA_VERSION} ({brought}); {way_up} to upgrade it."
        )
