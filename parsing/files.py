"""Which reader takes which kind of file that is no text, what it needs, and what bounds it. Data: a new format is one line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_MEMORY = 1_500 << 20
_OCR_MEMORY = 4 << 30
_OCR_SECONDS = 600


@dataclass(frozen=True, slots=True)
class FileReader:
    """A function `bytes -> Document` (or `-> list[Member]` for an archive) and its bounds.

    `extra`: the extra of the project that brings the libraries it imports, "" where the core suffices. `seconds` of CPU and `memory` in
    bytes of address space bound it in its child process. `otherwise`: the kind that is tried next after one of these reasons.
    `pictured`: the kind that reads the file with its pages that are pictures, where this one leaves some unread.
    `optional`: where it fails, the reason of the reader before it stands. `outside`: it starts a confined program of its own, and so runs
    in this process.
    """

    module: str
    function: str
    extra: str = ""
    seconds: float = 60
    memory: int = _MEMORY
    otherwise: Mapping[str, str] = field(default_factory=dict)
    pictured: str = ""
    optional: bool = False
    outside: bool = False


_THROUGH_OFFICE = {"word_95": "office", "unreadable": "repair"}

FILE_READERS: dict[str, FileReader] = {
    "doc": FileReader("parsing.readers.doc", "read_word", extra="doc", otherwise=_THROUGH_OFFICE),
    "wps": FileReader("parsing.readers.doc", "read_word", extra="doc", otherwise=_THROUGH_OFFICE),
    "office": FileReader("parsing.readers.office", "read_word_95", optional=True, outside=True),
    "repair": FileReader("parsing.readers.office", "repair_word", optional=True, outside=True),
    "docx": FileReader("parsing.readers.docx", "read_docx"),
    "xml": FileReader("parsing.readers.docx", "read_flat"),
    "odt": FileReader("parsing.readers.odt", "read_odt"),
    "rtf": FileReader("parsing.readers.rtf", "read_rtf"),
    "xlsx": FileReader("parsing.readers.sheet", "read_xlsx", extra="xls"),
    "xls": FileReader("parsing.readers.sheet", "read_xls", extra="xls"),
    "pdf": FileReader("parsing.readers.pdf", "read_pdf", extra="pdf", otherwise={"image_only": "scan"}, pictured="mixed_pdf"),
    "ofd": FileReader("parsing.readers.ofd", "read_ofd", otherwise={"image_only": "mixed_ofd"}, pictured="mixed_ofd"),
    "mixed_pdf": FileReader("parsing.readers.mixed", "read_mixed_pdf", extra="ocr", seconds=_OCR_SECONDS, memory=_OCR_MEMORY),
    "mixed_ofd": FileReader("parsing.readers.mixed", "read_mixed_ofd", extra="ocr", seconds=_OCR_SECONDS, memory=_OCR_MEMORY),
    "image": FileReader("parsing.readers.scan", "read_picture", extra="ocr", seconds=_OCR_SECONDS, memory=_OCR_MEMORY),
    "pictures": FileReader("parsing.readers.scan", "read_pictures", extra="ocr", seconds=_OCR_SECONDS, memory=_OCR_MEMORY),
    "scan": FileReader("parsing.readers.scan", "read_scan", extra="ocr", seconds=_OCR_SECONDS, memory=_OCR_MEMORY),
    "zip": FileReader("parsing.readers.archive", "read_zip"),
    "rar": FileReader("parsing.readers.archive", "read_rar", extra="rar"),
}
