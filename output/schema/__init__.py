"""The registry: every table and column of the dataset and of what derives from it, declared once.

Arrow schemas, labels, codebook and loader all come from here.
"""

from __future__ import annotations

from output.schema.changelog import RELEASED
from output.schema.derived import DERIVED
from output.schema.indicators import INDICATORS, Indicator
from output.schema.model import Column, Table
from output.schema.partitioned import AGENCY, PARTITIONED, YEAR
from output.schema.registers import REGISTERS
from output.schema.version import SCHEMA_VERSION

TABLES: dict[str, Table] = {table.name: table for table in (*PARTITIONED, *REGISTERS, *DERIVED, *RELEASED)}

__all__ = [
    "AGENCY",
    "DERIVED",
    "INDICATORS",
    "PARTITIONED",
    "REGISTERS",
    "RELEASED",
    "SCHEMA_VERSION",
    "TABLES",
    "YEAR",
    "Column",
    "Indicator",
    "Table",
]
