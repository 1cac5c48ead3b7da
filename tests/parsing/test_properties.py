"""What holds for any input: no crash, a named outcome, no value out of nothing; cells of a grid neither lost nor laid over one another."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_pages import clean_page, random_figures, render

from parsing import parse
from parsing.document import Grid
from parsing.forms import FORMS
from parsing.labels import find, normal, without_remarks
from parsing.problems import PROBLEMS, REASONS
from parsing.readers.html import read_markup
from parsing.records import Report

STATUSES = {"parsed", "partial", "failed", "not_a_report"}
LABELS = sorted({line.zh for form in ("fmt2021", "fmt2019") for table in FORMS[form].tables for line in table.rows + table.cols})
CHARS = "一二（）()1234.、 总计其他政府信息公开年　\n/-①万元"
TOKENS = st.one_of(
    st.sampled_from(LABELS),
    st.sampled_from(
        "<table> </table> <tr> </tr> <td> </td> <th colspan=2> <td rowspan=3> <td colspan=0> <p> <br> <!-- --> ]]> &nbsp; &#48;".split()
    ),
    st.sampled_from(
        [
            "2021年某某局政府信息公开工作年度报告",
            "一、总体情况",
            "\t",
            "\n",
            "\n\n\n",
            "<script>",
            "<style>",
            "<iframe srcdoc='",
            "{",
            "\x00",
            "\ufffd",
        ]
    ),
    st.integers(0, 10**6).map(str),
    st.text(CHARS, max_size=5),
)
calm = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sound(reports: list[Report], source: str) -> None:
    """The promises of the contract that hold whatever the input."""
    assert reports
    for report in reports:
        assert report.status in STATUSES
        assert report.reason is None or report.reason in REASONS
        assert {problem.code for problem in report.problems} <= set(PROBLEMS)
        assert (report.status == "parsed") <= (not any(problem.level == "doubt" for problem in report.problems))
        assert (report.status == "partial") <= any(problem.level == "doubt" for problem in report.problems)
        for cell in report.cells:
            assert (cell.value is None) == (cell.status != "reported")
            if cell.status == "reported" and cell.raw.strip().isascii():
                assert cell.raw.strip() in source or "".join(cell.raw.split()) in "".join(source.split())


@calm
@given(st.binary(max_size=400))
def test_any_bytes_end_with_a_named_outcome(data: bytes) -> None:
    sound(parse(data), data.decode("latin-1"))


@calm
@given(st.lists(TOKENS, max_size=60).map("".join), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_token_soup_gives_no_value_out_of_nothing(text: str, encoding: str) -> None:
    sound(parse(text.encode(encoding, "replace")), text.replace("&#48;", "0"))


@calm
@given(st.integers(0, 10**6), st.integers(0, 40_000), st.integers(0, 40_000), st.binary(max_size=12))
def test_spliced_pages_end_with_a_named_outcome(seed: int, start: int, end: int, filling: bytes) -> None:
    page = render(clean_page("fmt2021", random_figures("fmt2021", random.Random(seed % 5)))).encode()
    for report in parse(page[:start] + filling + page[end:]):
        assert report.status in STATUSES
        assert {problem.code for problem in report.problems} <= set(PROBLEMS)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_fuzzed_inputs() -> None:
    seed = int(os.environ.get("NIANBAO_SEED", "1"))
    page = render(clean_page("fmt2021", random_figures("fmt2021", random.Random(seed)))).encode()
    for number in range(max(1, int(10_000 * float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))))):
        rng = random.Random(seed + number)
        data = bytearray(page)
        for _ in range(rng.randrange(1, 20)):
            at, length = rng.randrange(len(data)), rng.choice([1, 1, 4, 40, 400])
            data[at : at + length] = rng.choice([b"", rng.randbytes(length), page[-at:][:length], b"<", b"\x00", b"<table>"])
        for report in parse(bytes(data)):
            assert report.status in STATUSES, f"seed {seed + number}"
            assert {problem.code for problem in report.problems} <= set(PROBLEMS), f"seed {seed + number}"


@given(st.one_of(st.sampled_from(LABELS), st.text(CHARS, max_size=20)))
def test_the_normal_form_ignores_white_space(text: str) -> None:
    assert normal(" \u3000".join(text)) == normal(text)
    assert normal(without_remarks(text)) == without_remarks(text) or any(char.isdigit() or char in "一二三四五六七八九十" for char in text)


@pytest.mark.parametrize("label", LABELS)
def test_every_label_of_a_form_is_found_in_its_usual_spellings(label: str) -> None:
    assert find(label)
    spellings = [
        " ".join(label),
        label.replace("（", "(").replace("）", ")"),
        label.replace(".", "．"),
        label.replace("、", "，"),
        label + "\n",
    ]
    assert all(find(spelling) == find(label) for spelling in spellings)


spans = st.sampled_from(
    ["", "", "", ' colspan="2"', ' rowspan="2"', ' colspan="3" rowspan="2"', ' rowspan="0"', ' colspan="x"', ' rowspan="999"']
)
tables = st.lists(st.lists(st.tuples(spans, st.text("甲乙1", max_size=2)), max_size=6), min_size=1, max_size=7)


def grid_of(rows: list[list[tuple[str, str]]]) -> Grid:
    markup = "".join("<tr>" + "".join(f"<td{span}>{text}</td>" for span, text in row) + "</tr>" for row in rows)
    (grid,) = read_markup(f"<table>{markup}</table>").grids
    return grid


@given(tables)
def test_a_grid_loses_no_cell_and_flags_every_overlap(rows: list[list[tuple[str, str]]]) -> None:
    grid = grid_of(rows)
    assert [cell.text for cell in grid.cells] == [text for row in rows for _, text in row]
    places = [
        (r, c) for cell in grid.cells for r in range(cell.row, cell.row + cell.rowspan) for c in range(cell.col, cell.col + cell.colspan)
    ]
    assert ("grid_overlap" in grid.flaws) == (len(places) != len(set(places)))
    assert all(row < grid.n_rows and col < grid.n_cols for row, col in places)
    assert sum(len(row) for row in grid.rows()) == sum(cell.rowspan for cell in grid.cells)


@given(st.text(max_size=30))
def test_a_cell_shows_its_text(text: str) -> None:
    plain = "".join(char for char in text if char.isprintable() and char not in "<>&\x00")
    (grid,) = read_markup(f"<table><tr><td>{plain}</td><td>1</td></tr></table>").grids
    assert grid.cells[0].text == " ".join(plain.split())
