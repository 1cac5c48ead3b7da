"""Which form a table is in, where its own labels do not tell."""

from __future__ import annotations

import random

from made_pages import clean_page, random_figures, render

from parsing import parse
from parsing.forms import FORMS
from parsing.tables.choice import choose_forms
from parsing.tables.found import PLACES

LICENSING = "s2_20_5_licensing"


def test_a_tie_between_the_forms_of_the_other_tables_is_broken_alike_in_every_run() -> None:
    # A set of keys has another order in every process: one soup page gave 20.5 another form in each run.
    sure = [key for form, table in (("fmt2021", "s2_20_1_documents"), ("fmt2019", "s2_20_6_enforcement")) for key in only(form, table)]
    keys = [*sure, *(key for key in PLACES["fmt2019"] if key[0] == LICENSING and key in PLACES["fmt2021"])]
    assert keys[-1][0] == LICENSING
    assert choose_forms(keys, sure)[LICENSING] == choose_forms(keys[::-1], sure[::-1])[LICENSING]


def only(form: str, table: str) -> list[tuple[str, str, str]]:
    return [key for key in PLACES[form] if key[0] == table and not any(key in PLACES[other] for other in PLACES if other != form)]


def test_a_block_that_one_form_alone_has_is_of_that_form_even_where_none_of_its_figures_is_sure() -> None:
    # 20.9, a block of 2019, whose label covers two rows, under the blocks of 2021: the reader stopped with an error of its own.
    page = clean_page("fmt2021", random_figures("fmt2021", random.Random(7)))
    old = clean_page("fmt2019", random_figures("fmt2019", random.Random(8)), one_table=False)
    block = next(rows for _, rows in old.tables if any(td.code.startswith("s2_20_9") for row in rows for td in row))
    for td in (td for row in block for td in row if td.kind == "row"):
        td.rowspan = 2
    block.append([])
    page.tables.insert(1, ("", block))
    (report,) = parse(render(page, "plain").encode())
    found = {cell.form for cell in report.cells if cell.table in {table.code for table in FORMS["fmt2019"].tables if "20_9" in table.code}}
    assert found == {"fmt2019"}
    assert report.status == "partial"
