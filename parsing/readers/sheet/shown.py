"""Whether a sheet shows a cell's number as it is: by the cell's number format, and by a font that strikes it out or raises it."""

from __future__ import annotations

import re
from functools import lru_cache

# Conditions and colours, the width or the filling of a character, and what a code prints as it stands.
_ASIDE = re.compile(r"\[[^\]]*\]|[_*].")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*)(;?)')
# Digits, signs and powers of ten beside a number make it another one; so does a part that prints nothing at all.
_ANOTHER = re.compile(r"[\d+.十百千万亿-]|-")
# A percentage, a fraction, and a comma behind the last digit, which divides by a thousand.
_SCALED = re.compile(r"%|[#0?]\s*/|[#0?],+(?![#0?,])")
# The built-in formats that do so ([MS-XLS] 2.4.126, ECMA-376-1 18.8.30): percentages and fractions.
BUILT_IN = frozenset((9, 10, 12, 13))


@lru_cache(maxsize=256)
def misleads(code: str) -> bool:
    """Whether a number format shows another number than the value, or none; a rounded one, or a dash for zero, is the same number."""
    whole, _ = next(iter(_SECTION.findall(code)), ("", ""))
    part = _ASIDE.sub("", whole)
    literals = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(part))
    plain = _LITERAL.sub("", part)
    hidden = not part.strip() and ";" in code
    return hidden or bool(_SCALED.search(plain)) or bool(_ANOTHER.search(literals)) or plain.lstrip().startswith("-")
