"""Random edits of a page's cells: the defects of real pages, done to the known grid. Each edit says what it did, or None if it could not."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

from made_pages import ODD, Page, Row, Rows, Td

from parsing.forms import FORMS

Edit = Callable[[Page, random.Random], "str | None"]
ODD_TEXTS = ["3①", "2021-01-06", "12,34", "1/2", "约5", "5%", "3\n4", "7人左右", "一二", "1.5人", "--3", "10(12)", "见附件", "03"]
BLANK_TEXTS = ["", " ", "\u00a0", "/", "-", "—", "\\", "－"]
OTHER_TEXTS = ["小计", "备注", "上年", "2020年", "自然人", "总计", "其他", "单位", "序号"]


def table_of(page: Page, rng: random.Random) -> Rows:
    return rng.choice([rows for _, rows in page.tables if rows])


def cells_of(rows: Rows, *kinds: str) -> list[tuple[Row, int]]:
    return [(row, place) for row in rows for place, td in enumerate(row) if td.kind in kinds]


def _pick(page: Page, rng: random.Random, *kinds: str) -> tuple[Rows, Row, int]:
    tables = [(rows, found) for _, rows in page.tables if (found := cells_of(rows, *kinds))]
    rows, found = rng.choice(tables)
    row, place = rng.choice(found)
    return rows, row, place


def drop_row(page: Page, rng: random.Random) -> str:
    rows = table_of(page, rng)
    row = rows.pop(rng.randrange(len(rows)))
    return f"drop row {_name(row)}"


def duplicate_row(page: Page, rng: random.Random) -> str:
    rows, row, _ = _pick(page, rng, "figure", "col")
    twin = copy.deepcopy(row)
    figures = [td for td in twin if td.kind == "figure"]
    if figures and rng.random() < 0.7:
        td = rng.choice(figures)
        td.value = rng.randrange(100, 10**6)
        td.text = str(td.value)
    rows.insert(rng.randrange(len(rows) + 1) if rng.random() < 0.3 else rows.index(row) + 1, twin)
    return f"duplicate row {_name(row)}"


def swap_rows(page: Page, rng: random.Random) -> str:
    rows = table_of(page, rng)
    a, b = rng.randrange(len(rows)), rng.randrange(len(rows))
    rows[a], rows[b] = rows[b], rows[a]
    return f"swap rows {_name(rows[a])} and {_name(rows[b])}"


def drop_cell(page: Page, rng: random.Random) -> str:
    _, row, place = _pick(page, rng, "figure", "figure", "row", "group", "col", "band", "other")
    td = row.pop(place)
    return f"drop cell {td.text!r} of {_name(row)}"


def duplicate_cell(page: Page, rng: random.Random) -> str:
    _, row, place = _pick(page, rng, "figure", "row", "col", "band")
    row.insert(place, copy.deepcopy(row[place]))
    return f"duplicate cell {row[place].text!r} of {_name(row)}"


def drop_and_duplicate(page: Page, rng: random.Random) -> str | None:
    _, row, _ = _pick(page, rng, "figure")
    figures = [n for n, td in enumerate(row) if td.kind == "figure"]
    if len(figures) < 2:
        return None
    del row[rng.choice(figures)]
    row.append(copy.deepcopy(row[-1]))
    return f"drop a cell of {_name(row)} and double its last"


def swap_figures(page: Page, rng: random.Random) -> str:
    _, row, place = _pick(page, rng, "figure")
    other = rng.choice([n for n, td in enumerate(row) if td.kind == "figure"])
    a, b = row[place], row[other]
    a.text, a.value, b.text, b.value = b.text, b.value, a.text, a.value
    return f"swap figures of {_name(row)}"


def swap_labels(page: Page, rng: random.Random) -> str:
    kind = rng.choice(["row", "row", "col", "band"])
    rows, row, place = _pick(page, rng, kind)
    other, n = rng.choice(cells_of(rows, kind))
    a, b = row[place], other[n]
    a.text, a.code, b.text, b.code = b.text, b.code, a.text, a.code
    return f"swap labels {a.text} and {b.text}"


def copy_label(page: Page, rng: random.Random) -> str:
    kind = rng.choice(["row", "col", "band"])
    rows, row, place = _pick(page, rng, kind)
    other, n = rng.choice(cells_of(rows, kind))
    row[place].text, row[place].code = other[n].text, other[n].code
    return f"label {other[n].text} twice"


def foreign_label(page: Page, rng: random.Random) -> str:
    _, row, place = _pick(page, rng, "row", "col", "band", "group")
    td = row[place]
    was, td.kind, td.code = td.text, "other", ""
    prefix = rng.choice(["去年", "其中：", "上年度", "1-6月", "累计"])
    stem = was.split("、")[-1].split(".")[-1].removeprefix("本年")
    td.text = rng.choice(["", "甲项", "小计", f"{prefix}{stem}", f"不{stem}", "12"])
    return f"label {was} becomes {td.text!r}"


def damage_label(page: Page, rng: random.Random) -> str | None:
    _, row, place = _pick(page, rng, "row", "col", "band")
    td = row[place]
    at = rng.randrange(len(td.text))
    how = rng.choice(["drop", "double", "space", "break"])
    middle = {"drop": "", "double": td.text[at] * 2, "space": td.text[at] + " ", "break": td.text[at] + "\n"}[how]
    was, td.text, td.damaged = td.text, td.text[:at] + middle + td.text[at + 1 :], True
    return f"{how} a character of {was}: {td.text!r}"


def merge_across(page: Page, rng: random.Random) -> str | None:
    _, row, place = _pick(page, rng, "figure", "col", "row")
    if place + 1 >= len(row):
        return None
    a, b = row[place], row.pop(place + 1)
    a.colspan += b.colspan
    a.text = rng.choice([a.text, f"{a.text} {b.text}", f"{a.text}\n{b.text}"])
    if a.kind == "figure":
        a.value = ODD
    elif len(a.text.split()) > 1:
        a.kind, a.code = "other", ""
    return f"merge {a.text!r} with its right neighbour"


def merge_down(page: Page, rng: random.Random) -> str | None:
    rows, row, place = _pick(page, rng, "figure", "figure", "row")
    at = rows.index(row)
    if at + 1 >= len(rows):
        return None
    below = rows[at + 1]
    n = place - len(row) + len(below)
    if not 0 <= n < len(below) or below[n].kind != row[place].kind:
        return None
    del below[n]
    row[place].rowspan += 1
    return f"merge {row[place].text!r} with the cell below"


def shift_span(page: Page, rng: random.Random) -> str:
    _, row, place = _pick(page, rng, "figure", "row", "group", "col", "band", "other")
    td, name, step = row[place], rng.choice(["rowspan", "colspan"]), rng.choice([1, -1, 2, 99])
    setattr(td, name, max(1, getattr(td, name) + step))
    return f"{name} of {td.text!r} by {step}"


def add_column(page: Page, rng: random.Random) -> str:
    """Another column among section 3's: 小计, last year's, a second 总计 … its figures are nobody's but its label's."""
    rows = next((rows for _, rows in page.tables if any(td.code == "natural_person" for row in rows for td in row)), None)
    if rows is None:
        return "nothing"
    label = rng.choice(OTHER_TEXTS)
    code = {"自然人": "natural_person", "总计": "total"}.get(label, "")  # 其他 stands beside 法人或其他组织, and is no organisation
    at = rng.randrange(8)
    headed = False
    for row in rows:
        columns = [n for n, td in enumerate(row) if td.kind == "col"]
        figures = [n for n, td in enumerate(row) if td.kind == "figure"]
        if figures:
            place = min(figures) + min(at, len(figures))
            value = rng.randrange(1000)
            row.insert(place, Td(str(value), "figure", value=value) if label != "单位" else Td("件"))
        elif columns and not headed and len(columns) < 5:
            headed = True
            column = Td(label, "col" if code else "other", code, rowspan=2)
            row.insert(0 if at == 0 else len(row), column)
            at = 0 if at == 0 else 7
        elif not headed:
            row[-1].colspan += 1
    return f"add column {label}"


def add_row(page: Page, rng: random.Random) -> str:
    rows, row, _ = _pick(page, rng, "figure")
    twin = copy.deepcopy(row)
    for td in twin:
        if td.kind == "row":
            td.kind, td.code, td.text = "other", "", rng.choice(["小计", "其他主动公开文件", "备注", "合计", "注：含上年结转"])
    rows.insert(rows.index(row) + rng.choice([0, 1]), twin)
    return f"add row after {_name(row)}"


def blank_out(page: Page, rng: random.Random) -> str:
    _, row, place = _pick(page, rng, "figure")
    chosen = [row[place]] if rng.random() < 0.5 else [td for td in row if td.kind == "figure"]
    for td in chosen:
        td.text, td.value = rng.choice(BLANK_TEXTS), None
    return f"blank out {len(chosen)} cells of {_name(row)}"


def odd_figure(page: Page, rng: random.Random) -> str:
    _, row, place = _pick(page, rng, "figure")
    row[place].text, row[place].value = rng.choice(ODD_TEXTS), ODD
    return f"odd figure {row[place].text!r} in {_name(row)}"


def split_table(page: Page, rng: random.Random) -> str | None:
    number = rng.randrange(len(page.tables))
    heading, rows = page.tables[number]
    if len(rows) < 2:
        return None
    at = rng.randrange(1, len(rows))
    page.tables[number : number + 1] = [(heading, rows[:at]), (rng.choice(["", "续表"]), rows[at:])]
    return f"split a table before {_name(rows[at])}"


def join_tables(page: Page, rng: random.Random) -> str | None:
    if len(page.tables) < 2:
        return None
    number = rng.randrange(len(page.tables) - 1)
    (heading, rows), (_, more) = page.tables[number : number + 2]
    page.tables[number : number + 2] = [(heading, rows + more)]
    return "join two tables"


def swap_tables(page: Page, rng: random.Random) -> str:
    rng.shuffle(page.tables)
    return "shuffle tables"


def duplicate_table(page: Page, rng: random.Random) -> str:
    twin = copy.deepcopy(rng.choice(page.tables))
    figures = [td for row in twin[1] for td in row if td.kind == "figure"]
    if figures and rng.random() < 0.5:
        td = rng.choice(figures)
        td.value = rng.randrange(10**5)
        td.text = str(td.value)
    page.tables.insert(rng.randrange(len(page.tables) + 1), twin)
    return "a table twice"


def drop_table(page: Page, rng: random.Random) -> str:
    if len(page.tables) > 1:
        page.tables.pop(rng.randrange(len(page.tables)))
    return "drop a table"


def retag(page: Page, rng: random.Random) -> str:
    for row in table_of(page, rng):
        for td in row:
            td.tag = rng.choice(["td", "th"])
    return "retag cells"


def permute_columns(page: Page, rng: random.Random) -> str | None:
    """Section 3's organisation columns in another order, header and figures alike."""
    rows = next((rows for _, rows in page.tables if any(td.code == "org_research" for row in rows for td in row)), None)
    if rows is None:
        return None
    order = rng.sample(range(5), 5)
    for row in rows:
        columns = [n for n, td in enumerate(row) if td.kind == "col"]
        figures = [n for n, td in enumerate(row) if td.kind == "figure"]
        places = figures[1:6] if len(figures) == 7 else columns if len(columns) == 5 else []
        cells = [row[n] for n in places]
        for n, source in zip(places, order, strict=False):
            row[n] = cells[source]
    return "permute columns"


def _name(row: Row) -> str:
    return next((td.text for td in reversed(row) if td.kind == "row"), "a row")[:20]


EDITS: tuple[Edit, ...] = (
    *(drop_row, duplicate_row, swap_rows, drop_cell, duplicate_cell, drop_and_duplicate, swap_figures, swap_labels, copy_label),
    *(foreign_label, damage_label, merge_across, merge_down, shift_span, add_column, add_row, blank_out, odd_figure),
    *(split_table, join_tables, swap_tables, duplicate_table, drop_table, retag, permute_columns),
)
assert set(FORMS) >= {"fmt2021", "fmt2019"}
