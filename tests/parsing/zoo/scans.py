"""A known page as pictures: drawn by Pillow with a font that comes from a package, then worn like paper that was printed and scanned."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pylopdf_fonts_zh_cn
import reportlab
from PIL import Image, ImageDraw, ImageFont
from zoo.placed import Block, Box, PlacedTable

from parsing.forms import FORMS

_HAN = {"sans": pylopdf_fonts_zh_cn.sans_path(), "serif": pylopdf_fonts_zh_cn.serif_path()}
_VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Look:
    """How the page is printed. Sizes in points; `face`: sans or serif; `vera`: figures in another face; `align` of figures: left, centre or right."""

    dpi: int = 200
    size: float = 9
    face: str = "sans"
    bold: bool = False
    vera: bool = False
    align: str = "centre"
    rule: float = 0.6
    room: float = 2.5  # above and below the text of a cell
    repeat: bool = False
    landscape: bool = False
    open_sides: bool = False
    rule_colour: tuple[int, int, int] = (25, 25, 25)
    grouped: str = ""  # what parts thousands in the figures
    unit: bool = False  # amounts print theirs


@dataclass(frozen=True)
class Wear:
    """What happened to it since. `skew` in degrees, `blur` and `noise` as sigma, `quality` of the JPEG, `turned` in quarter turns."""

    skew: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    quality: int = 85
    faint: float = 0.0  # how much paler the ink is, 0 to 1
    broken: float = 0.0  # the share of the paper in flecks without ink
    stamp: bool = False
    shadow: float = 0.0
    turned: int = 0
    grey: bool = False
    paper: int = 255  # how light it is
    leaning: float = 0.0  # how much narrower it is seen at the top than at the foot, as a share: held before a telephone
    cut: float = 0.0  # the share of its width that is missing at the right


def consistent_figures(form: str, rng: random.Random) -> dict[Key, str]:
    """Figures that fulfil the identities of the form, from 0 to five digits."""
    figures: dict[Key, str] = {}
    for table in FORMS[form].tables:
        for row in table.leaf_rows:
            for col in table.leaf_cols:
                value = rng.choice(
                    [0, 0, rng.randrange(10), rng.randrange(10), rng.randrange(100), rng.randrange(1000), rng.randrange(10**5)]
                )
                figures[table.code, row.code, col.code] = f"{value}.{rng.randrange(1, 100):02d}" if col.money else str(value)
    for identity in sorted(FORMS[form].identities, key=lambda i: (i.scope == "row", i.code != "I2")):
        _fulfil(form, identity, figures)
    return figures


def _fulfil(form: str, identity: Any, figures: dict[Key, str]) -> None:
    table = FORMS[form].table(identity.table)
    scopes = [line.code for line in (table.leaf_cols if identity.scope == "col" else table.leaf_rows)]
    for scope in scopes:

        def key(code: str, scope: str = scope) -> Key:
            return (identity.table, code, scope) if identity.scope == "col" else (identity.table, scope, code)

        right = sum(int(figures[key(code)]) for code in identity.right)
        if identity.code == "I1":  # what was received is what was done and left over
            last = identity.left[0]
            total = right
            rest = sum(int(figures[key(code)]) for code in identity.left[1:])
            if rest > total:
                figures[key(identity.left[1])], rest = "0", 0
            figures[key(last)] = str(total - rest)
        else:
            figures[key(identity.left[0])] = str(right)


class _Printer:
    def __init__(self, look: Look) -> None:
        self.look, self.pages = look, []
        self.scale = look.dpi / 72
        self.wide, self.high = (842, 595) if look.landscape else (595, 842)
        self.left, self.width = 62.0, self.wide - 124.0
        self.begin()

    def begin(self) -> None:
        self.page = Image.new("RGB", (round(self.wide * self.scale), round(self.high * self.scale)), "white")
        self.pages.append(self.page)
        self.draw = ImageDraw.Draw(self.page)
        self.y = 70.0

    def font(self, text: str, size: float) -> Any:
        pixels = round(size * self.scale)
        if self.look.vera and text.strip(",.0123456789+-") == "":
            return ImageFont.truetype(str(_VERA), pixels)
        return ImageFont.truetype(str(_HAN[self.look.face]), pixels)

    def wide_of(self, text: str, size: float) -> float:
        return float(self.font(text, size).getlength(text)) / self.scale

    def wrap(self, text: str, size: float, width: float) -> list[str]:
        font, lines = self.font(text, size), [""]
        for char in text:
            if lines[-1] and font.getlength(lines[-1] + char) / self.scale > width:
                lines.append("")
            lines[-1] += char
        return lines

    def text(self, x: float, y: float, text: str, size: float) -> None:
        self.draw.text(
            (x * self.scale, y * self.scale), text, fill=(20, 20, 20), font=self.font(text, size), anchor="ls", stroke_width=self.look.bold
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        points = [round(value * self.scale) for value in (x0, y0, x1, y1)]
        self.draw.line(points, fill=self.look.rule_colour, width=max(1, round(self.look.rule * self.scale)))

    def paragraph(self, text: str, *, title: bool) -> None:
        size = self.look.size * (1.5 if title else 1.2)
        for line in self.wrap(text if title else "　　" + text, size, self.width):
            if self.y + 1.6 * size > self.high - 60:
                self.begin()
            self.y += 1.6 * size
            self.text(self.left + ((self.width - self.wide_of(line, size)) / 2 if title else 0), self.y, line, size)

    def table(self, table: PlacedTable) -> None:
        self.y += 8
        edges = self.edges(table)
        lines = {box: self.cell_lines(box, edges) for box in table.boxes}
        heights = self.heights(table, lines)
        head = min((box.row for box in table.boxes if box.text.isdigit()), default=0) if self.look.repeat else 0
        row = 0
        while row < table.n_rows:
            room, last = self.high - 60 - self.y, row
            rows = [*range(head)] if row else []
            room -= sum(heights[n] for n in rows)
            while last < table.n_rows and heights[last] <= room:
                room -= heights[last]
                last += 1
            if last == row:
                self.begin()
                continue
            for shown in (range(head), range(row, last)) if rows else (range(row, last),):
                self.part(table, edges, lines, heights, shown)
            row = last
            if row < table.n_rows:
                self.begin()
        self.y += 8

    def edges(self, table: PlacedTable) -> list[float]:
        labels = {4: [200.0], 10: [28.0, 52.0, 120.0]}.get(table.n_cols, [])
        rest = (self.width - sum(labels)) / (table.n_cols - len(labels))
        widths = labels + [rest] * (table.n_cols - len(labels))
        return [self.left + sum(widths[:n]) for n in range(table.n_cols + 1)]

    def shown(self, text: str) -> str:
        """A text as it is printed; figures with their thousands parted, amounts with their unit."""
        whole, point, rest = text.partition(".")
        if self.look.grouped and whole.isdigit():
            text = f"{int(whole):,}".replace(",", self.look.grouped) + point + rest
        return f"{text}万元" if self.look.unit and rest.isdigit() else text

    def cell_lines(self, box: Box, edges: list[float]) -> list[str]:
        return self.wrap(self.shown(box.text), self.look.size, edges[box.col + box.colspan] - edges[box.col] - 6)

    def heights(self, table: PlacedTable, lines: dict[Box, list[str]]) -> list[float]:
        leading = 1.25 * self.look.size
        heights = [leading + 2 * self.look.room] * table.n_rows
        for box in sorted(table.boxes, key=lambda box: box.rowspan):
            lack = len(lines[box]) * leading + 2 * self.look.room - sum(heights[box.row : box.row + box.rowspan])
            if lack > 0:
                heights[box.row + box.rowspan - 1] += lack
        return heights

    def part(self, table: PlacedTable, edges: list[float], lines: dict[Box, list[str]], heights: list[float], shown: range) -> None:
        size, top = self.look.size, self.y
        first, end = shown.start, shown.stop
        for box in table.boxes:
            begin, stop = max(box.row, first), min(box.row + box.rowspan, end)
            if begin >= stop:
                continue
            y0, y1 = (top + sum(heights[first:n]) for n in (begin, stop))
            x0, x1 = edges[box.col], edges[box.col + box.colspan]
            self.line(x0, y0, x1, y0)
            self.line(x0, y1, x1, y1)
            for x, side in ((x0, box.col == 0), (x1, box.col + box.colspan == table.n_cols)):
                if not (side and self.look.open_sides):
                    self.line(x, y0, x, y1)
            if box.row < first:
                continue
            y = (y0 + y1) / 2 - (len(lines[box]) - 1) * 0.625 * size + 0.37 * size
            for line in lines[box]:
                figure = box.text.strip(",.0123456789+-") == ""
                spare = x1 - x0 - 6 - self.wide_of(line, size)
                shift = spare * {"left": 0.0, "centre": 0.5, "right": 1.0}[self.look.align] if figure else 0.0
                self.text(x0 + 3 + shift, y, line, size)
                y += 1.25 * size
        self.y = top + sum(heights[first:end])


def printed(blocks: list[Block], look: Look = Look()) -> list[Image.Image]:
    """The blocks on as many sheets as they need, clean."""
    printer = _Printer(look)
    for number, block in enumerate(blocks):
        if isinstance(block, PlacedTable):
            printer.table(block)
        else:
            printer.paragraph(block, title=number == 0)
    return printer.pages


def worn(page: Image.Image, wear: Wear, seed: int) -> Image.Image:
    """A sheet as the scanner sees it."""
    rng = np.random.default_rng(seed)
    picture = np.asarray(page.convert("RGB")).astype(np.float32)
    height, width = picture.shape[:2]
    if wear.faint:
        picture = 255 - (255 - picture) * (1 - wear.faint)
    if wear.broken:
        flecks = cv2.GaussianBlur(rng.random((height, width)).astype(np.float32), (0, 0), 1.2)
        picture[flecks < np.quantile(flecks, wear.broken)] = 250
    if wear.stamp:
        _stamp(picture, rng)
    if wear.paper < 255:
        picture *= wear.paper / 255
    if wear.leaning:
        picture = _leaning(picture, wear.leaning)
    if wear.cut:
        picture = np.ascontiguousarray(picture[:, : round((1 - wear.cut) * width)])
        height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), wear.skew, 1)
    picture = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(min(250, wear.paper),) * 3)
    if wear.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), wear.blur)
    if wear.shadow:
        fall = 1 - wear.shadow * np.linspace(0, 1, width, dtype=np.float32) ** 2
        picture *= fall[None, :, None]
    if wear.noise:
        picture += rng.normal(0, wear.noise, (height, width, 1)).astype(np.float32)
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    image = image.convert("L") if wear.grey else image
    return image.rotate(90 * wear.turned, expand=True)


def _leaning(picture: Any, share: float) -> Any:
    height, width = picture.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + np.array([(share * width / 2, 0), (-share * width / 2, share * height / 4), (0, 0), (0, 0)], np.float32)
    return cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(corners, seen), (width, height), flags=cv2.INTER_CUBIC, borderValue=(120, 110, 100)
    )


def side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    """Two sheets on one, as an open folder is scanned."""
    both = Image.new("RGB", (left.width + right.width, max(left.height, right.height)), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both


def _stamp(picture: Any, rng: Any) -> None:
    height, width = picture.shape[:2]
    centre = int(rng.uniform(0.3, 0.7) * width), int(rng.uniform(0.3, 0.7) * height)
    mask = np.zeros((height, width), np.float32)
    radius = width // 8
    cv2.circle(mask, centre, radius, 1, max(2, width // 250))
    star = [
        (centre[0] + r * np.sin(a), centre[1] - r * np.cos(a))
        for a, r in ((n * np.pi / 5, radius * (0.35 if n % 2 == 0 else 0.14)) for n in range(10))
    ]
    cv2.fillPoly(mask, [np.array(star, np.int32)], 1)
    for angle in np.linspace(0.2, 2 * np.pi - 0.2, 14):
        spot = centre[0] + 0.75 * radius * np.cos(angle), centre[1] + 0.75 * radius * np.sin(angle)
        cv2.rectangle(
            mask,
            (int(spot[0]) - radius // 12, int(spot[1]) - radius // 12),
            (int(spot[0]) + radius // 12, int(spot[1]) + radius // 12),
            1,
            2,
        )
    red = np.array([210, 40, 50], np.float32)
    shown = mask[:, :, None] * 0.85
    picture[:] = np.minimum(picture, picture * (1 - shown) + red * shown)


def jpeg(page: Image.Image, wear: Wear = Wear()) -> bytes:
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=wear.quality, dpi=(200, 200))
    return stream.getvalue()


def tiff(pages: list[Image.Image]) -> bytes:
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    return stream.getvalue()


def scanned_pdf(pages: list[Image.Image], wear: Wear = Wear(), dpi: int = 200) -> bytes:
    """A PDF whose pages are JPEGs."""
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=wear.quality)
    return stream.getvalue()
