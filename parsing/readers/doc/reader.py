"""Word 97-2003 binary to a `Document`: pieces of text, what is said of their bytes, and the stories they make."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from parsing.document import Document
from parsing.readers.doc.damage import damaged
from parsing.readers.doc.looks import Look, combined, look_of
from parsing.readers.doc.pages import character_runs, paragraph_runs
from parsing.readers.doc.paragraphs import ParagraphLook, paragraph_look
from parsing.readers.doc.pieces import Piece, overlap, read_pieces
from parsing.readers.doc.sprms import Sprm
from parsing.readers.doc.story import CELL_MARK, Story
from parsing.readers.doc.streams import WordFile, open_word
from parsing.readers.doc.styles import Styles
from parsing.readers.doc.writing import Writing
from parsing.readers.flow import Item, to_document

# What ends a paragraph; a page break inside one ends a line.
_ENDS = re.compile("[\r\x07\x0c]")
_BEFORE_BOXES = 6
_BOX_SIZE, _BOX_SHAPE = 22, 14
_ANCHOR_SIZE = 26


def read_word(data: bytes) -> Document:
    """Read a Word binary. Raises `UnreadError`: encrypted, word_95, or unreadable where the file contradicts itself."""
    reader = _Reader(open_word(data))
    document = to_document(reader.main(), reader.pictures)
    document.flaws += reader.flaws
    return document


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self.pictures = 0
        self.flaws: list[tuple[str, str]] = []
        self._file = file
        self._pieces = read_pieces(file)
        if overlap(self._pieces):
            self.flaws.append(("parts_conflict", "pieces of the text overlap"))
        self._paragraphs = paragraph_runs(file.word, file.paragraphs)
        self._characters = character_runs(file.word, file.characters)
        self._styles = Styles(file.styles)
        self._paragraph_looks: dict[tuple[bytes, tuple[Sprm, ...]], ParagraphLook] = {}
        self._looks: dict[tuple[bytes, tuple[Sprm, ...]], Look] = {}
        self._whole_looks: dict[tuple[Look, int], Look] = {}
        self._boxes: dict[int, list[Item]] = {}
        for place, box in list(self._read_boxes()):
            self._boxes.setdefault(place, []).extend(box)

    def main(self) -> list[Item]:
        """The main text with the text boxes where they are anchored; those anchored nowhere follow at the end."""
        content = self._story(0, self._file.counts[0])
        return [*content, *(item for _, box in sorted(self._boxes.items()) for item in box)]

    def _story(self, first: int, end: int) -> list[Item]:
        story, writing = Story(), Writing(self._file.data)
        open_runs: list[tuple[str, Look]] = []
        anchors = sorted(place for place in self._boxes if place < end) if not first else []
        for place, text, look, mark, paragraph in self._segments(first, end):
            open_runs.append((text, look))
            if paragraph is None:
                continue
            shown = "".join(writing.write(text, self._combined(look, paragraph.style)) for text, look in open_runs)
            open_runs.clear()
            if mark == CELL_MARK:
                writing.end_cell()
            boxes: list[Item] = []
            while anchors and anchors[0] <= place:
                boxes += self._boxes.pop(anchors.pop(0))
            story.add(shown, paragraph, mark, kept=self._combined(look, paragraph.style).shown, boxes=boxes)
        if any(text for text, _ in open_runs):
            raise damaged("the text ends inside a paragraph")
        writing.end()
        self.pictures += writing.pictures
        return story.closed()

    def _combined(self, look: Look, style: int) -> Look:
        whole = self._whole_looks.get((look, style))
        if whole is None:
            whole = combined(look, self._styles.look(style), self._styles.look(look.style))
            self._whole_looks[look, style] = whole
        return whole

    def _segments(self, first: int, end: int) -> Iterator[tuple[int, str, Look, str, ParagraphLook | None]]:
        """Runs of text in order: the place of the run's end, its text without the mark that ends a paragraph, its look, the mark and the
        look of the paragraph, None where the paragraph goes on.
        """
        for piece in self._pieces:
            for start, text, look in self._runs(piece, max(first, piece.start), min(end, piece.end)):
                place = 0
                for found in _ENDS.finditer(text):
                    at = start + found.start()
                    yield at, text[place : found.start()], look, found[0], self._paragraph(piece, at)
                    place = found.end()
                if place < len(text):
                    yield start + len(text) - 1, text[place:], look, "", None

    def _runs(self, piece: Piece, first: int, end: int) -> Iterator[tuple[int, str, Look]]:
        while first < end:
            fc = piece.fc + (first - piece.start) * piece.width
            number = self._characters.at(fc)
            count = max(1, (self._characters.ends[number] - fc) // piece.width)
            last = min(end, first + count)
            key = (self._characters.grpprls[number], piece.sprms)
            look = self._looks.get(key)
            if look is None:
                look = self._looks[key] = look_of(*key)
            yield first, piece.text(self._file.word, first, last), look
            first = last

    def _paragraph(self, piece: Piece, place: int) -> ParagraphLook:
        number = self._paragraphs.at(piece.fc + (place - piece.start) * piece.width)
        key = (self._paragraphs.grpprls[number], piece.sprms)
        look = self._paragraph_looks.get(key)
        if look is None:
            look = self._paragraph_looks[key] = paragraph_look(*key, self._file.data)
        return look

    def _read_boxes(self) -> Iterator[tuple[int, list[Item]]]:
        """The content of each text box, by the place in the main text where it is anchored ([MS-DOC] 2.8.32, 2.8.37).

        Boxes without an anchor of their own, as those in groups of shapes, come behind the end.
        """
        base, total = sum(self._file.counts[:_BEFORE_BOXES]), self._file.counts[_BEFORE_BOXES]
        anchors = {shape: place for place, shape in _plc(self._file.box_shapes, _ANCHOR_SIZE, 0)}
        starts = _plc(self._file.boxes, _BOX_SIZE, _BOX_SHAPE)
        for number, (start, shape) in enumerate(starts):
            end = starts[number + 1][0] if number + 1 < len(starts) else total
            if start < end <= total:
                behind = self._file.counts[0] + number
                yield anchors.get(shape, behind), self._story(base + start, base + end)


def _plc(table: bytes, size: int, offset: int) -> list[tuple[int, int]]:
    """The places of a table, and the number at `offset` of what stands beside each."""
    count = (len(table) - 4) // (4 + size)
    if count < 1:
        return []
    places = struct.unpack_from(f"<{count}I", table)
    return [(place, struct.unpack_from("<I", table, 4 * (count + 1) + size * number + offset)[0]) for number, place in enumerate(places)]
