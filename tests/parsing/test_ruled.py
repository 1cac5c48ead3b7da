"""Ruling lines to cells, lines to paragraphs, sheets to one document: the geometry that PDF, OFD and scans share."""

from __future__ import annotations

import pytest

from parsing.document import Grid, GridCell, Paragraph
from parsing.errors import TooLargeError
from parsing.readers.ruled.lattice import MAX_RULES, find_lattices
from parsing.readers.ruled.shapes import Box, Line, PlacedGrid, Rule, Sheet
from parsing.readers.ruled.sheets import join_sheets
from parsing.tables import read_tables


def rules(places: list[float], start: float, end: float) -> list[Rule]:
    return [Rule(at, start, end) for at in places]


ACROSS, DOWN = rules([0, 20, 40], 0, 90), rules([0, 30, 60, 90], 0, 40)


def extents(across: list[Rule], down: list[Rule]) -> list[tuple[int, int, int, int]]:
    (lattice,) = find_lattices(across, down, 3)
    assert not lattice.broken
    return [(cell.row, cell.col, cell.rowspan, cell.colspan) for cell in lattice.cells]


def test_a_full_lattice_has_a_cell_for_every_place() -> None:
    assert extents(ACROSS, DOWN) == [(row, col, 1, 1) for row in range(2) for col in range(3)]


def test_a_missing_line_merges_two_cells() -> None:
    down = [DOWN[0], Rule(30, 20, 40), *DOWN[2:]]
    assert extents(ACROSS, down)[:2] == [(0, 0, 1, 2), (0, 2, 1, 1)]
    across = [ACROSS[0], Rule(20, 30, 90), ACROSS[2]]
    assert extents(across, DOWN)[0] == (0, 0, 2, 1)


@pytest.mark.parametrize("offset", [0.4, 1.5, 2.9])
def test_double_lines_are_one(offset: float) -> None:
    doubled = [Rule(rule.at + offset, rule.start, rule.end) for rule in (*ACROSS, *DOWN)]
    assert extents([*ACROSS, *doubled[:3]], [*DOWN, *doubled[3:]]) == extents(ACROSS, DOWN)


def test_dashes_are_a_line_and_underlines_are_none() -> None:
    dashes = [Rule(20, x, x + 2) for x in range(0, 90, 4)]
    assert extents([ACROSS[0], *dashes, Rule(14, 5, 25), ACROSS[2]], DOWN) == extents(ACROSS, DOWN)


def test_open_sides_are_closed() -> None:
    assert extents(ACROSS, DOWN[1:3]) == extents(ACROSS, DOWN)
    assert extents(ACROSS[1:2], DOWN) == extents(ACROSS, DOWN)


def test_cells_that_are_no_rectangles_are_broken() -> None:
    across = [ACROSS[0], Rule(20, 30, 90), ACROSS[2]]
    (lattice,) = find_lattices(across, [DOWN[0], Rule(30, 0, 20), *DOWN[2:]], 3)
    assert lattice.broken


def test_two_tables_of_a_page_are_two() -> None:
    below = [Rule(rule.at + 100, rule.start, rule.end) for rule in ACROSS], [Rule(rule.at + 1, 100, 140) for rule in DOWN]
    found = find_lattices([*ACROSS, *below[0]], [*DOWN, *below[1]], 3)
    assert [lattice.box for lattice in found] == [Box(0, 0, 90, 40), Box(1, 100, 91, 140)]


def test_a_drawing_of_thousands_of_lines_is_too_large() -> None:
    with pytest.raises(TooLargeError, match="ruling lines"):
        find_lattices(rules([2.0 * n for n in range(MAX_RULES)], 0, 90), DOWN, 3)


def sheet(*blocks: Line | PlacedGrid) -> Sheet:
    return Sheet(list(blocks), 595, 842)


def line(text: str, top: float, x0: float = 72, *, size: float = 12, x1: float = 0) -> Line:
    return Line(text, Box(x0, top, x1 or x0 + size * len(text), top + size), size)


def placed(top: float, *rows: list[str], xs: tuple[float, ...] = (72, 300, 400)) -> PlacedGrid:
    cells = [GridCell(row, col, 1, 1, text) for row, texts in enumerate(rows) for col, text in enumerate(texts)]
    return PlacedGrid(Grid(len(rows), len(xs) - 1, cells), list(xs), [top + 20 * n for n in range(len(rows) + 1)])


def texts(block: object) -> list[list[str]]:
    assert isinstance(block, Grid)
    return [[cell.text for cell in row] for row in block.rows()]


FULL = "全" * 37


def test_lines_that_fill_the_measure_go_on_and_short_ones_end() -> None:
    body = [line(FULL[2:], 100, 96), line(FULL, 120), line("完。", 140), line("二、主动公开政府信息情况", 160, 96), line("短句。", 180, 96)]
    joined = [f"{FULL[2:]}{FULL}完。", "二、主动公开政府信息情况", "短句。"]
    assert [block.text for block in join_sheets([sheet(*body)]) if isinstance(block, Paragraph)] == joined


def test_a_paragraph_goes_on_behind_a_page_break_and_a_heading_does_not() -> None:
    blocks = join_sheets(
        [sheet(line(FULL, 700), line("- 1 -", 800, 280)), sheet(line("接着说。", 72), line(FULL, 700)), sheet(line("一、总体情况", 72))]
    )
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [f"{FULL}接着说。", FULL, "一、总体情况"]


