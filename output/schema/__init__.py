"""The registry: every table and column of the dataset, declared once.

Arrow schemas, labels, codebook and loader all come from here.
"""

from __future__ import annotations

from output.schema.model import Column, Table
from output.schema.partitioned import AGENCY, PARTITIONED, YEAR
from output.schema.registers import REGISTERS

TABLES: dict[str, Table] = {table.name: table for table in (*PARTITIONED, *REGISTERS)}

__all__ = ["AGENCY", "PARTITIONED", "REGISTERS", "TABLES", "YEAR", "Column", "Table"]
