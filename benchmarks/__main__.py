"""`python -m benchmarks [PART]… [--runs N] [--pages N] [--json FILE]`: measure, and print the ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import show

# The parts that start processes come first: a child begins with the memory of its parent, and the others fill it.
PARTS = {
    "crawl": "benchmarks.crawl",
    "pipeline": "benchmarks.pipeline",
    "formats": "benchmarks.formats",
    "parse": "benchmarks.parse",
    "write": "benchmarks.write",
}
# Those that take an hour are asked for by name.
LONG = {"memory": "benchmarks.memory", "release": "benchmarks.release"}
_PEERS = ("scrapy", "beautifulsoup4", "lxml", "selectolax", "pandas", "pyarrow")


def main() -> None:
    """Measure the parts asked for, in a fixed order."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="What nianbao costs, as ratios against named peers.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS | LONG)}; default all but {', '.join(LONG)}")
    parser.add_argument("--runs", type=int, help="interleaved rounds, each part has its own default")
    parser.add_argument("--pages", type=int, help="pages (reports) a round, each part has its own default")
    parser.add_argument("--json", type=Path, help="write every measured value to this file")
    options = parser.parse_args()
    if strange := set(options.parts) - set(PARTS | LONG):
        parser.error(f"there is no part {', '.join(sorted(strange))}")
    print(_machine(), flush=True)
    found = []
    wanted = options.parts or list(PARTS)
    for module in [module for name, module in (PARTS | LONG).items() if name in wanted]:
        for table in import_module(module).tables(options.runs, options.pages):
            print("\n" + show(table), flush=True)
            found.append(table.to_dict())
    if options.json:
        options.json.write_text(json.dumps({"machine": _machine(), "tables": found}, ensure_ascii=False, indent=1), encoding="utf-8")


def _machine() -> str:
    peers = ", ".join(f"{name} {version(name)}" for name in _PEERS)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return f"{os.cpu_count()} CPUs ({platform.machine()}), {load}, Python {platform.python_version()}, {peers}"


if __name__ == "__main__":
    main()
