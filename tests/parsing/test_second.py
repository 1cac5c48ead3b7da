"""Broken markup is read twice: no figure stands that hangs on how the damage is repaired, and no sound page is called broken."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from made_pages import clean_page, random_figures, render

from parsing import parse
from parsing.document import Document
from parsing.errors import TooLargeError
from parsing.opening import open_files
from parsing.readers.html import read_markup
from parsing.reading import first_reading, second_reading
from parsing.second import differences, read_outline, tags_broken
from parsing.tables import read_tables

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def page(seed: int, markup: str = "plain", form: str = "fmt2021") -> str:
    rng = random.Random(seed)
    return render(clean_page(form, random_figures(form, rng), one_table=seed % 2 == 0), markup)


def cells(document: Document) -> dict[str, object]:
    return {cell.key: (cell.value, cell.raw) for cell in read_tables(document.grids).cells}


@pytest.mark.parametrize("markup", ["plain", "word"])
@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
def test_both_readings_agree_on_sound_pages(form: str, markup: str) -> None:
    text = page(7, markup, form)
    first, second = read_markup(text), read_outline(text)
    assert cells(first) == cells(second)
    assert first.paragraphs == second.paragraphs
    assert not tags_broken(text)


@pytest.mark.parametrize("name", ["documents/xiaoguan-2021.html", "reports/shanghai-go-2019.html"])
def test_both_readings_agree_on_published_pages(name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip("the real reports are not here")
    opened = open_files((SHARED / name).read_bytes())[0]
    assert opened.document is not None
    assert cells(opened.document) == cells(read_outline(opened.text))


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td rowspan=2 colspan=2>a<td>1<tr><td>2<tr><td>x<td>y<td>3</table>",
        "<table><thead><tr><th rowspan=9>a<th>b</thead><tbody><tr><td>1<td>2</table>",
        "<table><tr><td rowspan=0>a</td><td>1</td></tr><tr><td>2</td></tr></table>",
        "<table><tr><td colspan=999>a</td></tr><tr><td colspan=0>1</td><td colspan='2x'>2</td></tr></table>",
        "<table><tr><td>1<div>2</div>3<br>4<td style='display: none'>9</td><td hidden>8<td>5<sup>6</sup></table>",
        "<table><tr><td>a<span style='visibility:hidden'>9<b>9</b></span></td><td><script>'<td>'</script>1</td></tr></table>",
        "<table><tr style='display:none'><td>9</td></tr><tr><td>1</td></tr></table>",
        "<table><tr><td>1</td></tr><table><tr><td>2</td></tr></table>",
        "<table><tr><td><table><tr><td>1</td><td>2</td></tr></table></td><td>x</td></tr></table>",
        "<table><tr><td>１&nbsp;&#50;<!-- <td> --></td><td><![if !vml]>3<![endif]></td></tr></table>",
        "<table><tr><td>1</div></td><td></p>2</td></span><td>3</td></tr></table>",
    ],
)
def test_both_readings_lay_out_the_same_grid(markup: str) -> None:
    grids = [
        [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for grid in read(markup).grids for cell in grid.cells]
        for read in (read_markup, read_outline)
    ]
    assert [place[:4] for place in grids[0]] == [place[:4] for place in grids[1]]
    assert ["".join(place[4].split()) for place in grids[0]] == ["".join(place[4].split()) for place in grids[1]]


def test_a_figure_between_two_cells_is_no_ones() -> None:
    """A browser throws it above the table and shows a blank cell: without a second reading the blank would be `parsed`."""
    sound = page(3)
    text = re.sub(r'(<td id="c(?:\d+)">)(\d+)(</td>)', r"\3\2\1", sound, count=1)
    moved = re.search(r"</td>(\d+)<td", text)
    assert moved is not None
    report = parse(text.encode())[0]
    assert report.status == "partial"
    differing = [problem for problem in report.problems if problem.code == "readings_differ"]
    assert differing
    assert all(problem.level == "doubt" for problem in differing)
    keys = {problem.where for problem in differing}
    assert {cell.key for cell in report.cells if cell.status == "unparsed"} >= keys & {cell.key for cell in report.cells}
    assert all(cell.value is None for cell in report.cells if cell.key in keys)


def test_a_column_label_outside_its_cell_puts_the_table_in_doubt() -> None:
    """Without 法人或其他组织 the header moves left, and every figure stands under its neighbour's label, on the screen as well."""
    text = re.sub(r"<td id=\"c\d+\" colspan=\"5\">(法人或其他组织)", r"\1", page(3), count=1)
    report = parse(text.encode())[0]
    assert report.status == "partial"
    assert all(cell.status == "unparsed" for cell in report.cells if cell.table == "s3_requests")
    assert all(cell.status == "reported" for cell in report.cells if not cell.table.startswith(("s3", "raw")))


def test_a_note_between_two_rows_is_no_damage() -> None:
    report = parse(page(3).replace("</tr>", "</tr>注：含上年结转3件。", 9).encode())[0]
    assert report.status == "parsed"


