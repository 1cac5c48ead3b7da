"""Known figures, printed, worn and scanned: no figure is read wrong, and of pages in fair condition nearly all are read."""

from __future__ import annotations

import os
import random

import pytest
from made_pages import clean_page
from zoo.placed import place_page, value_of
from zoo.scans import Look, Wear, consistent_figures, printed, scanned_pdf, side_by_side, worn

from parsing import parse

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
SEED = int(os.environ.get("NIANBAO_SEED", "1"))
FAIR = {
    "clean": (Look(), Wear()),
    "fine": (Look(dpi=300, size=10.5), Wear(skew=1.5, blur=1, noise=10, quality=60)),
    "faint": (Look(align="right"), Wear(skew=0.3, blur=0.7, noise=6, faint=0.45)),
    "red": (Look(rule_colour=(200, 40, 40)), Wear(skew=0.3, blur=0.5, noise=4)),
    "grouped": (Look(grouped=","), Wear(skew=0.3, blur=0.5, noise=4)),
    "units": (Look(unit=True, face="serif"), Wear(skew=0.5, blur=0.6, noise=5, quality=40)),
}
POOR = {
    "noisy": (Look(), Wear(skew=0.7, blur=0.7, noise=8, quality=70)),
    "askew": (Look(vera=True), Wear(skew=-2, blur=0.6, noise=5, quality=75)),
    "broken": (Look(align="left", rule=0.5), Wear(skew=-0.8, blur=0.5, noise=4, broken=0.02)),
    "stamped": (Look(vera=True), Wear(skew=1, blur=0.6, noise=5, stamp=True)),
    "shadowed": (Look(face="serif"), Wear(skew=-1, blur=0.6, noise=6, shadow=0.55)),
    "bold": (Look(bold=True, size=8, repeat=True), Wear(skew=0.5, blur=0.8, noise=8, quality=60, grey=True)),
    "open": (Look(open_sides=True), Wear(skew=0.4, blur=0.5, noise=5)),
    "turned": (Look(landscape=True, size=8.5), Wear(skew=0.6, blur=0.5, noise=5, turned=1)),
    "hanging": (Look(size=8.5), Wear(skew=0.6, blur=0.5, noise=5, turned=2)),
    "cut off": (Look(), Wear(cut=0.13, skew=1, blur=0.5, noise=4)),
    "photographed": (Look(), Wear(leaning=0.03, skew=0.5, blur=0.5, noise=4, paper=220)),
    "copied stamp": (Look(), Wear(stamp=True, grey=True, skew=0.3, blur=0.5, noise=4)),
    "flecked": (Look(rule=0.5, face="serif"), Wear(broken=0.06, skew=0.3, blur=0.4, noise=4)),
    "bold and blurred": (Look(bold=True, size=8), Wear(blur=1, noise=6)),
    "pure red": (Look(rule_colour=(255, 0, 0)), Wear(skew=0.3, blur=0.5, noise=4)),
    "coarse": (Look(dpi=100), Wear(skew=0.7, blur=0.4, noise=6)),
}


def _share_of(names: dict[str, tuple[Look, Wear]]) -> list[str]:
    share = float(os.environ.get("NIANBAO_SLOW_SHARE", "1"))
    return random.Random(SEED).sample(sorted(names), max(1, round(len(names) * share)))


def _read(look: Look, wear: Wear, form: str, *, spread: bool = False) -> tuple[str, int, list[str]]:
    """The status, how many figures are right, and those that are wrong. `spread`: two sheets lie side by side."""
    figures = consistent_figures(form, random.Random(SEED))
    sheets = printed(place_page(clean_page(form, figures)), look)
    if spread:
        sheets = [side_by_side(*sheets)]
    pages = [worn(sheet, wear, 10 * SEED + number) for number, sheet in enumerate(sheets)]
    (report,) = parse(scanned_pdf(pages, wear, look.dpi))
    read = {(c.table, c.row, c.col): c.value for c in report.cells if c.status != "unparsed" and not c.table.startswith("raw_")}
    wrong = [
        f"{key}: {value} for {figures.get(key)}" for key, value in read.items() if key not in figures or value != value_of(figures[key])
    ]
    return report.status, len(read) - len(wrong), wrong


@pytest.mark.parametrize("form", ["fmt2021", "fmt2019"])
@pytest.mark.parametrize("name", _share_of(FAIR))
def test_nearly_all_of_a_page_in_fair_condition_is_read(name: str, form: str) -> None:
    status, right, wrong = _read(*FAIR[name], form)
    assert not wrong
    assert right >= 0.95 * {"fmt2021": 200, "fmt2019": 198}[form]
    assert status in {"parsed", "partial"}


@pytest.mark.parametrize("name", _share_of(POOR))
def test_no_figure_of_a_page_in_poor_condition_is_wrong(name: str) -> None:
    status, _, wrong = _read(*POOR[name], "fmt2021")
    assert not wrong
    assert status in {"parsed", "partial", "failed"}


def test_two_sheets_side_by_side_are_read_one_after_the_other() -> None:
    assert _read(Look(), Wear(skew=0.4, blur=0.5, noise=4), "fmt2021", spread=True) == ("parsed", 200, [])
