"""The data files of this package."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>`, a CSV file with a header, as dicts of strings."""
    text = (files("parsing.agencies") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