def test_an_inner_table_that_never_ends_is_in_doubt() -> None:
    sound = page(4)
    text = re.sub(r'(<td id="c\d+">)(\d+)(</td>)', r"\1<table><tr><td>\2\3", sound, count=1)
    report = parse(text.encode())[0]
    assert report.status == "partial"
    assert any(problem.level == "doubt" for problem in report.problems)


@pytest.mark.parametrize("damage", ["</div>", "</span>", "<p>", "</p>", "<", "</td>", "<b>", "<!-- x -->", "</font>"])
def test_stray_tags_that_move_nothing_cost_no_figure(damage: str) -> None:
    rng = random.Random(damage)
    sound = page(5)
    figures = [found.end() for found in re.finditer(r"<td[^>]*>\d+</td>", sound)]
    at = rng.choice(figures)
    report = parse((sound[:at] + damage + sound[at:]).encode())[0]
    assert report.status == "parsed"
    assert len(report.cells) == 200


TAG = re.compile(r"</?(?:table|tr|td)\b[^>]*>")


def _damaged(text: str, rng: random.Random) -> tuple[str, str]:
    """The page with one table tag dropped, doubled, moved, or changed for its neighbour."""
    tags = list(TAG.finditer(text))
    pick, other = rng.choice(tags), rng.choice(tags)
    start, end = pick.span()
    how = rng.choice(["drop", "double", "swap", "move", "stray"])
    if how == "drop":
        return f"drop {pick[0]}", text[:start] + text[end:]
    if how == "double":
        return f"double {pick[0]}", text[:end] + text[start:]
    if how == "move":
        rest = text[:start] + text[end:]
        at = min(other.start(), len(rest))
        return f"move {pick[0]}", rest[:at] + pick[0] + rest[at:]
    if how == "stray":
        tag = rng.choice(["</td>", "</tr>", "</table>", "<td>", "<tr>", "<table>", "</div>", "<p>", "</tbody>"])
        return f"stray {tag}", text[:start] + tag + text[start:]
    number = rng.randrange(len(tags) - 1)
    one, two = tags[number : number + 2]
    swapped = two[0] + text[one.end() : two.start()] + one[0]
    return f"swap {one[0]} {two[0]}", text[: one.start()] + swapped + text[two.end() :]


def damage_report(count: int, seed: int) -> list[str]:
    """What a damaged page shows under `parsed` that the sound one did not."""
    wrong = []
    for number in range(seed, seed + count):
        rng = random.Random(number)
        sound = page(number, rng.choice(["plain", "plain", "word"]), rng.choice(["fmt2021", "fmt2019"]))
        truth = cells(read_markup(sound))
        what, text = _damaged(sound, rng)
        report = parse(text.encode())[0]
        if report.status == "parsed" and (bad := [c.key for c in report.cells if truth.get(c.key, (None,))[0] != c.value]):
            wrong.append(f"seed {number}, {what}: {bad[:3]}")
    return wrong


def test_no_damaged_tag_changes_a_figure_in_silence() -> None:
    assert damage_report(150, 20260000) == []


@pytest.mark.slow
def test_no_damaged_tag_changes_a_figure_in_silence_in_thousands_of_pages() -> None:
    assert damage_report(4_000, 1) == []


@pytest.mark.parametrize(
    "hostile",
    [
        "<table>" + "<td rowspan=60000 colspan=9>" * 50_000,
        "<table>" + "<tr>".join(["<td rowspan=65000>"] * 29_000),
        "<table><tr><td>" * 19_000,
        "<!--" * 59_000 + "-->",
        "<!--" * 59_000,
        "<a" * 59_000 + ">",
        "<a b=\"'" * 59_000 + ">",
        "<a" + " " * 3_000_000 + "b>",
        "<table></td>" + " " * 3_000_000 + "5",
        "<![if" * 59_000 + ">",
    ],
    ids=["overlaps", "rows", "depth", "comments", "comment", "tags", "quotes", "blanks", "gap", "declarations"],
)
def test_hostile_markup_costs_bounded_time(hostile: str) -> None:
    started = time.process_time()
    tags_broken(hostile)
    read_outline(hostile)
    assert time.process_time() - started < 10


def test_a_page_too_large_to_be_read_twice_stays_in_doubt() -> None:
    text = page(6)
    report = parse((text.replace("</table>", "", 1) + "<b></b>" * 40_000).encode())[0]
    assert report.status == "partial"
    assert "markup_broken" in {problem.code for problem in report.problems}


def test_markup_that_the_second_reader_refuses_is_a_typed_error() -> None:
    with pytest.raises(TooLargeError):
        read_outline("<b>" * 70_000)


def test_differences_name_both_sides() -> None:
    text = page(8)
    changed = re.sub(r"(<td[^>]*>)\d+(</td>)", r"\g<1>77777\2", text, count=1)
    first = first_reading(read_markup(text))[0].tables
    found = list(differences(first, second_reading(changed, 1)[0]))
    assert len(found) == 1
    assert found[0].sides[1] == "'77777'"
