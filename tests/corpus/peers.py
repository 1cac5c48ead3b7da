"""Two peers read the same pages: the script that one writes in an afternoon, and `pandas.read_html`. Both as good as their kind can be."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Callable
from itertools import pairwise

import pandas as pd
from bs4 import BeautifulSoup, Tag

from parsing.forms import FORMS, LIST_FORMS, Form, Table

Figures = dict[str, float | None]
Rows = list[list[str]]


# --- the BeautifulSoup script: spans resolved, labels matched by their text, columns by the header above -------------------------------


def plain(text: str) -> str:
    """A label or figure without white space, numerals, brackets and punctuation."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    text = re.sub(r"^[(（]?[一二三四五六七八九十\d]+[)）、.]+", "", text)
    return re.sub(r"[\W_]", "", re.sub(r"\(.*?\)", "", text))


def number(text: str) -> float | None:
    """The figure of a cell; None where there is none."""
    text = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    found = re.match(r"[+-]?\d+(?:\.\d+)?", text)
    return float(found[0]) if found else None


def soup_rows(table: Tag) -> Rows:
    """The texts of a table in a full grid: a merged cell is repeated over its span."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(table.find_all("tr")):
        x = 0
        for cell in row.find_all(["td", "th"]):
            while (y, x) in grid:
                x += 1
            rows, cols = (int(found[0]) if (found := re.match(r"\d+", str(cell.get(name, "1")))) else 1 for name in ("rowspan", "colspan"))
            for dy in range(min(max(rows, 1), 100)):
                for dx in range(min(max(cols, 1), 100)):
                    grid[y + dy, x + dx] = cell.get_text(strip=True)
            x += min(max(cols, 1), 100)
    height, width = (max((place[axis] for place in grid), default=-1) + 1 for axis in (0, 1))
    return [[grid.get((y, x), "") for x in range(width)] for y in range(height)]


def which_form(text: str) -> Form:
    """The form by its telling words."""
    text = plain(text)
    if "对外公开总数量" in text or "本年新制作" in text:
        return FORMS["fmt2019"]
    if "申请人情况" in text or "本年制发" in text or "结果维持" in text:
        return FORMS["fmt2021"]
    return max(LIST_FORMS.values(), key=lambda form: sum(plain(row.zh) in text for row in form.tables[0].rows))


def read_grid(rows: Rows, form: Form) -> Figures:
    """The figures of one table, under the labels to their left and above."""
    found: Figures = {}
    for table in form.tables:
        if form.code in LIST_FORMS:
            found |= read_list(rows, table)
        elif table.code == "s4_remedies":
            found |= read_remedies(rows, table)
        else:
            found |= read_block(rows, table)
    return found


def read_block(rows: Rows, table: Table) -> Figures:
    """A table of labelled rows: the columns are those of the last header row above."""
    found: Figures = {}
    names = {plain(col.zh): col.code for col in table.leaf_cols}
    labels = {plain(row.zh): row.code for row in table.leaf_rows}
    columns: dict[int, str] = {}
    for row in rows:
        here = {x: names[plain(text)] for x, text in enumerate(row) if plain(text) in names}
        if len(set(here.values())) * 2 >= len(names) and not any(plain(text) in labels and plain(text) not in names for text in row):
            columns = here
            continue
        code = next((labels[plain(text)] for text in reversed(row[: min(columns, default=0)]) if plain(text) in labels), None)
        for x, col in columns.items() if code else ():
            found.setdefault(f"{table.code}.{code}.{col}", number(row[x]))
    return found


def read_remedies(rows: Rows, table: Table) -> Figures:
    """Section 4: below the row of outcomes, three blocks in the order of the form."""
    names = {plain(col.zh): col.code for col in table.leaf_cols}
    for above, below in pairwise(rows):
        outcomes = [(x, names[plain(text)]) for x, text in enumerate(above) if plain(text) in names]
        if len(outcomes) == 15:
            blocks = [row.code for row in table.leaf_rows for _ in range(5)]
            return {f"{table.code}.{block}.{col}": number(below[x]) for block, (x, col) in zip(blocks, outcomes, strict=True)}
    return {}


def read_list(rows: Rows, table: Table) -> Figures:
    """A list of indicators: the last cell of the row is the figure."""
    labels = {plain(row.zh): row.code for row in table.leaf_rows}
    hits = [(labels[plain(text)], row[-1]) for row in rows for text in row[:2] if plain(text) in labels]
    return {f"{table.code}.{code}.value": number(text) for code, text in hits}


def beautifulsoup(data: bytes) -> Figures:
    """The script: every table on the page, the first figure found for a cell stays."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XHTML
        soup = BeautifulSoup(data, "lxml")
    form = which_form(soup.get_text())
    found: Figures = {}
    for table in soup.find_all("table"):
        found = read_grid(soup_rows(table), form) | found
    return found


# --- pandas.read_html: it makes the grids, the same labels are matched on them ---------------------------------------------------------


def read_html(data: bytes) -> Figures:
    """The tables that pandas makes of the page (`header=None`, no cell taken for missing), matched like those of the script."""
    try:
        frames = pd.read_html(io.BytesIO(data), header=None, keep_default_na=False)  # type: ignore[arg-type]
    except (ValueError, IndexError, TypeError, AttributeError, SyntaxError):  # SyntaxError: lxml on an empty page
        return {}
    grids = [[[str(text) for text in row] for row in [*_head(frame), *frame.to_numpy().tolist()]] for frame in frames]
    form = which_form("".join(text for grid in grids for row in grid for text in row))
    found: Figures = {}
    for grid in grids:
        found = read_grid(grid, form) | found
    return found


def _head(frame: pd.DataFrame) -> Rows:
    """The rows that pandas took for column names (`<thead>` and `<th>`)."""
    if isinstance(frame.columns, pd.MultiIndex):
        return [list(map(str, level)) for level in zip(*frame.columns, strict=True)]
    return [] if isinstance(frame.columns, pd.RangeIndex) else [list(map(str, frame.columns))]


PEERS: dict[str, Callable[[bytes], Figures]] = {"BeautifulSoup script": beautifulsoup, "pandas.read_html": read_html}
