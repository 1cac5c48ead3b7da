"""`nianbao parse` as a program: what it prints, what it ends with, and that it is `parse(bytes)`."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from made_pages import clean_page, random_figures, render

from parsing import parse
from parsing.records import Report

ROOT = Path(__file__).resolve().parents[2]
KEYS = (
    "source member sha256 format status reason title agency_name year form report_scope signed_by signed_on published_on sections cells facts"
    " checks problems"
).split()
CELL_KEYS = ["table", "row", "col", "value", "raw", "unit", "form", "status", "method"]


def nianbao(*arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "nianbao", "parse", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "年报 2021.html"
    path.write_text(render(clean_page("fmt2021", random_figures("fmt2021", random.Random(5)))), encoding="utf-8")
    return path


def lines(run: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.decode("utf-8").splitlines()]


def test_one_line_a_report_with_the_keys_of_the_contract(page: Path) -> None:
    run = nianbao(str(page))
    (report,) = lines(run)
    assert (run.returncode, run.stderr) == (0, b"")
    assert list(report) == KEYS
    assert list(report["cells"][0]) == CELL_KEYS
    assert list(report["checks"][0]) == ["check", "scope", "status", "left", "right"]
    assert (report["source"], report["member"], report["format"], report["status"], len(report["cells"])) == (
        str(page),
        None,
        "html",
        "parsed",
        200,
    )


def test_it_is_the_python_function(page: Path) -> None:
    import nianbao as front

    (printed,) = lines(nianbao(str(page)))
    (report,) = front.parse(page.read_bytes())
    assert {**report.to_dict(), "source": str(page)} == printed
    assert Report.from_dict(printed).to_dict() == printed


def test_bad_files_get_a_line_and_bad_paths_stop_nobody(page: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "noise").write_bytes(random.Random(1).randbytes(4000))
    inputs = [str(tmp_path / "empty"), str(tmp_path / "none.html"), str(tmp_path), str(page), str(tmp_path / "noise")]
    run = nianbao(*inputs)
    assert run.returncode == 3
    assert [(line["source"], line["status"]) for line in lines(run)] == [
        (inputs[0], "failed"),
        (inputs[3], "parsed"),
        (inputs[4], "failed"),
    ]
    errors = run.stderr.decode()
    assert inputs[1] in errors
    assert inputs[2] in errors
    assert "Traceback" not in errors


def test_exit_codes_of_bad_files_and_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"\x00\x01\x02" * 50)
    assert nianbao(str(tmp_path / "noise")).returncode == 0
    for wrong in ((), ("--no-such-option",)):
        run = nianbao(*wrong)
        assert run.returncode == 2
        assert run.stdout == b""


def test_locale_c_prints_the_same_bytes(page: Path) -> None:
    here = nianbao(str(page))
    plain = nianbao(str(page), LC_ALL="C", LANG="C")
    assert plain.returncode == 0
    assert plain.stdout == here.stdout


def test_a_closed_pipe_is_no_traceback(page: Path) -> None:
    arguments = " ".join(["'" + str(page) + "'"] * 20)
    run = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m nianbao parse {arguments} | head -c 10"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert run.stdout == b'{"source":'
    assert b"Traceback" not in run.stderr
    assert b"Error" not in run.stderr


def test_reports_never_depend_on_the_ones_before(page: Path) -> None:
    twice = lines(nianbao(str(page), str(page)))
    assert twice[0] == twice[1]
    assert parse(page.read_bytes()) == parse(page.read_bytes())