def test_heads_and_feet_that_repeat_are_left_out_but_for_the_first_head() -> None:
    sheets = [sheet(line("某局年报", 30), line(f"第{n}段。", 200), line("政务公开", 780), line(f"{n}", 800, 290)) for n in (1, 2, 3)]
    assert [block.text for block in join_sheets(sheets) if isinstance(block, Paragraph)] == ["某局年报", "第1段。", "第2段。", "第3段。"]


def test_the_title_of_a_second_report_at_the_head_of_its_sheet_is_no_repeated_head() -> None:
    titles = ["某县民政局2021年年度报告", "某县民政局2022年年度报告"]
    numbered = [sheet(line(title, 30), line(f"某县 第{n}页", 790)) for n, title in enumerate(titles, start=1)]
    assert [block.text for block in join_sheets(numbered) if isinstance(block, Paragraph)] == titles


def test_a_figure_that_counts_no_pages_puts_the_tables_of_its_sheet_in_doubt() -> None:
    sheets = [sheet(placed(100, ["规章", ""]), line("57", 800, 290)), sheet(line("完。", 100), line("2", 800, 290))]
    (grid, *_) = join_sheets(sheets)
    assert isinstance(grid, Grid)
    assert grid.flaws == ["figure_loose"]


def test_a_table_goes_on_behind_a_break_without_its_repeated_header() -> None:
    head = ["信息内容", "本年处理决定数量"]
    (grid,) = join_sheets([sheet(placed(700, head, ["行政处罚", "1"])), sheet(placed(72, head, ["行政强制", "2"]))])
    assert texts(grid) == [head, ["行政处罚", "1"], ["行政强制", "2"]]


def test_tables_with_other_columns_or_with_text_between_stay_apart() -> None:
    first, other = placed(700, ["规章", "1"]), placed(72, ["行政强制", "2"], xs=(72, 250, 400))
    assert len(join_sheets([sheet(first), sheet(other)])) == 2
    assert len(join_sheets([sheet(first), sheet(line("注：无。", 72), placed(100, ["行政强制", "2"]))])) == 3


def test_a_row_cut_in_two_is_one_where_both_parts_are_one_label() -> None:
    sheets = [sheet(placed(700, ["4.无正当理由大量", "12"])), sheet(placed(72, ["反复申请", ""], ["（七）总计", "12"]))]
    (grid,) = join_sheets(sheets)
    assert texts(grid) == [["4.无正当理由大量\n反复申请", "12"], ["（七）总计", "12"]]


def test_a_row_whose_lower_part_alone_is_a_label_too_is_one_where_only_the_upper_part_has_figures() -> None:
    """The zoo printed by LibreOffice with another font: 予以公开 was blank, and its figures stood under （一）."""
    sheets = [sheet(placed(700, ["（一）", "12"])), sheet(placed(72, ["予以公开", ""], ["（二）部分公开", "3"]))]
    (grid,) = join_sheets(sheets)
    assert texts(grid) == [["（一）\n予以公开", "12"], ["（二）部分公开", "3"]]


@pytest.mark.parametrize("within", [True, False])
def test_headings_of_several_rows_go_on_behind_a_break(within: bool) -> None:
    """LibreOffice's print of the zoo: 自然人 and 总计 were blank behind the break, so that their columns were missing."""
    xs = [72.0, 200, 300, 400, 500, 560]
    cells = [(0, 0, 1, "勾稽关系为："), (0, 1, 1, "自然人"), (0, 2, 2, "法人或" if within else "法人或其他组织"), (0, 4, 1, "总计")]
    above = PlacedGrid(Grid(1, 5, [GridCell(row, col, 1, wide, text) for row, col, wide, text in cells]), xs, [700.0, 720])
    high = 2 if within else 1
    below = [GridCell(0, col, high, 1, text) for col, text in ((0, "第一项加"), (1, ""), (4, ""))]
    below += [GridCell(0, 2, 1, 2, "其他组织")] * within
    below += [GridCell(high - 1, col, 1, 1, text) for col, text in ((2, "商业企业"), (3, "科研机构"))]
    below += [GridCell(high, col, 1, 1, text) for col, text in enumerate(("一、本年新收政府信息公开申请数量", "1", "2", "3", "6"))]
    ys = [72.0 + 20 * row for row in range(high + 2)]
    (grid,) = join_sheets([sheet(above), sheet(PlacedGrid(Grid(high + 1, 5, below), xs, ys))])
    assert isinstance(grid, Grid)
    read = read_tables([grid])
    assert {cell.col: cell.value for cell in read.cells} == {"natural_person": 1, "org_commercial": 2, "org_research": 3, "total": 6}
    assert {problem.code for problem in read.problems if problem.level == "doubt"} <= {"column_missing", "row_missing", "table_missing"}


@pytest.mark.parametrize(("upper", "lower"), [(["规章及其他", ""], ["文件", "12"]), (["本县另行统计", "12"], ["予以公开", ""])])
def test_figures_that_may_belong_to_the_row_beyond_the_break_are_doubted(upper: list[str], lower: list[str]) -> None:
    sheets = [sheet(placed(700, upper)), sheet(placed(72, lower))]
    (grid,) = join_sheets(sheets)
    assert isinstance(grid, Grid)
    assert grid.flaws == ["row_cut"]


@pytest.mark.parametrize(("full", "text"), [(frozenset([1]), "23371"), (frozenset(), "233\n71")])
def test_a_figure_goes_on_behind_the_break_only_where_it_filled_its_line(full: frozenset[int], text: str) -> None:
    first = placed(700, ["行政强制", "233"])
    first.full = full
    (grid,) = join_sheets([sheet(first), sheet(placed(72, ["", "71"]))])
    assert texts(grid) == [["行政强制", text]]
