from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from sample_dataset import BUREAU, STREET, entry, form_cells, report, small_dataset, troubled_report

from output.commands import coverage, show
from output.dataset import write_partition, write_table
from output.errors import DatasetError
from output.show import plain_console, show_report
from output.stored import resolve_agency, stored_entries
from parsing.records import Cell

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    small_dataset(tmp_path)
    return tmp_path


def printed(data: Path, *arguments: str) -> str:
    result = CliRunner(env={"COLUMNS": "80"}).invoke(show, [*arguments, "--data", str(data)])
    assert result.exception is None, result.exception
    return result.output


def line(text: str, label: str) -> str:
    return next(found for found in text.splitlines() if label in found)


def test_the_dataset_gives_back_the_report_that_was_written(data: Path) -> None:
    made = troubled_report()
    (stored,) = stored_entries(data, STREET, 2020)
    read = stored.report
    for name in (
        "title",
        "agency_name",
        "year",
        "form",
        "status",
        "signed_by",
        "signed_on",
        "cells",
        "facts",
        "checks",
        "problems",
        "sha256",
    ):
        assert getattr(read, name) == getattr(made, name), name
    assert [(section.number, section.text) for section in read.sections] == [(s.number, s.text) for s in made.sections]
    assert stored.url == entry(made).url


def test_show_fits_80_columns_without_a_terminal(data: Path) -> None:
    text = printed(data, STREET, "2020")
    assert "\x1b" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert line(text, "（七）总计").split() == ["（七）总计", *["2"] * 7]
    assert line(text, "复议后起诉").split() == ["复议后起诉", *["2"] * 5]


def test_show_marks_what_needs_a_look(data: Path) -> None:
    text = printed(data, STREET, "2020")
    assert line(text, "（一）予以公开").split() == ["（一）予以公开", "见附件?", "2", "2", "2", "2", "·", "2"]
    assert line(text, "行政复议  ").split() == ["行政复议", "2", "2", "2", "-", "2"]
    assert line(text, "一、本年新收").split()[1:] == ["2", "2", "2", "2", "2", "2", "2!"]
    assert line(text, "I3").split()[:4] == ["I3", "received_new", "2", "12"]
    assert "0 pass, 1 fail, 1 unknown" in text
    assert "其他主动公开文件" in text
    for mark in ("blank on the page", "not on the page", "in doubt", "does not agree"):
        assert mark in text


def test_a_clean_report_has_no_marks(data: Path) -> None:
    text = printed(data, STREET, "2021")
    assert "not on the page" not in text
    assert "Problems" not in text
    assert "小关街道办事处2021年政府信息公开工作年度报告" in text


def test_a_mixed_report_shows_each_table_in_its_own_form(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = report()
    made.form = "mixed"
    made.cells = [cell for cell in form_cells("fmt2021") if cell.table.startswith("s2")]
    made.cells += [cell for cell in form_cells("fmt2019", 3) if cell.table.startswith("s3")]
    show_report(plain_console(), made, {})
    text = capsys.readouterr().out
    assert "现行有效件数" in text
    assert "2021年格式" in line(text, "s2_20_1_documents")
    assert "2019年格式" in line(text, "s3_requests")
    assert line(text, "（六）其他处理").split()[1:] == ["3"] * 7
    assert "s4_remedies" not in text


def test_texts_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    made = report()
    made.title = "[bold]标题[/bold] :smile:"
    made.cells = [Cell("s2_20_8_fees", "administrative_fees", "fee_amount", 2.5, "2.5元", "元", "fmt2021", "reported")]
    show_report(plain_console(), made, {})
    text = capsys.readouterr().out
    assert "[bold]标题[/bold] :smile:" in text
    assert "2.5元" in line(text, "行政事业性收费  ")


@pytest.mark.parametrize("name", [STREET, "北京市朝阳区小关街道", "小关街道办事处", "小关"])
def test_an_agency_is_found_by_id_name_spelling_or_part(data: Path, name: str) -> None:
    assert resolve_agency(data, name) == STREET


def test_what_cannot_be_shown_is_said_in_a_sentence(data: Path) -> None:
    for name, code in (("朝阳区", "agency_ambiguous"), ("海淀区", "agency_unknown")):
        with pytest.raises(DatasetError) as error:
            resolve_agency(data, name)
        assert error.value.code == code
    gap = CliRunner().invoke(show, [BUREAU, "2020", "--data", str(data)])
    assert isinstance(gap.exception, DatasetError)
    assert "outcome: overdue" in gap.exception.sentence
    nothing = CliRunner().invoke(show, [str(data / "none.html")])
    assert isinstance(nothing.exception, DatasetError)
    assert nothing.exception.code == "file_unreadable"


def test_show_reads_a_file(data: Path) -> None:
    source = SHARED / "reports" / "xiaoguan-2021.txt"
    if not source.is_file():
        pytest.skip("the shared reports are not here")
    text = printed(data, str(source))
    assert line(text, "agency id").split()[2] == "110105010-xiaoguanjiedao"
    assert "s3_requests" in text
    assert "0 fail" in text


def test_coverage_as_table_csv_and_parquet(data: Path) -> None:
    import io

    import pandas as pd

    def run(*more: str) -> bytes:
        result = CliRunner(env={"COLUMNS": "80"}).invoke(coverage, ["--data", str(data), *more])
        assert result.exception is None, result.exception
        return result.stdout_bytes

    text = run().decode()
    assert line(text, "财政局").split() == ["北京市朝阳区财政局", "✗", "!", "✓"]
    assert line(text, "小关街道").split() == ["北京市朝阳区小关街道", ".", "~", "✓"]
    assert "not_found" in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    csv = pd.read_csv(io.BytesIO(run("--format", "csv")))
    parquet = pd.read_parquet(io.BytesIO(run("--format", "parquet")))
    assert list(csv.columns) == list(parquet.columns)
    assert csv[["agency", "agency_name", "year", "outcome"]].equals(parquet[["agency", "agency_name", "year", "outcome"]])
    for form in ("table", "csv", "parquet"):
        file = data / f"coverage.{form}"
        run("--format", form, "--output", str(file))
        assert file.read_bytes() == run("--format", form)


def test_coverage_of_eighteen_years_fits_80_columns(tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    write_partition(root, STREET, 2021, [entry(report())])
    write_table(root, "agencies", [{"agency": STREET, "name": "北京市朝阳区小关街道", "kind": "subdistrict"}])
    write_table(root, "coverage", [{"agency": STREET, "year": year, "outcome": "parsed"} for year in range(2008, 2026)])
    result = CliRunner(env={"COLUMNS": "80"}).invoke(coverage, ["--data", str(tmp_path)])
    assert line(result.output, "agency").split() == ["agency", *(f"{year:02d}" for year in range(8, 26))]
    assert result.output.count("✓") == 18 + 1
    assert max(cell_len(line) for line in result.output.splitlines()) <= 80


def test_coverage_without_a_dataset_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(coverage, ["--data", str(tmp_path)])
    assert isinstance(result.exception, DatasetError)
    assert "crawl demo" in result.exception.sentence


def test_what_a_page_says_never_steers_the_terminal() -> None:
    stream = io.StringIO()
    made = report()
    made.title = "2021年\x1b[31m年报\x1b]0;hacked\x07\u202e"
    show_report(plain_console(stream), made, {"url": "http://www.example.test/\x9b2J"})
    shown = stream.getvalue()
    assert "年报" in shown
    assert not any(char in shown for char in "\x1b\x07\x9b\u202e")
