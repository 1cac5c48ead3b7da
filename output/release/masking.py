"""Personal numbers in texts are masked in a release: mobile numbers and identity numbers. An agency's landlines stay."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

MOBILE: Final = "［手机号码］"
IDENTITY: Final = "［身份证号码］"

# The texts of each table that are masked; figures and what they were read from are not.
_TEXTS: Final = {
    "reports": ("title", "agency_name", "signed_by", *(f"section_{number}" for number in range(1, 7))),
    "cells": ("raw",),
    "facts": ("text",),
    "problems": ("message",),
    "revisions": ("title",),
}
_WIDE: Final = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789Xx-")
_DIGIT: Final = "0-9０-９"
_GAP: Final = r"[ \-－\u00a0\u3000]?"
# 13x to 19x and eight digits, in one run or as 3-4-4, perhaps after +86; never part of a longer number, or a figure with its unit.
_MOBILE: Final = re.compile(
    rf"(?<![{_DIGIT}.．])(?:(?:\+|＋|00)?[8８][6６]{_GAP})?[1１][3-9３-９][{_DIGIT}]{_GAP}[{_DIGIT}]{{4}}{_GAP}[{_DIGIT}]{{4}}"
    rf"(?![{_DIGIT}]|[.．][{_DIGIT}]|[元万亿件条个项人次])"
)
_IDENTITY: Final = re.compile(rf"(?<![{_DIGIT}])[1-9１-９][{_DIGIT}]{{16}}[{_DIGIT}XxＸｘ](?![{_DIGIT}XxＸｘ])")
_ANY: Final = f"[{_DIGIT}][{_DIGIT} \\-－\u00a0\u3000]{{9,}}"
# GB 11643-1999: the weighted sum of the first 17 digits, modulo 11, names the last character.
_WEIGHTS: Final = tuple(2**power % 11 for power in range(17, 0, -1))
_LAST: Final = "10X98765432"


def masked(text: str) -> str:
    """The text with every personal number masked."""
    return _MOBILE.sub(MOBILE, _IDENTITY.sub(lambda found: IDENTITY if _is_identity(found[0]) else found[0], text))


def _is_identity(text: str) -> bool:
    digits = text.translate(_WIDE).upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return _LAST[total % 11] == digits[17]


def mask_table(name: str, rows: pa.Table) -> tuple[pa.Table, int]:
    """The rows of a table with their texts masked, and how many texts were changed. What a figure was read from is left as printed."""
    changed = 0
    for column in _TEXTS.get(name, ()):
        suspects = pc.fill_null(pc.match_substring_regex(rows[column], _ANY), False)
        if name == "cells":
            suspects = pc.and_(suspects, pc.not_equal(rows["status"], "reported"))
        places = pc.indices_nonzero(suspects).to_pylist()
        if not places:
            continue
        texts = rows[column].to_pylist()
        for place in places:
            text = masked(texts[place])
            changed += text != texts[place]
            texts[place] = text
        at = rows.schema.get_field_index(column)
        rows = rows.set_column(at, rows.schema.field(at), pa.array(texts, pa.string()))
    return rows, changed
