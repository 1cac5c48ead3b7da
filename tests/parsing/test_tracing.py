"""Where each figure stands: every cell of a report has its place, and the element that shows it is the one marked."""

from __future__ import annotations

import html
import random
import re
from pathlib import Path

import pytest
from made_pages import clean_page, random_figures, render

from parsing.tracing import Traced, trace

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FILES = [
    "reports/xiaoguan-2021.txt",
    "reports/shanghai-go-2019.html",
    *(f"documents/xiaoguan-2021.{kind}" for kind in "html docx odt rtf".split()),
]
MADE = clean_page("fmt2021", random_figures("fmt2021", random.Random(7)))
_MARKED = re.compile(r"<t[dh][^>]* data-mark(?:=\"\")?[^>]*>(.*?)</t[dh]>", re.S)


def read(name: str) -> Traced:
    path = SHARED / name
    if not path.is_file():
        pytest.skip("../shared is not beside this checkout")
    return trace(path.read_bytes())[0]


def plain(markup: str) -> str:
    return "".join(re.sub(r"<[^>]+>", "", markup).replace("&nbsp;", " ").split())


@pytest.mark.parametrize("name", FILES)
def test_every_cell_has_its_place(name: str) -> None:
    traced = read(name)
    assert len(traced.report.cells) >= 198
    for cell in traced.report.cells:
        places = traced.places(cell)
        assert places, cell.key
        assert {place.cell.text for place in places} == {cell.raw}
        assert all(1 <= place.number <= place.count for place in places)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("html")])
def test_the_element_marked_is_the_one_that_shows_the_figure(name: str) -> None:
    traced = read(name)
    numbers = set()
    for cell in traced.report.cells[::7]:
        (place,) = traced.places(cell)
        found = _MARKED.findall(traced.marked(place, "data-mark") or "")
        assert [plain(text) for text in found] == ["".join(cell.raw.split())], cell.key
        numbers.add((place.number, place.cell.row, place.cell.col))
    assert len(numbers) == len(traced.report.cells[::7])


def test_no_two_cells_share_a_place() -> None:
    traced = read(FILES[0])
    places = [(place.number, place.cell.row, place.cell.col) for cell in traced.report.cells for place in traced.places(cell)]
    assert len(set(places)) == len(places) == 200


def element(traced: Traced, key: str, nth: int = 0) -> str:
    """The id of the element that is marked for a cell."""
    cell = traced.cell(key)
    assert cell is not None, key
    (tag,) = re.findall(r"<td[^>]* data-mark[^>]*>", traced.marked(traced.places(cell)[nth], "data-mark") or "")
    return re.findall(r'id="(\w+)"', tag)[0]


def ids() -> dict[str, str]:
    """The id of the element of each column of section 3's first row of figures, and of the first row of section 4."""
    numbered = [td for _, rows in MADE.tables for row in rows for td in row]
    label = next(place for place, td in enumerate(numbered) if td.code == "s3_requests.received_new")
    cols = "natural_person org_commercial org_research org_public_welfare org_legal_service org_other total".split()
    return {f"s3_requests.received_new.{col}": f"c{label + 1 + n}" for n, col in enumerate(cols)}


@pytest.mark.parametrize("markup", ["plain", "word"])
def test_the_mark_is_on_the_element_that_the_page_was_made_with(markup: str) -> None:
    (traced,) = trace(render(MADE, markup).encode())
    assert {key: element(traced, key) for key in ids()} == ids()


def test_a_table_printed_twice_has_two_places_each_marked_by_itself() -> None:
    text = render(MADE)
    last = re.findall(r"<table.*?</table>", text, re.S)[-1]
    (traced,) = trace(text.replace(last, last + re.sub('id="c', 'id="again', last)).encode())
    key = "s4_remedies.review.total"
    assert element(traced, key, 1) == element(traced, key, 0).replace("c", "again")


def test_a_table_that_the_page_only_carries_is_marked_in_its_own_markup() -> None:
    carried = html.escape(re.findall(r"<body>(.*)</body>", render(MADE), re.S)[0])
    (traced,) = trace(f"<html><head><title>{MADE.title}</title></head><body><textarea>{carried}</textarea></body></html>".encode())
    assert {key: element(traced, key) for key in ids()} == ids()


def test_two_reports_on_one_page_are_marked_each_in_its_own_table() -> None:
    other = render(MADE).replace("2021年政府", "2022年政府").replace('id="c', 'id="other')
    body = re.findall(r"<body>(.*)</body>", other, re.S)[0]
    first, second = trace(render(MADE).replace("</body>", body + "</body>").encode())
    assert (first.report.year, second.report.year) == (2021, 2022)
    key = "s3_requests.received_new.total"
    cell = second.cell(key)
    assert cell is not None
    # Both tables are alike, so nobody can tell by the table alone which one it is: no mark rather than a wrong one.
    assert second.marked(second.places(cell)[0], "data-mark") is None


def test_a_file_that_is_no_page_has_places_and_no_mark() -> None:
    traced = read("documents/xiaoguan-2021.docx")
    (place,) = traced.places(traced.report.cells[0])
    assert traced.marked(place, "data-mark") is None


def test_local_rows_under_one_label_are_told_apart_by_their_text() -> None:
    rows = [
        "<tr><td colspan=3>小计</td>" + "".join(f'<td id="{name}{n}">{n + start}</td>' for n in range(7)) + "</tr>"
        for name, start in (("x", 10), ("y", 30))
    ]
    text = render(MADE)
    at = text.index("</table>", text.index("收到和处理政府信息公开申请情况"))
    (traced,) = trace((text[:at] + "".join(rows) + text[at:]).encode())
    key = "raw_s3.小计.总计"
    for raw, wanted in (("16", "x6"), ("36", "y6")):
        cell = traced.cell(key, raw)
        assert cell is not None
        (place,) = traced.places(cell)
        assert place.cell.text == raw
        assert f'id="{wanted}" data-mark' in (traced.marked(place, "data-mark") or "")
