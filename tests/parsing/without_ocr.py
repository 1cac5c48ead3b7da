"""The readers of scans in a child process in which OpenCV is not installed."""

from __future__ import annotations

import sys
from importlib import import_module

from parsing.document import Document


def read_picture(data: bytes) -> Document:
    sys.modules["cv2"] = None  # type: ignore[assignment]  # Python's own way to say that a module cannot be imported
    document: Document = import_module("parsing.readers.scan").read_picture(data)
    return document


def read_mixed_pdf(data: bytes) -> Document:
    sys.modules["cv2"] = None  # type: ignore[assignment]
    document: Document = import_module("parsing.readers.mixed").read_mixed_pdf(data)
    return document
