"""The whole pipeline over HTTP on loopback: fetch, archive, ledger, records, Parquet; and a second run on which nothing changed."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.measure import Child, Goal, Table, interleave, run_child
from benchmarks.server import list_paths, serving

RUNS = 3
PAGES = 180
# The cost of a page is the slope between a small and a large crawl, so that imports and the start of the workers drop out. The small one
# is large enough for every worker to start.
_FEW = 60
_DEFAULT = "Scrapy as it comes, pages dropped"
_BS4 = "Scrapy, BeautifulSoup + lxml, DataFrame.to_parquet"
_OURS = "nianbao crawl: archive, ledger, records, dataset"
_AGAIN = "nianbao crawl, second run, nothing changed"
_NOTE = "CPU of a page is (large crawl − small crawl) / pages between; own process and workers, not the server. Peak: the largest process."

Run = Callable[[str, int, Path], Child]


def tables(runs: int | None, pages: int | None) -> list[Table]:
    """The one table of this part."""
    ways: dict[str, Run] = {
        _OURS: partial(nianbao, build=True),
        _AGAIN: again,
        _DEFAULT: partial(spider, "default"),
        _BS4: partial(spider, "bs4"),
    }
    goals = [Goal(_OURS, _DEFAULT, "<=", 4), Goal(_BS4, _OURS, ">=", 3)]
    return [compare("Whole pipeline", ways, goals, runs or RUNS, pages or PAGES)]


def compare(title: str, ways: dict[str, Run], goals: list[Goal], runs: int, pages: int) -> Table:
    """Measure the slope of each way on a portal of few and of many reports. Raises RuntimeError where a run fails or misses a page."""
    peaks = dict.fromkeys(ways, 0.0)

    def slope(name: str, run: Run, portals: dict[int, str], folder: Path, numbers: count) -> float:  # type: ignore[type-arg]
        used = {}
        for n, url in portals.items():
            (target := folder / str(next(numbers))).mkdir()
            used[n] = run(url, n, target)
            peaks[name] = max(peaks[name], used[n].peak_mb)
        return (used[pages].cpu_ms - used[_FEW].cpu_ms) / (pages - _FEW)

    with tempfile.TemporaryDirectory() as folder, serving(_FEW) as few, serving(pages) as many:
        portals, numbers = {_FEW: few, pages: many}, count()
        tasks = {name: partial(slope, name, run, portals, Path(folder), numbers) for name, run in ways.items()}
        measured = interleave(tasks, runs, warm=False)
    for way in measured:
        way.peaks = {"": peaks[way.name]}
    return Table(f"{title}: {pages} reports, UTF-8 and GBK by turns", "report", measured, goals, [_NOTE])


def spider(kind: str, url: str, pages: int, folder: Path) -> Child:
    """A peer of `benchmarks.spiders`."""
    return run_child([sys.executable, "-m", "benchmarks.spiders", kind, url, str(pages), str(folder)], str(folder / "log"))


def nianbao(url: str, pages: int, folder: Path, *, build: bool) -> Child:
    """`nianbao crawl` with default settings but for politeness, which loopback does not need, and the bound on list pages.

    Raises RuntimeError unless all is found.
    """
    settings = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": 0, "NIANBAO_BUILD": int(build), "LOG_LEVEL": "WARNING"}
    settings["NIANBAO_MAX_PAGES"] = len(list_paths(pages))
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    data = folder / "data"
    command = [sys.executable, "-m", "nianbao", "crawl", url, "--allow-private", *options, "--data", str(data)]
    child = run_child(command, str(folder / "log"))
    last = json.loads(max((data / "runs").iterdir()).joinpath("run.json").read_text(encoding="utf-8"))
    known = last["outcomes"].get("unchanged", 0) + last.get("not_due", 0)
    if (known if (folder / "first").exists() else last["outcomes"].get("fetched")) != pages:
        raise RuntimeError(f"nianbao did not come by {pages} reports: {json.dumps(last)[:2000]}")
    if build and (written := len(list((data / "dataset" / "cells").glob("*/*/*.parquet")))) != pages:
        raise RuntimeError(f"nianbao wrote {written} partitions for {pages} reports")
    return child


def again(url: str, pages: int, folder: Path, *, build: bool = True) -> Child:
    """The second of two runs: lists, what the age rule has due again, nothing to read and nothing to write."""
    nianbao(url, pages, folder, build=build)
    (folder / "first").touch()
    return nianbao(url, pages, folder, build=build)
