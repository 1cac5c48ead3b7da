"""Years, dates and small numbers as reports write them: Arabic, full-width (folded) and Chinese numerals."""

from __future__ import annotations

import re
from datetime import date

# 二〇二一, 二○二一, 二零二一, and the letter O that typists use for the circle.
YEAR = r"(?<!\d)(?:20[0-3]\d(?!\d)|二[〇○零Oo0][〇○零Oo0一二三][〇○零Oo0一二三四五六七八九])"
_DIGITS = dict(zip("〇○零Oo一二两三四五六七八九", "000001223456789", strict=True))
_POWERS = {"十": 10, "百": 100, "千": 1000}
_PART = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
DATE = rf"({YEAR})[年./-]({_PART})[月./-]({_PART})日?(?!\d)"
_DATE = re.compile(DATE)


def year_of(text: str) -> int:
    """The year that a match of `YEAR` stands for."""
    return int("".join(_DIGITS.get(char, char) for char in text))


def number_of(text: str) -> int | float:
    """The value of `1,234`, `0.5`, `零` or `二十三` (folded). Raises ValueError for anything else."""
    plain = text.replace(",", "")
    if plain[:1].isdigit():
        value = float(plain)
        return int(value) if value.is_integer() else value
    total, section, digit = 0, 0, 0
    for char in plain:
        if char in _DIGITS:
            digit = int(_DIGITS[char])
        elif char in _POWERS:
            section += (digit or 1) * _POWERS[char]
            digit = 0
        elif char == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            raise ValueError(f"not a number: {text}")
    return total + section + digit


def iso_date(folded: str) -> str | None:
    """The first date in a folded text (`2022年1月6日`, `2022-1-6`, `二〇二二年一月六日`) as YYYY-MM-DD; None if none or impossible."""
    found = _DATE.search(folded)
    if found is None:
        return None
    try:
        return date(year_of(found[1]), int(number_of(found[2])), int(number_of(found[3]))).isoformat()
    except ValueError:
        return None
