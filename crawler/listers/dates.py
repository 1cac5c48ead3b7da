"""The dates that stand beside list entries, in every dialect of portals.md section 1."""

from __future__ import annotations

import re
from datetime import date

_FULL = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_SHORT = re.compile(r"(?<![\d/-])(\d{2})\s*-\s*(\d{2})(?![\d-])")
_IN_URL = re.compile(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_|/art/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/")
_ONLY = re.compile(
    r"[\s\[\(（【]*(?:发布(?:时间|日期)[:：])?\s*(?:(?:19|20)\d{2}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\s\]\)）】]*"
)


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether the text is a date and nothing else, brackets and a label allowed."""
    return _ONLY.fullmatch(text) is not None


def read_date(text: str, url: str) -> str | None:
    """The first whole date of the text as YYYY-MM-DD. One without a year takes it from the address, if that names the same day."""
    if full := _FULL.search(text):
        return _iso(*full.groups())
    short, named = _SHORT.search(text), _IN_URL.search(url)
    if short is None or named is None:
        return None
    year, month, day = (part for part in named.groups() if part)
    return _iso(year, month, day) if (int(month), int(day)) == (int(short[1]), int(short[2])) else None
