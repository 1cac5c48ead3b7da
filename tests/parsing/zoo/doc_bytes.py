"""Word binaries written byte by byte from the format's description, so that what LibreOffice never writes can be had as well."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from made_pages import Rows
from shown import lay_out

_SECTOR, _PAGE = 512, 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TEXT_AT = 2048
_FIB_SIZE = 0x382
WIDTH = 600  # twips of a column


def sprm(code: int, value: int | bytes) -> bytes:
    """One modifier; the operand of those of variable size is counted here."""
    size = (1, 1, 2, 4, 2, 2, 0, 3)[code >> 13]
    operand = value if isinstance(value, bytes) else (value & (1 << 8 * size) - 1).to_bytes(size, "little")
    if code == 0xD608:
        return struct.pack("<HH", code, len(operand) + 1) + operand
    return struct.pack("<H", code) + (bytes((len(operand),)) if not size else b"") + operand


def table_definition(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    """sprmTDefTable: the edges of the cells, and the first word of what is said of each cell."""
    cells = b"".join(struct.pack("<H", flag) + bytes(18) for flag in flags)
    return sprm(0xD608, bytes((len(edges) - 1,)) + struct.pack(f"<{len(edges)}h", *edges) + cells)


PLAIN = table_definition([0, 500, 1000, 1500])
IN_TABLE = sprm(0x2416, 1)
ROW_END = IN_TABLE + sprm(0x2417, 1)
DELETED, HIDDEN, SPECIAL, RAISED = sprm(0x0800, 1), sprm(0x083C, 1), sprm(0x0855, 1), sprm(0x2A48, 1)


@dataclass(slots=True)
class Run:
    """Characters that are stored together: `wide` in two bytes each, else in one. `modifiers` of the run; `piece`: those of its piece."""

    text: str
    modifiers: bytes = b""
    wide: bool = True
    piece: bytes = b""
    short: int = 0


@dataclass(slots=True)
class Binary:
    """A file in the making. `data`: the Data stream. `boxes`: characters of the text boxes, which follow the main text."""

    runs: list[Run] = field(default_factory=list)
    paragraphs: list[tuple[int, bytes]] = field(default_factory=list)  # the place behind its end, its style and modifiers
    data: bytearray = field(default_factory=lambda: bytearray(16))
    boxes: int = 0
    anchors: list[tuple[int, int]] = field(default_factory=list)
    styles: bytes = b""
    shuffled: bool = False
    streams: dict[str, bytes] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return sum(len(run.text) for run in self.runs)

    def paragraph(self, text: str | Iterable[Run], modifiers: bytes = b"", mark: str = "\r", *, style: int = 0, end: bytes = b"") -> None:
        """A paragraph and its end; `end`: modifiers of the character that ends it."""
        self.runs += [Run(text)] if isinstance(text, str) else list(text)
        self.runs.append(Run(mark, end))
        self.paragraphs.append((self.length, struct.pack("<H", style) + modifiers))

    def row(self, cells: Sequence[str | Iterable[Run]], definition: bytes, *, end: bytes = b"") -> None:
        """A row of a table; `definition`: the modifiers of its end."""
        for cell in cells:
            self.paragraph(cell, IN_TABLE, "\x07")
        self.paragraph([], ROW_END + definition, "\x07", end=end)

    def elsewhere(self, modifiers: bytes, code: int = 0x6646) -> bytes:
        """The modifiers put into the Data stream, and the one that says where."""
        place = len(self.data)
        self.data += struct.pack("<H", len(modifiers)) + modifiers
        return sprm(code, place)

    def table(self, rows: Rows, *, huge: bool = False) -> None:
        """A table as Word writes it: wide cells by their edges, deep ones by flags."""
        placed: list[list[tuple[int, int, int, str]]] = [[] for _ in rows]
        for number, col, td in lay_out(rows):
            for below in range(min(td.rowspan, len(rows) - number)):
                flag = 0 if td.rowspan == 1 else 0x60 if below == 0 else 0x20
                placed[number + below].append((col, col + td.colspan, flag, "" if below else td.text))
        for line in placed:
            line.sort()
            edges = [WIDTH * line[0][0], *(WIDTH * end for _, end, _, _ in line)]
            definition = table_definition(edges, [flag for _, _, flag, _ in line])
            self.row([text for *_, text in line], self.elsewhere(definition) if huge else definition)

    def bytes(self, **changes: int) -> bytes:
        """The whole file. `changes`: other values in the information block: `ident`, `version`, `flags`."""
        text, places = self._text()
        word = bytearray(TEXT_AT) + text
        fcs = [places[number] for number in range(self.length)]
        word += bytes(-len(word) % _PAGE)
        table = bytearray(self.styles)
        parts = {0xA2: (0, len(self.styles))}
        for at, pages in ((0x102, self._paragraph_pages(fcs)), (0xFA, self._character_pages(fcs))):
            plc = struct.pack(f"<{len(pages) + 1}I", *(start for start, _, _ in pages), pages[-1][1])
            plc += struct.pack(f"<{len(pages)}I", *(len(word) // _PAGE + number for number in range(len(pages))))
            word += b"".join(page for _, _, page in pages)
            parts[at] = (len(table), len(plc))
            table += plc
        for at, part in ((0x1A2, self._pieces(places)), *self._box_parts()):
            parts[at] = (len(table), len(part))
            table += part
        word[:_FIB_SIZE] = self._fib(parts, changes)
        return container({"WordDocument": bytes(word), "1Table": bytes(table), "Data": bytes(self.data), **self.streams})

    def _text(self) -> tuple[bytes, dict[int, int]]:
        """The stored characters, and the position of each by its place in the text; shuffled, runs are stored last first."""
        starts, place = [], 0
        for run in self.runs:
            starts.append(place)
            place += len(run.text)
        text, places = b"", {}
        for number in reversed(range(len(self.runs))) if self.shuffled else range(len(self.runs)):
            run = self.runs[number]
            text += b"\x00" * (len(text) % 2)
            width = 2 if run.wide else 1
            for offset in range(len(run.text)):
                places[starts[number] + offset] = TEXT_AT + len(text) + offset * width
            text += run.text.encode("utf-16-le" if run.wide else "cp1252")
        return text, places

    def _pieces(self, places: dict[int, int]) -> bytes:
        cps, pcds, prcs, listed = [0], b"", b"", 0
        for run in (run for run in self.runs if run.text):
            fc = places[cps[-1]]
            prm = run.short
            if run.piece:
                prm, listed = listed << 1 | 1, listed + 1
                prcs += b"\x01" + struct.pack("<h", len(run.piece)) + run.piece
            pcds += struct.pack("<HIH", 0, fc if run.wide else fc * 2 | 0x40000000, prm)
            cps.append(cps[-1] + len(run.text))
        plc = struct.pack(f"<{len(cps)}I", *cps) + pcds
        return prcs + b"\x02" + struct.pack("<I", len(plc)) + plc

    def _paragraph_pages(self, fcs: list[int]) -> list[tuple[int, int, bytes]]:
        modifiers, place = {}, 0
        for end, papx in self.paragraphs:
            modifiers.update(dict.fromkeys(range(place, end), papx))
            place = end
        return _pages(_spans(fcs, modifiers, self._widths()), _papx, 13)

    def _character_pages(self, fcs: list[int]) -> list[tuple[int, int, bytes]]:
        modifiers, place = {}, 0
        for run in self.runs:
            modifiers.update(dict.fromkeys(range(place, place + len(run.text)), run.modifiers))
            place += len(run.text)
        return _pages(_spans(fcs, modifiers, self._widths()), lambda grpprl: bytes((len(grpprl),)) + grpprl, 1)

    def _widths(self) -> list[int]:
        return [2 if run.wide else 1 for run in self.runs for _ in run.text]

    def _box_parts(self) -> list[tuple[int, bytes]]:
        if not self.boxes:
            return []
        shapes = struct.pack(f"<{len(self.anchors) + 1}I", *(place for place, _ in self.anchors), self.length)
        shapes += b"".join(struct.pack("<I22x", shape) for _, shape in self.anchors)
        starts = struct.pack("<3I", 0, self.boxes - 1, self.boxes)
        return [(0x1DA, shapes), (0x25A, starts + struct.pack("<14xI4x", self.anchors[0][1] if self.anchors else 7) + bytes(22))]

    def _fib(self, parts: dict[int, tuple[int, int]], changes: dict[str, int]) -> bytes:
        fib = bytearray(_FIB_SIZE)
        struct.pack_into("<HH", fib, 0, changes.get("ident", 0xA5EC), changes.get("version", 0x00C1))
        struct.pack_into("<H", fib, 0x0A, 0x0200 | changes.get("flags", 0))
        struct.pack_into("<H", fib, 0x20, 14)
        struct.pack_into("<H", fib, 0x3E, 22)
        struct.pack_into("<H", fib, 0x98, 93)
        text = self.length - self.boxes - bool(self.boxes)
        struct.pack_into("<I", fib, 0x4C, text)
        struct.pack_into("<I", fib, 0x64, self.boxes)
        for at, (start, size) in parts.items():
            struct.pack_into("<II", fib, at, start, size)
        return bytes(fib)


def rows(*definitions: bytes, cells: int = 3) -> Binary:
    """A table of rows with these definitions; their cells are numbered."""
    binary = Binary()
    for number, definition in enumerate(definitions):
        binary.row([f"{number}{place}" for place in range(cells)], definition)
    binary.paragraph("")
    return binary


def _spans(fcs: list[int], modifiers: dict[int, bytes], widths: list[int]) -> list[tuple[int, int, bytes]]:
    """Runs of stored bytes under the same modifiers, in the order in which they are stored, without gaps."""
    spans: list[tuple[int, int, bytes]] = []
    for fc, place in sorted((fc, place) for place, fc in enumerate(fcs)):
        end = fc + widths[place]
        if spans and spans[-1][2] is modifiers[place]:
            spans[-1] = (spans[-1][0], end, spans[-1][2])
        else:
            if spans:
                spans[-1] = (spans[-1][0], fc, spans[-1][2])
            spans.append((fc, end, modifiers[place]))
    return spans


def _papx(papx: bytes) -> bytes:
    if len(papx) % 2:
        return bytes(((len(papx) + 1) // 2,)) + papx
    return bytes((0, len(papx) // 2)) + papx


def _pages(spans: list[tuple[int, int, bytes]], entry: Callable[[bytes], bytes], size: int) -> list[tuple[int, int, bytes]]:
    """Pages of as many spans as fit: first and last position, and the bytes."""
    pages: list[tuple[int, int, bytes]] = []
    while spans:
        page, bottom, count = bytearray(_PAGE), _PAGE - 1, 0
        offsets: list[int] = []
        for _, _, grpprl in spans:
            body = entry(grpprl)
            bottom = (bottom - len(body)) // 2 * 2
            if bottom < 4 * (count + 2) + size * (count + 1) or count == 0x1D:
                break
            page[bottom : bottom + len(body)] = body
            offsets.append(bottom // 2)
            count += 1
        mine, spans = spans[:count], spans[count:]
        struct.pack_into(f"<{count + 1}I", page, 0, *(start for start, _, _ in mine), mine[-1][1])
        for number, offset in enumerate(offsets):
            page[4 * (count + 1) + size * number] = offset
        page[_PAGE - 1] = count
        pages.append((mine[0][0], mine[-1][1], bytes(page)))
    return pages


def container(streams: dict[str, bytes]) -> bytes:
    """An OLE file of these streams, the last of them at its end."""
    padded = [content.ljust(4096, b"\x00") for content in streams.values()]
    counts = [-(-(len(streams) + 1) * 128 // _SECTOR), *(-(-len(content) // _SECTOR) for content in padded)]
    tables = 1
    while (sum(counts) + tables) * 4 > tables * _SECTOR:
        tables += 1
    fat, starts = [_FAT] * tables, []
    for count in counts:
        starts.append(len(fat))
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
    entries = [_entry("Root Entry", 5, 1, _END, 0)]
    for number, (name, content) in enumerate(zip(streams, padded, strict=True), 1):
        entries.append(_entry(name, 2, number + 1 if number < len(streams) else _FREE, starts[number], len(content)))
    header = struct.pack(
        "<8s16xHHHHH6xIII4xIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, tables, starts[0], 4096, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *(number if number < tables else _FREE for number in range(109)))
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * _SECTOR, b"\xff")
    return b"".join((header, table, *(_filled(part) for part in (b"".join(entries), *padded))))


def _filled(content: bytes) -> bytes:
    return content + bytes(-len(content) % _SECTOR)


def _entry(name: str, kind: int, following: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    left, right, child = (_FREE, _FREE, 1) if kind == 5 else (_FREE, following, _FREE)
    return struct.pack("<64sHBBIII16x4x16xIQ", encoded, len(encoded) + 2, kind, 1, left, right, child, start, size)
