"""The folded form that every pattern of this room is written for, and the way back to the printed characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from parsing.document import Document, Paragraph

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
# Only the characters of the words looked for: some pages print them in the traditional script (quirks.md, "Page openings").
_SIMPLE = str.maketrans(
    "報開務總體結轉動請況處復議訴訟題進關標發佈時間來區縣鄉鎮廳辦會員據編製條統計現無訪問頁與級費",
    "报开务总体结转动请况处复议诉讼题进关标发布时间来区县乡镇厅办会员据编制条统计现无访问页与级费",
    _INVISIBLE,
)
_NOT_SIMPLE = re.compile("[" + "".join(map(chr, _SIMPLE)) + "]")
# What NFKC makes of the marks that nearly every sentence has: a text without them passes it fifteen times as fast.
_WIDE = tuple(zip("，：；（）％！？", ",:;()%!?", strict=True))
OPENING_LINES = 100
OPENING_WINDOW = 2_000
WINDOW = 240
_SHORT = 40
_GAP_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def fold(text: str) -> str:
    """`text` in NFKC, without any white space, its key words in simplified script. Full-width digits and brackets become ASCII."""
    return _fold_line(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    for wide, plain in _WIDE:
        text = text.replace(wide, plain)
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.translate(_SIMPLE) if _NOT_SIMPLE.search(folded) else folded


# Menus and headings are the same on every page of a portal.
_fold_line = lru_cache(maxsize=4096)(_fold)
_fold_char = lru_cache(maxsize=8192)(_fold)


def tidy(text: str) -> str:
    """`text` as printed, without the white space that only spreads Chinese characters (`小 关 街 道`, a line broken in two)."""
    return " ".join(_GAP_BESIDE_HAN.sub("", text).split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A short text folded, with the printed place of every folded character."""

    printed: str
    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, printed: str) -> Folded:
        """Fold character by character; meant for headings and titles, not for bodies."""
        pairs = [(folded, place) for place, char in enumerate(printed) for folded in _fold_char(char)]
        return cls(printed, "".join(char for char, _ in pairs), tuple(place for _, place in pairs))

    def slice(self, start: int, end: int) -> str:
        """The printed text behind the folded characters `start` to `end`, tidied."""
        if start >= end:
            return ""
        return tidy(self.printed[self.origin[start] : self.origin[end - 1] + 1])


class Line(NamedTuple):
    """A paragraph that is not blank: its place among the document's blocks, as printed, and its beginning folded."""

    block: int
    printed: str
    folded: str


def lines_of(document: Document, limit: int | None = None) -> list[Line]:
    """The paragraphs of the document that hold any text, in order; at most the first `limit`.

    Long ones are folded only as far as any pattern looks: `OPENING_WINDOW` characters in the opening, `WINDOW` further down.
    """
    lines: list[Line] = []
    for place, block in enumerate(document.blocks):
        if len(lines) == limit:
            break
        if not isinstance(block, Paragraph):
            continue
        printed = block.text.strip()
        if folded := fold(printed[: OPENING_WINDOW if len(lines) < OPENING_LINES else WINDOW]):
            lines.append(Line(place, printed, folded))
    return lines
