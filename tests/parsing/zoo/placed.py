"""A known page as any format prints it: paragraphs, and tables whose cells have places. The labels and figures come from `made_pages`."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from made_pages import Key, Page, Rows, clean_page, random_figures
from shown import lay_out

from parsing.records import Report


@dataclass(frozen=True, slots=True)
class Box:
    row: int
    col: int
    rowspan: int
    colspan: int
    text: str


@dataclass(frozen=True, slots=True)
class PlacedTable:
    n_rows: int
    n_cols: int
    boxes: tuple[Box, ...]

    def at(self, row: int, col: int) -> Box | None:
        """The cell that covers a place."""
        inside = (b for b in self.boxes if b.row <= row < b.row + b.rowspan and b.col <= col < b.col + b.colspan)
        return next(inside, None)


Block = str | PlacedTable


def place_table(rows: Rows) -> PlacedTable:
    places = lay_out(rows)
    n_cols = max(col + td.colspan for _, col, td in places)
    boxes = (Box(row, col, min(td.rowspan, len(rows) - row), td.colspan, td.text) for row, col, td in places)
    return PlacedTable(len(rows), n_cols, tuple(boxes))


def place_page(page: Page, *, numerals: bool = True) -> list[Block]:
    """The page's blocks in order, as `made_pages.render` shows them. `numerals`: headings print 一、二、…, else the file numbers them."""
    plain = [page.title, "本报告依据条例编制。", "一、总体情况", "全年工作平稳。"]
    for heading, rows in page.tables:
        plain += [heading, place_table(rows)] if heading else [place_table(rows)]
    plain += ["五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", "无。", "某某街道办事处", "2022年1月20日"]
    return plain if numerals else [b.split("、", 1)[-1] if isinstance(b, str) and b[1:2] == "、" else b for b in plain]


def known_page(
    form: str, seed: int, *changes: Callable[[Page, random.Random], object], one_table: bool = True
) -> tuple[Page, dict[Key, str]]:
    """A page of a form and the text of each of its cells; `changes` are edits that leave every figure under its labels."""
    rng = random.Random(seed)
    figures = random_figures(form, rng)
    page = clean_page(form, figures, one_table=one_table)
    for change in changes:
        change(page, rng)
    return page, figures


def read_cells(report: Report) -> dict[Key, str]:
    """The text of each cell of the form as the reader gives it."""
    return {(c.table, c.row, c.col): c.raw for c in report.cells if not c.table.startswith("raw_")}


def read_values(report: Report) -> dict[Key, float | int | None]:
    """The value of each cell of the form."""
    return {(c.table, c.row, c.col): c.value for c in report.cells if not c.table.startswith("raw_")}


def value_of(text: str) -> float | int:
    """The value that a text of `made_pages.random_figures` stands for."""
    return float(text) if "." in text else int(text)


def two_reports() -> tuple[list[Block], list[tuple[str, dict[Key, str]]]]:
    """The blocks of two agencies' reports in one file, and each agency with its figures."""
    blocks: list[Block] = []
    known = []
    for number, agency in enumerate(("甲街道办事处", "乙街道办事处")):
        page, figures = known_page("fmt2021", number)
        page.title = page.title.replace("某某街道办事处", agency)
        blocks += [block.replace("某某街道办事处", agency) if isinstance(block, str) else block for block in place_page(page)]
        known.append((agency, figures))
    return blocks, known


def mixed_page() -> Page:
    """A page with section 2 in the form of 2021 and sections 3 and 4 in that of 2019."""
    page, _ = known_page("fmt2021", 5)
    other, _ = known_page("fmt2019", 6)
    page.tables[1:] = other.tables[-2:]
    return page
