"""RTF (Rich Text Format 1.9.1) as Word, WPS and LibreOffice write it, to a `Document`; by the standard library alone."""

from parsing.readers.rtf.read import read_rtf

__all__ = ["read_rtf"]
