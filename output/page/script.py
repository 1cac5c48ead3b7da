"""Data as a script may carry it: JSON that can neither end the script it stands in nor be read as markup."""

from __future__ import annotations

import json
from typing import Any, Final

# `</script>`, `<!--` and `]]>` cannot occur without these characters; the separators end a line in older scripts. The directions are
# shown on purpose where they matter (the page isolates every text), never in a source that a person reads.
_MARKUP, _LINE_ENDS = "<>&", "\u2028\u2029\ufeff"
_DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ESCAPED: Final = {char: f"\\u{ord(char):04x}" for char in _MARKUP + _LINE_ENDS + _DIRECTIONS}


def as_json(value: Any) -> str:
    """`value` as JSON in few characters. Raises ValueError for a number that JSON does not have."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char, escaped in _ESCAPED.items():
        text = text.replace(char, escaped)
    return text


def part(name: str, value: Any) -> bytes:
    """The bytes of a script that hands `value` to the page under `name`."""
    return f"nianbaoPart({as_json(name)},{as_json(value)});\n".encode("utf-8", "replace")
