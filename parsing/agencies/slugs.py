"""Chinese name → ASCII slug, from frozen readings: one per character, corrected by a table of phrases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from parsing.agencies.tables import rows

MAX_SLUG = 96


@dataclass(frozen=True, slots=True)
class Readings:
    """`characters` gives each character's usual reading; `phrases` maps a phrase to (code prefix, reading) pairs, longest prefix first."""

    characters: Mapping[str, str]
    phrases: Mapping[str, list[tuple[str, str]]]
    longest: int

    def phrase(self, text: str, start: int, code: str) -> tuple[str, int] | None:
        """Reading and length of the longest phrase at `start` that holds in the place `code`, else None."""
        for length in range(min(self.longest, len(text) - start), 0, -1):
            for within, reading in self.phrases.get(text[start : start + length], ()):
                if code.startswith(within):
                    return reading, length
        return None


def phrases_from(lines: list[dict[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The phrase table of `readings.csv` (phrase, reading, within): readings of one place before those of the country."""
    table: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(lines, key=lambda r: -len(r["within"])):
        table.setdefault(row["phrase"], []).append((row["within"], row["reading"]))
    return table


@cache
def readings() -> Readings:
    """The readings shipped with the package."""
    characters = {c: row["reading"] for row in rows("pinyin.csv") for c in row["characters"]}
    phrases = phrases_from(rows("readings.csv"))
    return Readings(characters, phrases, max(map(len, phrases)))


def slug(text: str, code: str = "", table: Readings | None = None) -> str:
    """`text` as [a-z0-9]+, never empty; `code` is the division code of its place, for readings that hold only there.

    A character without a reading is written as `u` and its code point, so that different names stay different; a slug
    longer than `MAX_SLUG` is cut and ends in a digest of the whole.
    """
    table = table or readings()
    parts: list[str] = []
    at = 0
    while at < len(text):
        found = table.phrase(text, at, code)
        reading, length = found or (_character(text[at], table), 1)
        parts.append(reading)
        at += length
    whole = "".join(parts) or "unnamed"
    if len(whole) <= MAX_SLUG:
        return whole
    return whole[: MAX_SLUG - 12] + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _character(char: str, table: Readings) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    return table.characters.get(char) or f"u{ord(char):x}"
