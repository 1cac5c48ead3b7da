"""From grids to the cells of the form: headers and labels decide where a figure belongs, never its position alone."""

from parsing.tables.read import read_tables
from parsing.tables.settle import TablesRead

__all__ = ["TablesRead", "read_tables"]
