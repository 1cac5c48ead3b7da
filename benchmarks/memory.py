"""Memory: the peak of a crawl and of a build over portals of ever more pages. `python -m benchmarks memory`; not in the default set."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Child, Table, Way, run_child
from benchmarks.pipeline import nianbao
from benchmarks.server import serving

SIZES = (1_000, 10_000, 50_000)
_CRAWL = "nianbao crawl without build"
_BUILD = "nianbao reparse, everything read and written"
_NOTE = (
    "Peak: the largest process, resident. Its CPU is of the whole run, imports and workers included. One portal with one column, the pages "
    "made on the fly."
)


def tables(runs: int | None, pages: int | None) -> list[Table]:
    """The one table of this part: one run of each size up to `pages`; `runs` does not matter to a peak."""
    del runs
    ways = {name: Way(name, []) for name in (_CRAWL, _BUILD)}
    for size in [size for size in SIZES if size <= (pages or SIZES[-1])]:
        with tempfile.TemporaryDirectory() as folder, serving(size) as url:
            used = {_CRAWL: nianbao(url, size, Path(folder), build=False), _BUILD: _build(Path(folder))}
        for name, child in used.items():
            ways[name].values.append(child.cpu_ms / size)
            ways[name].peaks[f"{size:,} pages"] = child.peak_mb
            print(f"{name}: {size} pages, {child.cpu_ms / size:.2f} ms a page, {child.peak_mb:.0f} MB", file=sys.stderr, flush=True)
    return [Table("Memory", "report", list(ways.values()), [], [_NOTE])]


def _build(folder: Path) -> Child:
    """Everything from the archive alone. Raises RuntimeError where it fails."""
    return run_child([sys.executable, "-m", "nianbao", "reparse", "--data", str(folder / "data")], str(folder / "log"))
