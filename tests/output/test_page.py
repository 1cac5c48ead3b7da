"""The release page without a browser: its bytes, what it must not contain, and that its words and codes are complete."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_dataset import make_dataset
from page_release import ABOUT, HOSTILE, made_release

from output.load import read_table
from output.page import write_page
from output.page.figures import MAIN, OUTCOMES, grounds
from output.page.index import recipes
from output.release import build_release
from output.schema import INDICATORS
from parsing.forms import FORMS

STATIC = Path(__file__).resolve().parents[2] / "output" / "page" / "static"
SCRIPTS = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.js")}
PARSED = ["x-agency-00000", "x-agency-00001"]


class Tags(HTMLParser):
    """The tags of a page, and the content of its scripts and styles by id or name."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self._current = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._current = (dict(attrs).get("id") or tag) if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        self._current = ""

    def handle_data(self, data: str) -> None:
        if self._current:
            self.inside[self._current] = self.inside.get(self._current, "") + data


def written(release: Path) -> Tags:
    write_page(release, ABOUT)
    return Tags((release / "index.html").read_text("utf-8"))


def parts(release: Path) -> Iterator[tuple[str, object]]:
    for path in sorted((release / "page").glob("*.js")):
        text = path.read_text("utf-8")
        name, value = json.loads(f"[{text.removeprefix('nianbaoPart(').removesuffix(');' + chr(10))}]")
        assert path.stem == name
        yield name, value


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    names = ["甲局", "乙局", *HOSTILE]
    one, other = (made_release(tmp_path / side, names, range(2019, 2023)) for side in ("one", "other"))
    written_one, written_other = write_page(one, ABOUT), write_page(other, ABOUT)
    assert [path.relative_to(one) for path in written_one] == [path.relative_to(other) for path in written_other]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(written_one, written_other, strict=True))
    before = {path: path.read_bytes() for path in written_one}
    assert {path: path.read_bytes() for path in write_page(one, ABOUT)} == before


def test_what_a_portal_sent_cannot_leave_its_text(tmp_path: Path) -> None:
    page = written(made_release(tmp_path, HOSTILE, [2020, 2021]))
    assert [tag for tag, _ in page.tags].count("script") == 3
    assert not [tag for tag, _ in page.tags if tag in {"img", "svg", "iframe", "object", "form"}]
    assert json.loads(page.inside["data"])["agencies"]["name"] == list(HOSTILE)
    scripts = [path.read_text("utf-8") for path in (tmp_path / "page").glob("*.js")]
    assert not any(char in text for text in scripts for char in "<>\u2028\u2029\u202e")
    assert dict(parts(tmp_path))["agencies-0"]


def test_the_page_asks_nobody_and_runs_its_own_script_only(tmp_path: Path) -> None:
    page = written(made_release(tmp_path, ["甲局"], [2021]))
    sources = [value for _, attributes in page.tags for name, value in attributes.items() if name in {"src", "href", "action"}]
    assert not [value for value in sources if value and re.match(r"(?:[a-z]+:)?//|https?:", value)]
    policy = next(attributes["content"] for _, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for name in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.inside[name].encode()).digest()).decode()
        assert f"{name}-src" in policy
        assert f"'sha256-{digest}'" in policy
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]


