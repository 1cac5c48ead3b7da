"""Fetching alone: what Scrapy costs as it comes, under our settings, and with archive and ledger but without reading."""

from __future__ import annotations

from functools import partial

from benchmarks.measure import Goal, Table
from benchmarks.pipeline import RUNS, Run, again, compare, nianbao, spider

PAGES = 400  # fetching is cheap: fewer would drown in the noise of the start
_DEFAULT = "Scrapy as it comes, pages dropped"
_TUNED = "Scrapy under our settings, pages dropped"
_OURS = "nianbao crawl without build: archive, ledger"
_AGAIN = "nianbao crawl without build, second run, nothing changed"


def tables(runs: int | None, pages: int | None) -> list[Table]:
    """The one table of this part."""
    ways: dict[str, Run] = {
        _OURS: partial(nianbao, build=False),
        _AGAIN: partial(again, build=False),
        _DEFAULT: partial(spider, "default"),
        _TUNED: partial(spider, "tuned"),
    }
    goals = [Goal(_TUNED, _DEFAULT, "<=", 0.75), Goal(_AGAIN, _OURS, "<=", 1)]
    return [compare("Fetching", ways, goals, runs or RUNS, pages or PAGES)]
