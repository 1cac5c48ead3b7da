"""Tables as text extractors dump them, a cell a line and no spans: clean ones are whole, damaged ones never wrong in silence."""

from __future__ import annotations

import copy
import os
import random

import pytest
from edits import (
    Edit,
    blank_out,
    cells_of,
    copy_label,
    damage_label,
    drop_table,
    duplicate_table,
    foreign_label,
    odd_figure,
    permute_columns,
    swap_figures,
    swap_labels,
    swap_tables,
)
from made_pages import Page, Rows, clean_page, random_figures
from shown import lay_out, shown
from test_mutations import SEED, complaints, edit

from parsing import parse


def drop_figure(page: Page, rng: random.Random) -> str:
    """A lost or doubled label only widens or narrows the label area of a dump; a lost or doubled figure shifts the figures."""
    row, place = rng.choice([found for _, rows in page.tables for found in cells_of(rows, "figure")])
    return f"drop figure {row.pop(place).text}"


def double_figure(page: Page, rng: random.Random) -> str:
    row, place = rng.choice([found for _, rows in page.tables for found in cells_of(rows, "figure")])
    row.insert(place, copy.copy(row[place]))
    return f"double figure {row[place].text} beside {row[0].text}"


EDITS: tuple[Edit, ...] = (
    *(blank_out, copy_label, damage_label, drop_table, duplicate_table, foreign_label, odd_figure, permute_columns),
    *(swap_figures, swap_labels, swap_tables, drop_figure, drop_figure, double_figure, double_figure),
)


def dump(page: Page) -> str:
    """The page as text: cells merged downwards leave an empty cell, cells merged sideways leave nothing."""
    parts = [page.title, "本报告依据条例编制。", "一、总体情况", "全年工作平稳。"]
    for heading, rows in page.tables:
        parts += [heading or "续表", _dump_rows(rows) + "\n\n"]
    return "\n".join([*parts, "五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", "无。"])


def _dump_rows(rows: Rows) -> str:
    places = lay_out(rows)
    lines = []
    for number in range(len(rows)):
        covering = sorted((c, r, td) for r, c, td in places if r <= number < r + td.rowspan)
        lines.append("\n".join("\t" + (td.text if r == number else "") for _, r, td in covering))
    return "\n" + "\n\n".join(lines) + "\n"


@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
@pytest.mark.parametrize("one_table", [True, False])
def test_a_clean_dump_is_whole(form: str, one_table: bool) -> None:
    figures = random_figures(form, random.Random(4))
    (report,) = parse(dump(clean_page(form, figures, one_table=one_table)).encode())
    assert (report.format, report.status, report.form) == ("text", "parsed", form)
    assert {(cell.table, cell.row, cell.col): cell.raw for cell in report.cells} == figures


def run(count: int, seed: int) -> list[str]:
    failures = []
    for number in range(seed, seed + count):
        rng = random.Random(number)
        form = rng.choice(["fmt2021", "fmt2019"])
        page = clean_page(form, random_figures(form, rng), one_table=rng.random() < 0.5)
        done = [edit(rng.choice(EDITS), page, rng) for _ in range(rng.choice([1, 1, 2]))]
        report = parse(dump(page).encode())[0]
        failures += [f"seed {number} ({', '.join(done)}): {why}" for why in complaints(report, shown(page))[:3]]
    return failures


def test_damaged_dumps_give_no_silent_error() -> None:
    assert run(200, SEED) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_thousands_of_damaged_dumps_give_no_silent_error() -> None:
    assert run(max(1, int(5000 * float(os.environ.get("NIANBAO_SLOW_SHARE", "1")))), SEED) == []


def test_one_figure_too_many_doubts_its_row_alone() -> None:
    page = clean_page("fmt2021", random_figures("fmt2021", random.Random(4)))
    row = next(row for _, rows in page.tables for row in rows for td in row if td.code == "s3_requests.granted_full")
    row.insert(-3, copy.copy(row[-3]))
    (report,) = parse(dump(page).encode())
    assert report.status == "partial"
    assert {p.where.rsplit(".", 1)[0] if p.where.count(".") > 1 else p.where for p in report.problems if p.level == "doubt"} == {
        "s3_requests.granted_full"
    }
