"""The lines outside of tables. Their figures are read twice like those of cells; what differs is left out."""

from __future__ import annotations

import re

from parsing.readers.html_walk import OBJECT
from parsing.readers.ruled.shapes import Line
from parsing.readers.scan.cells import Piece, in_lines
from parsing.readers.scan.engine import Recognised, recognise
from parsing.readers.scan.shapes import cut
from parsing.readers.scan.sheet import EM, Page

_NUMBER = re.compile(r"\d+")


def prose_lines(page: Page, pieces: list[Piece]) -> list[Line]:
    """The printed lines; where a second recognition sees another number, `OBJECT` stands for it, and no fact is read there."""
    numbered = [place for place, (_, line) in enumerate(pieces) if _NUMBER.search(line.text)]
    again = recognise([cut(page.plain, pieces[place][0]) for place in numbered])
    for place, other in zip(numbered, again, strict=True):
        box, line = pieces[place]
        pieces[place] = box, Recognised(_agreed(line.text, other.text), line.confidence)
    view = in_lines([piece for piece in pieces if piece[1].text], page.em)
    return [Line(line.text, box, EM * (box.bottom - box.top)) for line, box in zip(view.lines, view.boxes, strict=True)]


def _agreed(text: str, other: str) -> str:
    one, two = _NUMBER.findall(text), _NUMBER.findall(other)
    if one == two:
        return text
    rest = iter(two if len(one) == len(two) else [""] * len(one))
    return _NUMBER.sub(lambda found: found[0] if found[0] == next(rest) else OBJECT, text)
