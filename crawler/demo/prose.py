"""The narrative of a report, composed from the sentences of `prose.toml` and the report's own figures."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import Any

from crawler.demo.figures import HERE, DemoReport


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads((HERE / "prose.toml").read_text(encoding="utf-8"))


def _fill(report: DemoReport, sentences: list[str]) -> list[str]:
    rows = {"received": "received_new", "carried_in": "carried_in", "closed": "results_total", "carried_out": "carried_out"}
    figures = {name: report.cells.get(f"s3_requests.{row}.total", report.totals[row]) for name, row in rows.items()}
    fixed = {"year": report.year, "self": report.self_name, "posts": report.entry["posts"]}
    return [sentence.format(**fixed, **figures) for sentence in sentences]


def opening(report: DemoReport) -> str:
    """The sentence before the first section, with the statistical period."""
    return _fill(report, [_sentences()["opening"]])[0]


def overview(report: DemoReport) -> list[str]:
    """Section 1; a government adds the sixth part."""
    parts = _sentences()["overview"]
    return _fill(report, parts["common"] + (parts["government"] if report.kind == "government" else []))


def improvement(report: DemoReport) -> list[str]:
    """Section 5."""
    return _fill(report, _sentences()["improvement"]["common"])


def other(report: DemoReport) -> str:
    """Section 6: the fee sentence from FY2021 on, before that nothing to report."""
    sentences, fees = _sentences()["other"], report.entry.get("fees")
    if fees is None:
        return str(sentences["none"])
    return str(sentences["fees"]).format(issued=fees[0], amount=fees[1], collected=fees[2])


def left_out() -> str:
    """What stands in a section whose table is left out."""
    return str(_sentences()["left_out"])


def signed(report: DemoReport) -> str:
    """The date of the sign-off as printed, e.g. 2022年1月6日."""
    day = date.fromisoformat(report.entry["signed_on"])
    return f"{day.year}年{day.month}月{day.day}日"
