"""Broken tags: what html5lib, another implementation of the browsers' rules, shows on the page is all that a `parsed` report may say."""

from __future__ import annotations

import copy
import os
import random
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from made_pages import ODD, Page, Rows, Td, clean_page, random_figures, render
from shown import shown
from test_mutations import SEED, complaints

from parsing import parse

H = "{http://www.w3.org/1999/xhtml}"
STRAYS = [
    "</td>",
    "</tr>",
    "<td>",
    "<tr>",
    "</table>",
    "</tbody>",
    "<tbody>",
    "</p>",
    "<p>",
    "<b>",
    "</div>",
    "<div>",
    "<span",
    "7",
    "<table>",
]


def damage(text: str, rng: random.Random) -> tuple[str, str]:
    """One broken or stray tag somewhere in the tables; the page, and what was done."""
    tags = [found for found in re.finditer(r"</?(?:td|tr|table|p)\b[^>]*>", text) if found.start() > text.index("<table")]
    tag = rng.choice(tags)
    how = rng.choice(["drop", "drop", "stray", "stray", "double", "cut"])
    if how == "drop":
        return text[: tag.start()] + text[tag.end() :], f"drop {tag[0]} at {tag.start()}"
    if how == "double":
        return text[: tag.end()] + tag[0] + text[tag.end() :], f"double {tag[0]} at {tag.start()}"
    if how == "cut":
        return text[: tag.start() + rng.randrange(len(tag[0]))], f"cut at {tag.start()}"
    stray = rng.choice(STRAYS)
    return text[: tag.end()] + stray + text[tag.end() :], f"{stray} after {tag[0]} at {tag.end()}"


def cells_by_id(page: Page) -> dict[str, Td]:
    cells = (td for _, rows in page.tables for row in rows for td in row)
    return {f"c{number}": td for number, td in enumerate(cells)}


def as_shown(text: str, known: dict[str, Td]) -> Page | None:
    """The page as html5lib's tree has it, its cells told by their ids; None when it nests tables."""
    page = Page("")
    for table in html5lib.parse(text).iter(f"{H}table"):
        if any(element is not table for element in table.iter(f"{H}table")):
            return None
        page.tables.append(("", list(_rows(table, known))))
    return page


def _rows(table: Element, known: dict[str, Td]) -> Iterator[list[Td]]:
    for row in table.iter(f"{H}tr"):
        yield [_td(cell, known) for cell in row if cell.tag in (f"{H}td", f"{H}th")]


def _td(cell: Element, known: dict[str, Td]) -> Td:
    text = "".join("".join(cell.itertext()).split())
    td = copy.copy(known.get(cell.get("id", ""), Td("", "figure", value=_value(text))))
    td.rowspan, td.colspan = int(cell.get("rowspan", "1")), int(cell.get("colspan", "1"))
    was = "".join(td.text.split())
    if td.kind != "figure" and was and text.replace("7", "", 1) == was:
        return td  # a damaged numeral leaves a label what it was
    if text != was:
        td.kind, td.value, td.text = ("figure" if td.kind == "figure" else "other"), _value(text), text
    return td


def _value(text: str) -> int | str | None:
    return int(text) if text.isascii() and text.isdigit() and (text[0] != "0" or text == "0") else ODD if text else None


def run(count: int, seed: int) -> list[str]:
    failures = []
    for number in range(seed, seed + count):
        rng = random.Random(number)
        form = rng.choice(["fmt2021", "fmt2019"])
        page = clean_page(form, random_figures(form, rng), one_table=rng.random() < 0.5)
        text, done = damage(render(page), rng)
        now = as_shown(text, cells_by_id(page))
        report = parse(text.encode())[0]
        if now is not None:
            failures += [f"seed {number} ({done}): {why}" for why in complaints(report, shown(now))[:3]]
    return failures


def test_broken_tags_give_no_silent_error() -> None:
    assert run(60, SEED) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_thousands_of_broken_tags_give_no_silent_error() -> None:
    assert run(max(1, int(3000 * float(os.environ.get("NIANBAO_SLOW_SHARE", "1")))), SEED) == []


def test_rows() -> None:
    page = clean_page("fmt2021", random_figures("fmt2021", random.Random(1)))
    again = as_shown(render(page), cells_by_id(page))
    assert again is not None
    texts: list[Rows] = [rows for _, rows in again.tables]
    assert [[td.text for td in row] for rows in texts for row in rows] == [
        [td.text for td in row] for _, rows in page.tables for row in rows
    ]
