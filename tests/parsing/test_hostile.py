"""Pages made to hurt: each costs bounded time and memory, in a process of its own, and ends with a named outcome."""

# ruff: noqa: PLW0108 (a lambda keeps the bytes unbuilt until its own process wants them)

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parsing import parse
from parsing.problems import PROBLEMS, REASONS

CPU_SECONDS = 8
MEGABYTES = 700
TITLE = "<h1>某某局2021年政府信息公开工作年度报告</h1>"
HEADER = "<table><tr><td>指标<td>自然人<td>总计"
NEW = "一、本年新收政府信息公开申请数量"

CASES: dict[str, Callable[[], bytes]] = {
    "nested_tables_25_mb": lambda: b"<table><tr><td>" * 1_700_000,
    "nested_tables_few": lambda: b"<table><tr><td>" * 3000,
    "nested_tables_with_text": lambda: b"<table><tr><td>1" * 600 + b"x",
    "million_cells": lambda: b"<table>" + (b"<tr>" + b"<td>1</td>" * 100 + b"</tr>") * 10_000 + b"</table>",
    "hundred_thousand_cells": lambda: b"<table>" + (b"<tr>" + b"<td>1</td>" * 100 + b"</tr>") * 900 + b"</table>",
    "giant_span": lambda: b'<table><tr><td colspan="100000000" rowspan="99999999">a<td>1</table>',
    "many_spans": lambda: b"<table>" + (b"<tr>" + b"<td colspan=1000 rowspan=60000>1" * 300) + b"</table>",
    "rowspans": lambda: b"<table>" + b"<tr><td rowspan=60000>1" * 20_000 + b"</table>",
    "digits_in_a_span": lambda: b'<table><tr><td colspan="' + b"9" * 3_000_000 + b'">1</table>',
    "no_tables": lambda: f"<html><body>{TITLE}<p>一、总体情况</p>".encode(),
    "deep_divs": lambda: b"<div>" * 500_000,
    "formatting_bomb": lambda: b"".join(b"<p><b id=%d>" % n for n in range(100_000)),
    "formatting_bomb_small": lambda: b"".join(b"<p><b id=%d>" % n for n in range(3_900)),
    "angle_brackets": lambda: b"<" * 12_000_000,
    "attributes": lambda: b"<p " + b"a=1 " * 5_000_000 + b">",
    "one_long_line": lambda: ("政府信息公开" * 1_400_000).encode(),
    "one_long_paragraph": lambda: ("<p>" + "2021年政府信息公开工作年度报告" * 400_000).encode(),
    "three_million_lines": lambda: b"\ta\n" * 3_000_000,
    "many_text_tables": lambda: b"\ta\n\tb\n\n" * 800_000,
    "text_tables_of_figures": lambda: (b"\t1\n" * 5000 + b"\n") * 30,
    "digit_string_5_mb": lambda: f"{TITLE}{HEADER}<tr><td>{NEW}<td>".encode() + b"9" * 5_000_000 + b"<td>1</table>",
    "label_5_mb": lambda: f"{TITLE}{HEADER}<tr><td>{'属于国家秘密' * 300_000}<td>1<td>1</table>".encode(),
    "label_of_brackets": lambda: f"{TITLE}{HEADER}<tr><td>{'（' * 300_000}<td>1<td>1</table>".encode(),
    "gzip_bomb": lambda: gzip.compress(b"<table>" * 40_000_000),
    "many_headings": lambda: "<p>一、总体情况</p>".encode() * 60_000,
    "many_titles": lambda: TITLE.encode() * 50_000,
    "many_labels": lambda: (HEADER + "".join(f"<tr><td>{NEW}{n}<td>1<td>1" for n in range(20_000))).encode(),
    "many_near_labels": lambda: (HEADER + "".join(f"<tr><td>1.属于国密{n}号<td>1<td>1" for n in range(20_000))).encode(),
    "one_row_of_columns": lambda: ("<table><tr><td>x" + "<td>自然人" * 30_000 + f"<tr><td>{NEW}" + "<td>1" * 30_000).encode(),
    "random": lambda: random.Random(1).randbytes(5_000_000),
    "nuls": lambda: b"\x00" * 3_000_000,
    "nuls_inside": lambda: f"{TITLE}{HEADER}<tr><td>{NEW}<td>1<td>1</table>".encode().replace(b"1", b"\x001"),
    "utf16": lambda: f"{TITLE}{HEADER}<tr><td>{NEW}<td>1<td>1</table>".encode("utf-16"),
    "utf16_without_mark": lambda: f"{TITLE}{HEADER}<tr><td>{NEW}<td>1<td>1</table>".encode("utf-16-be"),
    "half_a_character": lambda: f"{TITLE}{HEADER}<tr><td>{NEW}<td>1<td>1</table><p>某".encode()[:-1],
}


def measure(name: str) -> None:
    """Read one case in this process and print what became of it, the memory above its own bytes, and the time."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS + 20, CPU_SECONDS + 20))
    data = CASES[name]()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    report = parse(data)[0]
    seconds = time.process_time() - started
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / (1024 if sys.platform != "darwin" else 1024**2)
    codes = sorted({problem.code for problem in report.problems})
    sys.stdout.write(json.dumps([name, report.status, report.reason, len(report.cells), codes, megabytes, seconds]) + "\n")
    sys.stdout.flush()


def main() -> None:
    for name in CASES:
        child = os.fork()
        if child == 0:
            measure(name)
            os._exit(0)
        os.waitpid(child, 0)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[Any]]:
    root = str(Path(__file__).resolve().parents[2])
    run = subprocess.run([sys.executable, __file__], env={**os.environ, "PYTHONPATH": root}, capture_output=True, check=True, timeout=280)
    return {name: rest for name, *rest in map(json.loads, run.stdout.decode().splitlines())}


@pytest.mark.parametrize("name", CASES)
def test_hostile_page_costs_little_and_is_named(name: str, outcomes: dict[str, list[Any]]) -> None:
    assert name in outcomes, "the reader died"
    status, reason, n_cells, codes, megabytes, seconds = outcomes[name]
    assert status in ("partial", "failed", "not_a_report"), (status, codes)
    assert reason in REASONS if status != "partial" else codes
    assert set(codes) <= set(PROBLEMS)
    assert n_cells <= 2_500
    assert megabytes < MEGABYTES
    assert seconds < CPU_SECONDS


if __name__ == "__main__":
    main()
