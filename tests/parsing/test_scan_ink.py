"""What the ink of a scan must show by itself, without any recognition: digits and points, and columns that run straight."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from parsing.document import Grid, GridCell
from parsing.readers.ruled.shapes import Box
from parsing.readers.scan.agree import agree
from parsing.readers.scan.cells import View
from parsing.readers.scan.digits import Face, learn, shows, shows_nothing
from parsing.readers.scan.engine import Recognised
from parsing.readers.scan.rulings import Rulings
from parsing.readers.scan.sheet import Page
from parsing.readers.scan.torn import torn_at

FONTS = Path(reportlab.__file__).parent / "fonts"
SIZE, HIGH = 26, 40


class Printed:
    """A column of figures as it is scanned, and each line's box: as the second recognition sees them."""

    def __init__(self, figures: list[str], face: str) -> None:
        font, rng = ImageFont.truetype(str(FONTS / face), SIZE), np.random.default_rng(1)
        sheet = Image.new("L", (500, HIGH * len(figures)), 245)
        for row, figure in enumerate(figures):
            ImageDraw.Draw(sheet).text((40, HIGH * row + 32), figure, fill=30, font=font, anchor="ls")
        pixels = np.asarray(sheet.filter(ImageFilter.GaussianBlur(0.6))).astype(float) + rng.normal(0, 4, (sheet.height, sheet.width))
        picture = np.repeat(np.clip(pixels, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
        bare = np.zeros(picture.shape[:2], np.uint8)
        self.page = Page(picture, bare + 255, [], SIZE, Rulings([], [], bare), [])
        self.boxes = [self._box(row) for row in range(len(figures))]
        self.face = learn(self.page, [View([Recognised(text, 1.0)], [box]) for text, box in zip(figures, self.boxes, strict=True)])
        self.figures = figures

    def _box(self, row: int) -> Box:
        ys, xs = np.nonzero(self.page.strokes[HIGH * row : HIGH * (row + 1)])
        return Box(float(xs.min()), HIGH * row + float(ys.min()), float(xs.max()) + 1, HIGH * row + float(ys.max()) + 1)

    def shows(self, printed: str, text: str, *, sure: bool = True) -> bool:
        return shows(self.page, self.boxes[self.figures.index(printed)], text, self.face, sure=sure)


@pytest.fixture(scope="module", params=["Vera.ttf", "VeraIt.ttf"])
def printed(request: pytest.FixtureRequest) -> Printed:
    rng = random.Random(1)
    others = [str(rng.randrange(10 ** rng.randrange(1, 6))) for _ in range(60)]
    return Printed([*others, "3.5", "35", "1,234", "12.07", "10987", "-6", "864", "/", "1", "-"], request.param)


@pytest.mark.parametrize("figure", ["3.5", "35", "1,234", "12.07", "10987", "-6", "864"])
def test_the_ink_of_a_figure_shows_it(figure: str, printed: Printed):
    assert printed.shows(figure, figure)


@pytest.mark.parametrize(
    ("figure", "read"),
    [("3.5", "35"), ("35", "3.5"), ("1,234", "1234"), ("12.07", "1.207"), ("12.07", "1207"), ("864", "8.64"), ("864", "86"), ("35", "351"), ("-6", "6")],
)  # fmt: skip
def test_a_digit_or_a_point_too_many_or_too_few_is_seen(figure: str, read: str, printed: Printed):
    assert not printed.shows(figure, read)


@pytest.mark.parametrize(
    ("figure", "read"), [("10987", "70987"), ("10987", "18987"), ("10987", "10981"), ("864", "064"), ("864", "884"), ("35", "85")]
)
def test_a_digit_that_looks_like_another_is_seen(figure: str, read: str, printed: Printed):
    assert not printed.shows(figure, read)


@pytest.mark.parametrize(("text", "doubt"), [(".", ".|?"), ("·|", "·||?"), ("-", ""), ("其他", "")])
def test_what_is_no_word_and_no_figure_is_in_doubt(text: str, doubt: str, printed: Printed):
    """A damaged scan showed a ruling line twice, and its 200 figures beside a column of points: `parsed`, with three cells more."""
    box = printed.boxes[printed.figures.index("-")]
    view = View([Recognised(text, 1.0)], [box])
    cell = Box(box.x0 - SIZE, box.top - SIZE / 2, box.x1 + SIZE, box.bottom + SIZE / 2)
    assert agree(printed.page, cell, view, view, printed.face).doubt == doubt


def test_a_slash_is_no_one(printed: Printed):
    page, box = printed.page, printed.boxes[printed.figures.index("/")]
    assert not shows(page, box, "1", printed.face, sure=True)
    assert not shows(page, box, "1", Face(), sure=True)


def test_a_stroke_that_stands_for_nothing_is_flat_or_slanted(printed: Printed):
    boxes = {figure: printed.boxes[printed.figures.index(figure)] for figure in ("/", "-", "1")}
    assert all(shows_nothing(printed.page, boxes[stroke], stroke) for stroke in "/-")
    assert not any(shows_nothing(printed.page, boxes["1"], stroke) for stroke in "/-")


def test_where_nothing_is_known_of_the_face_the_count_still_holds(printed: Printed):
    page, box = printed.page, printed.boxes[printed.figures.index("3.5")]
    assert shows(page, box, "3.5", Face(), sure=True)
    assert not shows(page, box, "35", Face(), sure=True)
    assert not shows(page, box, "305", Face(), sure=True)


def _grid(rows: list[list[int]]) -> Grid:
    """Rows by the edges of their cells."""
    cells = [GridCell(number, x, 1, y - x, "") for number, row in enumerate(rows) for x, y in pairwise(row)]
    return Grid(len(rows), max(row[-1] for row in rows), cells)


def test_columns_that_divide_and_join_run_straight_and_shifted_ones_do_not():
    assert torn_at(_grid([[0, 1, 4], [0, 1, 2, 3, 4], [0, 4], [0, 1, 2, 3, 4], [0, 1, 4]])) == 5
    assert torn_at(_grid([[0, 1, 3, 5, 6], [0, 1, 3, 5, 6], [0, 2, 4, 6], [0, 2, 4, 6]])) == 2
