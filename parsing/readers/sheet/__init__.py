"""Excel workbooks (xls, xlsx) to a `Document`: values by python-calamine, and from the files themselves what it does not tell."""

from parsing.readers.sheet.read import read_xls, read_xlsx

__all__ = ["read_xls", "read_xlsx"]
