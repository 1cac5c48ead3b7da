"""What real pages do to the tables without changing what they say leaves every cell read, and the report `parsed`."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

import pytest
from edits import permute_columns, retag, swap_tables
from made_pages import Page, Rows, Td, clean_page, figure, random_figures, render

from parsing import parse


def requests_of(page: Page) -> Rows:
    return next(rows for _, rows in page.tables if any(td.code == "natural_person" for row in rows for td in row))


def split_with_header(page: Page, rng: random.Random) -> None:
    """A page break inside section 3 with the header printed again; the group cells are cut in two."""
    number = next(n for n, (_, rows) in enumerate(page.tables) if rows is requests_of(page))
    heading, rows = page.tables[number]
    at = rng.choice([n for n, row in enumerate(rows) if n > 5 and row[0].kind == "group"] or [5])
    page.tables[number : number + 1] = [(heading, rows[:at]), ("", copy.deepcopy(rows[:3]) + _carried(rows, at))]


def split_without_header(page: Page, rng: random.Random) -> None:
    number = next(n for n, (_, rows) in enumerate(page.tables) if rows is requests_of(page))
    heading, rows = page.tables[number]
    at = rng.randrange(6, len(rows))
    page.tables[number : number + 1] = [(heading, rows[:at]), ("", _carried(rows, at))]


def _carried(rows: Rows, at: int) -> Rows:
    """The rows from `at` on; what spanned into them begins again with an empty cell, as a page break leaves it."""
    rest = [list(row) for row in rows[at:]]
    open_cells: list[tuple[int, Td]] = []
    for number, row in enumerate(rows[:at]):
        open_cells += [(number + td.rowspan - at, td) for td in row if td.kind == "group" and number + td.rowspan > at]
    rest[0] = [Td("", "other", rowspan=left, colspan=td.colspan) for left, td in open_cells] + rest[0]
    return rest


def continuation_cells(page: Page, _: random.Random) -> None:
    """Labels without spans: every merged label leaves blank cells instead."""
    rows = requests_of(page)
    filled = []
    open_groups: list[int] = []
    for row in rows[3:]:
        groups = [td for td in row if td.kind == "group"]
        open_groups = [left - 1 for left in open_groups if left > 1] + [td.rowspan for td in groups]
        label = next(td for td in row if td.kind == "row")
        blanks = [Td("") for _ in range(len(open_groups) - len(groups))]
        tail = [Td("") for _ in range(label.colspan - 1)]
        filled.append([*blanks, *(Td(td.text, "group", td.code) for td in groups), Td(label.text, "row", label.code), *tail, *row[-7:]])
    rows[3:] = filled


def caption_rows(page: Page, _: random.Random) -> None:
    for _heading, rows in page.tables:
        width = sum(td.colspan for td in rows[0])
        rows.insert(0, [Td("（单位：件）", colspan=width)])
        rows.append([Td("注：本表含上年度结转数量。", colspan=width)])


def subtotal_column(page: Page, _: random.Random) -> None:
    rows = requests_of(page)
    rows[0][1].colspan = 8
    rows[1][1].colspan = 6
    rows[2].append(Td("小计"))
    for row in rows[3:]:
        row.insert(len(row) - 1, figure("123456"))


def total_first(page: Page, _: random.Random) -> None:
    rows = requests_of(page)
    rows[1].insert(0, rows[1].pop())
    for row in rows[3:]:
        row.insert(len(row) - 7, row.pop())


def row_order(page: Page, rng: random.Random) -> None:
    rows = requests_of(page)
    singles = [n for n, row in enumerate(rows) if n > 2 and row[0].kind == "row" and row[0].colspan == 1]
    pairs = [(a, b) for a in singles for b in singles if b == a + 1]
    a, b = rng.choice(pairs)
    rows[a], rows[b] = rows[b], rows[a]


def joined(page: Page, _: random.Random) -> None:
    page.tables = [(page.tables[0][0], [row for _, rows in page.tables for row in rows])]


def blank_rows(page: Page, rng: random.Random) -> None:
    for _, rows in page.tables[1:]:
        rows.append([Td("") for _ in range(sum(td.colspan for td in rows[0]))])


def three_row_remedies(page: Page, _: random.Random) -> None:
    """Section 4 with a row for each block."""
    heading, rows = page.tables[-1]
    outcomes = [Td(td.text, "col", td.code) for td in rows[2][:5]]
    names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    page.tables[-1] = (
        heading,
        [[Td("类别"), *outcomes], *([Td(name, "row"), *rows[3][n * 5 : n * 5 + 5]] for n, name in enumerate(names))],
    )


def label_punctuation(page: Page, rng: random.Random) -> None:
    table = str.maketrans("（）、“”.", '(),""．')
    for _, rows in page.tables:
        for td in (td for row in rows for td in row if td.kind != "figure"):
            td.text = td.text.translate(table) if rng.random() < 0.5 else " ".join(td.text)


_EDITS: tuple[Callable[[Page, random.Random], object], ...] = (
    *(
        split_with_header,
        split_without_header,
        continuation_cells,
        caption_rows,
        subtotal_column,
        total_first,
        row_order,
        joined,
        blank_rows,
    ),
    *(three_row_remedies, label_punctuation, permute_columns, retag, swap_tables),
)
EDITS = {edit.__name__: edit for edit in _EDITS}


@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
@pytest.mark.parametrize("markup", ["plain", "word"])
@pytest.mark.parametrize("name", EDITS)
def test_every_cell_is_read_all_the_same(name: str, form: str, markup: str) -> None:
    rng = random.Random(f"{name} {form}")
    figures = random_figures(form, rng)
    page = clean_page(form, figures)
    EDITS[name](page, rng)
    (report,) = parse(render(page, markup).encode())
    wrong = {
        ".".join(key): text
        for key, text in figures.items()
        if {(cell.value, cell.raw) for cell in report.cells if (cell.table, cell.row, cell.col) == key} != {(figure(text).value, text)}
    }
    doubts = [(problem.code, problem.where) for problem in report.problems if problem.level == "doubt"]
    assert (wrong, doubts, report.status, report.form) == ({}, [], "parsed", form)
