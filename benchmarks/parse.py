"""Reading: bytes to grids by us and by others, and bytes to the whole record, on the same pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks import grids
from benchmarks.measure import Goal, Table, cpu_ms, interleave
from benchmarks.pages import CHARSETS, listed
from parsing import parse

RUNS = 5
PAGES = 10
_RECORD = "nianbao.parse, the whole record"
_OURS = "nianbao: grids and paragraphs"
_LEXBOR = "lexbor, CSS queries"
_FLOOR = "lexbor, parse only"
_BS4 = "BeautifulSoup + lxml"
_LONG = 4_200  # paragraphs in a section that make a page of 5 MB

WAYS: dict[str, Callable[[bytes, str], object]] = {
    _OURS: grids.nianbao,
    _RECORD: lambda data, charset: parse(data, content_type=f"text/html; charset={charset}"),
    **grids.PEERS,
    _FLOOR: grids.lexbor_parse_only,
}


def tables(runs: int | None, pages: int | None) -> list[Table]:
    """One table for each charset. Raises RuntimeError where a peer's grids differ from ours."""
    return [_table(name, charset, runs or RUNS, pages or PAGES) for name, charset in CHARSETS.items()]


def _table(name: str, charset: str, runs: int, pages: int) -> Table:
    data = [report.page(charset) for report in listed(pages * (runs + 1))]
    _check(data[0], charset)
    # Other pages in every round, or what a reader remembers of one would spare it the next.
    rounds = [data[start : start + pages] for start in range(0, len(data), pages)]
    ways = interleave({way: partial(_cost, f, iter(rounds), charset) for way, f in WAYS.items()}, runs)
    for way in ways if charset == "utf-8" else []:
        way.peaks = {"page": peak(way.name, charset, None), "5 MB page": peak(way.name, charset, _LONG)}
    goals = [Goal(_BS4, _OURS, ">=", 15), Goal(_OURS, _LEXBOR, "<=", 2.5), Goal(_OURS, _FLOOR, "<=", 2.5), Goal(_BS4, _RECORD, ">=", 8)]
    title = f"Parsing {name}: bytes to the grids of {pages} pages of {len(data[0]) / 1024:.0f} KB"
    notes = ["peak MB: growth of the process over its imports and a first small page"] if charset == "utf-8" else []
    return Table(title, "page", ways, goals, notes)


def _cost(extract: Callable[[bytes, str], object], rounds: Iterator[Sequence[bytes]], charset: str) -> float:
    return cpu_ms(lambda page: extract(page, charset), next(rounds))


def _check(data: bytes, charset: str) -> None:
    ours = [grids.places(grid) for grid in grids.nianbao(data, charset)]
    for name, extract in grids.PEERS.items():
        if [grids.places(grid) for grid in extract(data, charset)] != ours:
            raise RuntimeError(f"the grids of {name} differ from ours on the {charset} page; the ratios would compare unlike things")


def peak(way: str, charset: str, paragraphs: int | None) -> float:
    """Peak memory in MB of one page in a process of its own, over what the process held before (Linux; 0 elsewhere)."""
    command = [sys.executable, "-m", "benchmarks.parse", way, charset, str(paragraphs or "")]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _high_water() -> float:
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            return next(float(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return 0.0


def _reset_high_water() -> None:
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:  # noqa: PTH123
            file.write("5")  # proc(5): the peak falls back to the present size
    except OSError:
        return


def _print_peak(way: str, charset: str, paragraphs: str) -> None:
    report = listed(1)[0]
    data = report.page(charset, paragraphs=int(paragraphs)) if paragraphs else report.page(charset)
    WAYS[way](report.page(charset, paragraphs=1), charset)
    _reset_high_water()
    before = _high_water()
    WAYS[way](data, charset)
    print(_high_water() - before)


if __name__ == "__main__":
    _print_peak(*sys.argv[1:])
