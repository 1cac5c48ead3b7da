"""Characters that stand for others of the same shape, as fonts of some browsers print them (⽐ for 比, ⺠ for 民)."""

from __future__ import annotations

import unicodedata

# CJK Radicals Supplement has no decompositions but for two characters. In pairs: the radical, the character in use that it shows.
_PAIRS = "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙"
_SUPPLEMENT = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))


def whole_characters(text: str) -> str:
    """`text` with radicals and compatibility ideographs as the characters that they show; all else, full-width digits too, as printed."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFKC", char) if _is_compatible(char) else char for char in text.translate(_SUPPLEMENT))


def _is_compatible(char: str) -> bool:
    return "\u2f00" <= char <= "\u2fd5" or char in "\u2e9f\u2ef3" or "\uf900" <= char <= "\ufaff"
