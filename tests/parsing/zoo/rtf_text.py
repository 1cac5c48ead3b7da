"""RTF written by hand in the manners of Word, WPS and LibreOffice."""

from __future__ import annotations

import random
from dataclasses import dataclass

from zoo.placed import Block, PlacedTable

_FONTS = r"{\fonttbl{\f0\froman\fcharset0\fprq2 Times;}{\f1\fnil\fcharset134\fprq2{\*\panose 02010600030101010101}SimSun{\*\falt \'cb\'ce\'cc\'e5};}}"
_STYLES = r"{\stylesheet{\s0 Normal;}{\*\cs1 \additive Default;}}{\info{\title 2019}{\author 5}}{\*\generator 7;}{\header\pard 99\par}{\colortbl;\red0\green0\blue0;}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is written. `text`: gbk, unicode (with a question mark to fall back on), both, or utf-8."""

    text: str = "gbk"
    intbl: bool = True  # paragraphs say that they are in a table
    definitions: str = "before"  # before the cells of a row, after them, or both
    busy: bool = False  # hidden and deleted text, fields, pictures, list numbers and unknown destinations among the text
    nested: bool = False  # each table stands in a cell of a table that lays out the page
    hair: int = 0
    newlines: bool = False
    boxed_title: bool = False


class RtfWriter:
    def __init__(self, manner: Manner, seed: int = 1) -> None:
        self.manner = manner
        self.rng = random.Random(seed)

    def file(self, blocks: list[Block]) -> bytes:
        page = {"gbk": "936", "both": "936", "unicode": "1252", "utf-8": "65001"}[self.manner.text]
        parts = []
        for number, block in enumerate(blocks):
            if isinstance(block, PlacedTable):
                if number and isinstance(blocks[number - 1], PlacedTable):
                    parts.append(r"\pard\plain\par")  # rows that follow rows are one table, to Word as well
                parts.append(self._outer(block) if self.manner.nested else self._table(block, 1))
            elif number == 0 and self.manner.boxed_title:
                box = rf"{{\shp{{\*\shpinst\shpleft0{{\sp{{\sn shapeType}}{{\sv 202}}}}{{\shptxt \pard {self._text(block)}\par}}}}{{\shprslt 3}}}}"
                parts.append(rf"\pard {box}\par")
            else:
                parts.append(rf"\pard\plain\f1 {self._text(block)}\par")
        glue = "\r\n" if self.manner.newlines else ""
        text = rf"{{\rtf1\ansi\ansicpg{page}\deff0\uc1 {_FONTS}{_STYLES}{glue.join(parts)}}}"
        return text.encode("utf-8" if self.manner.text == "utf-8" else "latin-1") + b"\x00"

    def _text(self, text: str) -> str:
        shown = r"\line ".join(self._line(line) for line in text.split("\n"))
        if not self.manner.busy or not text:
            return shown
        return (
            rf"{{\v 7}}{{\deleted 8}}{{\listtext 3.\tab}}{{\*\bkmkstart 12}}{{\footnote 4}}{{\field{{\*\fldinst SUM 9}}{{\fldrslt {shown}}}}}"
            r"{\*\unknown 6{\b 5}}{\*\atnid 2}\v 1\v0 "
        )

    def _line(self, line: str) -> str:
        cut = self.rng.randrange(len(line)) if line else 0
        groups = [part for part in (line[:cut], line[cut:]) if part]
        return "".join(rf"{{\rtlch\fcs1 \af0 \ltrch\fcs0 \loch\af0\hich\af0\dbch\f1 {self._coded(part)}}}" for part in groups)

    def _coded(self, text: str) -> str:
        if self.manner.text == "utf-8":
            return text
        return "".join(letter if letter.isascii() and letter not in "\\{}" else self._letter(letter) for letter in text)

    def _letter(self, letter: str) -> str:
        if letter.isascii():
            return "\\" + letter
        raw = "".join(f"\\'{byte:02x}" for byte in letter.encode("gb18030"))
        if self.manner.text == "gbk":
            return raw
        code = ord(letter) - (65_536 if ord(letter) > 32_767 else 0)
        return rf"\u{code}?" if self.manner.text == "unicode" else rf"{{\uc{len(letter.encode('gb18030'))}\u{code}{raw}}}"

    def _outer(self, table: PlacedTable) -> str:
        return rf"\trowd\trleft0\cellx9000\pard\intbl {self._table(table, 2)}\pard\intbl\cell\row\pard "

    def _table(self, table: PlacedTable, depth: int) -> str:
        return "".join(self._row(table, number, depth) for number in range(table.n_rows)) + (r"\pard " if depth == 1 else "")

    def _row(self, table: PlacedTable, number: int, depth: int) -> str:
        width = 9_000 // table.n_cols
        start = rf"\trleft{-108 - self.rng.randrange(self.manner.hair + 1)}"
        plan, cells, col = rf"\trowd\trgaph108{start}", "", 0
        intbl = (r"\intbl" if self.manner.intbl else "") + (rf"\itap{depth}" if depth > 1 else "")
        end = r"\cell" if depth == 1 else r"\nestcell{\nonesttables\par}"
        while col < table.n_cols and (box := table.at(number, col)) is not None:
            first = number == box.row
            merge = "" if box.rowspan == 1 else r"\clvmgf" if first else r"\clvmrg"
            col = box.col + box.colspan
            plan += rf"{merge}\clvertalc\clbrdrt\brdrs\cellx{col * width - 108 + self.rng.randrange(self.manner.hair + 1)}"
            cells += rf"\pard\plain{intbl}\f1 {self._text(box.text) if first else ''}{end} "
        if depth > 1:
            return rf"{cells}{{\*\nesttableprops{plan}\nestrow}}{{\nonesttables\par}}"
        before = plan if self.manner.definitions != "after" else ""
        after = plan if self.manner.definitions != "before" else ""
        return f"{before}{cells}{after}\\row "


def rtf(blocks: list[Block], manner: Manner | None = None, seed: int = 1) -> bytes:
    """An RTF file."""
    return RtfWriter(manner or Manner(), seed).file(blocks)