def test_no_script_makes_markup_of_text() -> None:
    for name, text in SCRIPTS.items():
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|Function\(|fetch\(|XMLHttp", text
        ), name


def test_every_word_of_the_page_is_there_in_both_languages_and_used(tmp_path: Path) -> None:
    page = written(made_release(tmp_path, ["甲局"], [2021]))
    words = json.loads(page.inside["words"])
    assert all(len(pair) == 2 and all(pair) for pair in words.values())
    script = page.inside["script"]
    asked = set(
        re.findall(r"'((?:page|nav|foot|overview|coverage|agencies|agency|cells|trends|grounds|checks|book|load|problems)\.\w+)'", script)
    )
    made = {f"agencies.{kind}_{sort}" for kind in ("by", "head") for sort in ("id", "name", "reports", "received", "failed")}
    made |= {f"cells.{key}" for key in ("table", "row", "col", "raw", "value", "status")}
    made |= {f"checks.{key}" for key in ("left", "right", "difference")} | {
        f"problems.{key}" for key in ("doubt", "note", "reports", "count")
    }
    assert asked - words.keys() == set()
    assert words.keys() - asked - made == set()


def test_every_indicator_that_the_page_names_is_in_the_panel() -> None:
    assert {*MAIN, *OUTCOMES, *grounds()} <= INDICATORS.keys()
    assert len(grounds()) == 8


def test_a_page_says_what_the_release_holds(tmp_path: Path) -> None:
    page = written(made_release(tmp_path, ["甲局", "乙局"], range(2019, 2023)))
    data = json.loads(page.inside["data"])
    assert data["coverage"]["years"] == [2019, 2020, 2021, 2022]
    assert sum(count for _, _, count in data["coverage"]["pairs"]) == 8
    assert data["agencies"]["reports"] == [4, 3]
    assert data["counts"]["reports"] == 7
    assert data["trends"]["scopes"]["own"]["received_new"][0][1:3] == [12 + 13, 2]
    found = dict(parts(tmp_path))
    assert sorted(found["agencies-0"]) == PARSED  # type: ignore[call-overload]
    assert [row["agencies"] for row in data["checks"]] == [1]


@pytest.mark.parametrize("names", [[], ["唯一的机关"]], ids=["no agency", "one agency"])
def test_small_releases_have_a_page(tmp_path: Path, names: list[str]) -> None:
    page = written(made_release(tmp_path, names, [2021] if names else []))
    assert len(json.loads(page.inside["data"])["agencies"]["id"]) == len(names)


def test_a_folder_without_tables_has_a_page(tmp_path: Path) -> None:
    assert json.loads(written(tmp_path).inside["data"])["coverage"]["years"] == []


def test_an_outcome_of_a_later_version_and_a_year_far_away_are_shown(tmp_path: Path) -> None:
    release = made_release(tmp_path, ["甲局"], [2020, 2022])
    path = release / "parquet" / "coverage.parquet"
    table = pq.read_table(path)
    table = table.set_column(1, table.schema.field("year"), pa.array([2, 2022])).set_column(
        2, table.schema.field("outcome"), pa.array(["parsed", "newly_made"])
    )
    pq.write_table(table, path)
    coverage = json.loads(written(release).inside["data"])["coverage"]
    assert coverage["years"] == [2, 2022]
    assert coverage["symbols"]["newly_made"] == "?"
    assert len(coverage["strips"][0]) == 2


@pytest.mark.parametrize("each", [50, pytest.param(1, marks=pytest.mark.slow)])
def test_five_thousand_agencies_of_fifteen_years_stay_small(tmp_path: Path, each: int) -> None:
    release = made_release(tmp_path, [f"某省某市某区第{n}街道办事处" for n in range(5000)], range(2008, 2023), each=each)
    write_page(release, ABOUT)
    assert (release / "index.html").stat().st_size < 2_000_000
    assert max(path.stat().st_size for path in (release / "page").iterdir()) < 1_000_000


def unpacked(text: str, odd: list[list[Any]]) -> list[tuple[Any, ...]]:
    """What cells.js makes of a table: (status, raw, value, unit or None) of every cell; status None where the page does not carry it."""
    marks = [mark for piece in text.split(",") for mark, _, times in [piece.partition("*")] for _ in range(int(times or 1))]
    short = {"": ("blank", "", None, None), "n": (None, None, None, None)}
    full = ((short.get(mark) or (("reported", mark, float(mark), None) if mark[0] != "@" else tuple(odd[int(mark[1:])]))) for mark in marks)
    return [(*cell[:4], *[None] * (4 - len(cell))) for cell in full]


def test_every_published_cell_is_on_the_page(released: Path) -> None:
    pages = {agency: reports for name, part in parts(released) if name.startswith("cells-") for agency, reports in part.items()}  # type: ignore[attr-defined]
    found: dict[tuple[str, ...], tuple[Any, ...]] = {}
    for reports in pages.values():
        for report_id, (tables, *rest) in reports.items():
            odd, outside, *_ = [*rest, [], []]
            for form, name, text in tables:
                table = next(one for one in FORMS[form].tables if one.code == name)
                keys = [(row, col) for row in table.leaf_rows for col in table.leaf_cols]
                for (row, col), (status, raw, value, unit) in zip(keys, unpacked(text, odd), strict=True):
                    if status:
                        found[report_id, name, row.code, col.code] = (status, raw, value, unit or table.unit(row, col) or None)
            for name, row, col, *cell in outside:
                found[report_id, name, row, col] = (*cell, *[None] * (4 - len(cell)))
    there = read_table("cells", released).to_pylist()
    wanted = {
        (row["report_id"], row["table"], row["row"], row["col"]): (row["status"], row["raw"], row["value"], row["unit"] or None)
        for row in there
    }
    assert len(wanted) == len(there) > 5_000
    assert {key for key in wanted if found.get(key) != wanted[key]} == set()
    assert found.keys() == wanted.keys()


def test_the_cells_of_a_report_take_less_than_a_kilobyte(released: Path) -> None:
    """So that those of 5,000 agencies and fifteen years stay below 75 MB, in files that are loaded for one agency at a time."""
    sizes = [path.stat().st_size for path in (released / "page").glob("cells-*.js")]
    assert 0 < sum(sizes) / read_table("reports", released).num_rows < 800


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    make_dataset(data, 12, range(2018, 2022), seed=5)
    return build_release(data, tmp_path_factory.mktemp("releases")).path


def test_a_release_has_its_page_and_vouches_for_it(released: Path) -> None:
    page = Tags((released / "index.html").read_text("utf-8"))
    data, index = json.loads(page.inside["data"]), json.loads((released / "index.json").read_text("utf-8"))
    assert data["about"]["version"] == index["version"]
    assert {name: data["counts"][name] for name in ("reports", "cells")} == {
        name: index["tables"][name]["rows"] for name in ("reports", "cells")
    }
    sums = (released / "SHA256SUMS").read_text("utf-8")
    assert all(f"  {path}" in sums for path in ("index.html", "page/agencies-0.js", "page/codebook.js"))
    links = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert [link for link in links if not link.startswith("#") and not (released / link).exists()] == []
    assert [path for path, _ in data["files"] if not (released / path).exists()] == []


def test_the_figures_of_an_agency_are_those_of_the_panel(released: Path) -> None:
    panel = pd.read_parquet(released / "parquet" / "panel")
    data = json.loads(Tags((released / "index.html").read_text("utf-8")).inside["data"])
    codes = [row[0] for row in data["indicators"]]
    found = {
        agency: part
        for _, parts_of in parts(released)
        if isinstance(parts_of, dict)
        for agency, part in parts_of.items()
        if "reports" in part
    }
    seen = 0
    for row in panel[panel["status"] != "no_report"].itertuples():
        (report,) = (one for one in found[row.agency]["reports"] if one["report_id"] == row.report_id)
        mark = str(report["figures"][codes.index(row.indicator)])
        if row.status == "reported":
            assert float(mark.strip("~?!")) == pytest.approx(row.value, abs=1e-4)
            assert (mark.startswith("~"), "?" in mark, "!" in mark) == (row.match == "near", row.doubt, isinstance(row.checks_failed, str))
            seen += 1
        else:
            assert mark in {"b", "u", "n", "x", "d"}
    assert seen > 1000


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe["name"])
def test_what_the_page_says_of_loading_is_true(released: Path, recipe: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    if recipe["name"] == "R":
        pytest.skip("R is not run here")
    if recipe["name"] == "DuckDB":
        monkeypatch.chdir(released)
        assert duckdb.sql(recipe["text"]).fetchall()
        return
    done = subprocess.run([sys.executable, "-c", recipe["text"]], cwd=released, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2021" in done.stdout or "overdue" in done.stdout


def test_a_figure_of_many_digits_keeps_them(tmp_path: Path) -> None:
    release = made_release(tmp_path, ["甲局"], [2021])
    path = release / "parquet/cells/cells-2021.parquet"
    table = pq.read_table(path)
    values = [0.123456 if raw == "2" else value for raw, value in zip(table["raw"].to_pylist(), table["value"].to_pylist(), strict=True)]
    pq.write_table(table.set_column(table.schema.get_field_index("value"), table.schema.field("value"), pa.array(values)), path)
    write_page(release, ABOUT)
    cells = next(value for name, value in parts(release) if name == "cells-0")
    assert ["reported", "2", 0.123456, "件"] in cells["x-agency-00000"]["x-agency-00000.2021.own.r1"][1]  # type: ignore[index]
