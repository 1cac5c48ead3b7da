"""The control words and text of an RTF file, in order, to lines and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.readers.flow import Item, to_document
from parsing.readers.html_walk import OBJECT
from parsing.readers.rtf.rows import MAX_COLS, Page, RowPlan
from parsing.readers.rtf.words import (
    HIDING,
    INDICES,
    KNOWN,
    LARGEST,
    LEAST_INDEX,
    LINE_ENDS,
    MARKING,
    SKIPPED,
    SYMBOLS,
    TEXTS,
    USUAL_INDEX,
    charset,
    code_page,
)
from parsing.readers.word_styles import SHOWN_FIELDS

MAX_DEPTH = 1_000
MAX_NESTING = 20
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|([{}])|\\([^a-zA-Z])|([^\\{}\r\n]+)|[\r\n]+|\\", re.S)
_MERGES = frozenset(("clmgf", "clmrg", "clvmgf", "clvmrg"))
# 200 x 60 pixels of 15 twips, the least in which a table can be read (`readers.pictures`).
_LEAST_PICTURE = (3_000, 900)


@dataclass(slots=True)
class _State:
    """What holds inside a group and ends with it. `skipped`: the destination whose text is left out, "" where text counts."""

    skipped: str = ""
    starred: bool = False
    codec: str = ""
    fallback: int = 1  # how many characters stand in for one in Unicode
    off: frozenset[str] = frozenset()  # why text is hidden
    marks: frozenset[str] = frozenset()  # the words that mark text, of `MARKING`
    depth: int = 0  # of the table that the paragraph is in
    box: bool = False
    plan: bool = False  # inside a definition of a nested row


def read_rtf(data: bytes) -> Document:
    """Read an RTF file. Raises `UnreadError` and `TooLargeError`; damage to bytes and braces is a flaw of the document."""
    reader = _Reader(data)
    content = reader.read()
    document = to_document(content, reader.images)
    if reader.broken:
        document.flaws.append(("markup_broken", reader.broken))
    if reader.damaged:
        document.flaws.append(("bytes_damaged", ""))
    return document


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.images = 0
        self.broken = ""
        self.damaged = False
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._sheet = Page()
        self._raw = bytearray()
        self._instruction = bytearray()
        self._surrogate = 0
        self._skip = 0
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._page = "cp1252"
        self._default_font = 0
        self._plan, self._inner_plan = RowPlan(), RowPlan()
        self._in_row = False
        self._size = [0, 0]

    def read(self) -> list[Item]:
        at, data, end = 0, self._data, len(self._data)
        while at < end:
            token = _TOKEN.match(data, at)
            if token is None:
                raise UnreadError("unreadable", "no RTF")
            at = token.end()
            word, number, byte, brace, symbol, text = token.groups()
            if word:
                at = self._control(word.decode(), number, at)
            elif byte:
                self._bytes(bytes.fromhex(byte.decode()))
            elif text:
                self._bytes(text)
            elif symbol:
                self._symbol(symbol)
            elif brace and not self._brace(brace):
                break
        self._flush()
        if self._stack:
            self.broken = "the file ends inside a group"
        elif data[at:].strip(b"\x00 \t\r\n\x1a"):
            self.broken = "text stands behind the end of the document"
        return self._sheet.close()

    def _brace(self, brace: bytes) -> bool:
        """Open or close a group; False at the end of the document."""
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._stack) >= MAX_DEPTH:
                raise TooLargeError(f"groups nested deeper than {MAX_DEPTH}")
            self._stack.append(self._state)
            self._state = replace(self._state, starred=False, box=False)
            return True
        if self._state.skipped == "pict" and self._stack and self._stack[-1].skipped != "pict":
            self.images += self._size[0] >= _LEAST_PICTURE[0] and self._size[1] >= _LEAST_PICTURE[1]
        if self._state.box:
            self._sheet.end_box()
        ended = self._state.skipped
        if self._stack:
            self._state = self._stack.pop()
        if ended == "fldinst" != self._state.skipped and SHOWN_FIELDS.match(self._instruction.decode("latin-1")):
            self._text(OBJECT)
        return bool(self._stack)

    def _control(self, word: str, number: bytes | None, at: int) -> int:
        """One control word; gives where to read on."""
        value = int(number) if number else None
        if word == "bin":
            return at + max(0, value or 0)
        if self._skip and word != "u":
            self._skip -= 1
            return at
        if word == "u":
            self._unicode(value or 0)
            return at
        self._flush()
        if self._state.starred and word not in KNOWN and not self._state.skipped:
            self._state.skipped = word
        elif word in SKIPPED and not self._state.skipped:
            self._destination(word)
        elif self._state.skipped:
            self._in_skipped(word, value)
        else:
            self._word(word, value)
        self._state.starred = False
        return at

    def _destination(self, word: str) -> None:
        if word == "pict":
            self._size = [0, 0]
            self._text(OBJECT)
        self._instruction.clear()
        self._state.skipped = word

    def _in_skipped(self, word: str, value: int | None) -> None:
        """What counts inside destinations without text: fonts, the size of a picture, the Unicode form of a text given twice."""
        if self._state.skipped == "fonttbl":
            if word == "f":
                self._font = value or 0
                self._fonts.setdefault(self._font, "")
            elif word == "fcharset":
                self._fonts[self._font] = charset(value or 0)
            elif word == "cpg":
                self._fonts[self._font] = code_page(value or 0)
        elif word == "ud" and self._state.skipped == "upr":
            self._state.skipped = ""
        elif word in ("picwgoal", "pichgoal"):
            self._size[word == "pichgoal"] = value or 0

    def _word(self, word: str, value: int | None) -> None:
        state = self._state
        if value is not None and value > LARGEST.get(word, value):
            self.broken = self.broken or f"a control word that no program writes, {word}{value}"
        if word == "nosupersub":
            state.marks -= INDICES
        elif word in TEXTS:
            self._text(TEXTS[word])
        elif word in LINE_ENDS:
            self._end_line()
        elif word in HIDING:
            state.off = state.off - {word} if value == 0 else state.off | {word}
        elif word in MARKING:
            self._marked(word, value)
        elif word in _MERGES:
            self._row_plan().merges.add(word)
        elif handler := _HANDLERS.get(word):
            handler(self, value)

    def _marked(self, word: str, value: int | None) -> None:
        """A word of `MARKING` begins or ends; `up` and `dn` count in half points."""
        ends = value == 0 or (word in ("up", "dn") and (USUAL_INDEX if value is None else value) < LEAST_INDEX)
        others = INDICES if word in INDICES else {word}
        self._state.marks = (self._state.marks - others) | (frozenset() if ends else {word})

    def _row_plan(self) -> RowPlan:
        return self._inner_plan if self._state.plan else self._plan

    def _row_defaults(self, _: int | None) -> None:
        if self._state.plan:
            self._inner_plan = RowPlan()
        else:
            self._plan, self._in_row = RowPlan(), True

    def _edge(self, value: int | None) -> None:
        plan = self._row_plan()
        plan.cell(value or 0)
        if len(plan.cells) > MAX_COLS:
            raise TooLargeError(f"a row of more than {MAX_COLS} cells")

    def _left(self, value: int | None) -> None:
        self._row_plan().left = value or 0

    def _cell(self, _: int | None) -> None:
        self._sheet.level(1).end_cell()

    def _row(self, _: int | None) -> None:
        self._sheet.level(1).end_row(self._plan)
        self._in_row = False

    def _nested_cell(self, _: int | None) -> None:
        self._sheet.level(max(2, self._state.depth)).end_cell()

    def _nested_row(self, _: int | None) -> None:
        self._sheet.level(max(2, self._state.depth)).end_row(self._inner_plan)

    def _nested_plan(self, _: int | None) -> None:
        self._state.plan = True

    def _paragraph_defaults(self, _: int | None) -> None:
        self._state.depth = 0

    def _in_table(self, _: int | None) -> None:
        self._state.depth = max(1, self._state.depth)

    def _nesting(self, value: int | None) -> None:
        self._state.depth = min(max(0, value or 0), MAX_NESTING)

    def _plain(self, _: int | None) -> None:
        self._state.off, self._state.marks = frozenset(), frozenset()
        self._state.codec = self._fonts.get(self._default_font, "")

    def _set_font(self, value: int | None) -> None:
        if self._fonts and value not in self._fonts:
            self.broken = self.broken or f"a font that the file does not define, f{value}"
        self._state.codec = self._fonts.get(value or 0, "")

    def _set_default_font(self, value: int | None) -> None:
        self._default_font = value or 0

    def _set_page(self, value: int | None) -> None:
        self._page = code_page(value or 0)

    def _set_fallback(self, value: int | None) -> None:
        self._state.fallback = max(0, 1 if value is None else value)

    def _twice(self, _: int | None) -> None:
        self._state.skipped = "upr"

    def _begin_box(self, _: int | None) -> None:
        self._sheet.begin_box()
        self._state.box, self._state.depth = True, 0

    def _depth(self) -> int:
        # Some writers leave out \intbl: between the definition of a row and its end everything is in it.
        return max(self._state.depth, int(self._in_row and not self._sheet.in_box))

    def _end_line(self) -> None:
        if not self._state.off:
            self._sheet.end_line(self._depth())

    def _text(self, text: str) -> None:
        if self._state.skipped or not text:
            return
        if "v" in self._state.off:
            self._sheet.hide(text, self._depth())
        elif not self._state.off:
            mark = next((sign for word, sign in MARKING.items() if word in self._state.marks), "")
            self._sheet.write(mark + text, self._depth())

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._flush()
            self._state.starred = True
        elif symbol in b"\r\n":
            self._flush()
            self._word("par", None)
        elif self._skip:
            self._skip -= 1
        else:
            self._flush()
            if symbol not in SYMBOLS:
                self.broken = self.broken or "a control symbol that no program writes"
            self._text(SYMBOLS.get(symbol, ""))

    def _bytes(self, data: bytes) -> None:
        if self._state.skipped:
            if self._state.skipped == "fldinst":
                self._instruction += data
            return
        cut = min(self._skip, len(data))
        self._skip -= cut
        if data[cut:]:
            self._raw += data[cut:]

    def _unicode(self, value: int) -> None:
        self._flush(keep_surrogate=True)
        code = value & 0xFFFF
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
        elif 0xDC00 <= code < 0xE000:
            if self._surrogate:
                self._text(chr(0x10000 + ((self._surrogate - 0xD800) << 10) + code - 0xDC00))
            self._surrogate = 0
        else:
            self._text(chr(code))
        self._skip = self._state.fallback

    def _flush(self, *, keep_surrogate: bool = False) -> None:
        if not keep_surrogate:
            self._surrogate = 0
        if self._raw:
            # Writers of UTF-8 leave the charsets of their fonts as they were.
            codec = self._page if self._page == "utf-8" else self._state.codec or self._page
            text = bytes(self._raw).decode(codec, "replace")
            self._raw.clear()
            self.damaged = self.damaged or "\ufffd" in text
            self._text(text)


_HANDLERS = {
    "trowd": _Reader._row_defaults,
    "cellx": _Reader._edge,
    "trleft": _Reader._left,
    "cell": _Reader._cell,
    "row": _Reader._row,
    "nestcell": _Reader._nested_cell,
    "nestrow": _Reader._nested_row,
    "nesttableprops": _Reader._nested_plan,
    "pard": _Reader._paragraph_defaults,
    "intbl": _Reader._in_table,
    "itap": _Reader._nesting,
    "plain": _Reader._plain,
    "f": _Reader._set_font,
    "deff": _Reader._set_default_font,
    "ansicpg": _Reader._set_page,
    "uc": _Reader._set_fallback,
    "upr": _Reader._twice,
    "shptxt": _Reader._begin_box,
}
