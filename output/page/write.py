"""index.html and its parts, written into a release folder; the same release gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from output.codes import code_rows
from output.page.agencies import AGENCIES_A_PART, agency_parts, check_parts, failed_checks
from output.page.cells import cell_parts, forms_part
from output.page.coverage import agencies_of, coverage_of, labelled
from output.page.figures import MAIN, OUTCOMES, RECEIVED, Figures, figures_of, grounds, latest_received, plain
from output.page.index import index_page, recipes
from output.page.problems import problem_counts
from output.page.script import part
from output.page.source import Row, Source
from output.schema import INDICATORS
from output.schema.codebook import codebook_rows

_ABOUT: Final = ("name", "version", "schema_version", "nianbao_version", "previous", "data_until", "warnings")
_BOOK: Final = ("entry", "within", "name", "form", "table", "type", "unit", "label_zh", "label_en", "description", "source", "warning")


def write_page(release: Path, about: Mapping[str, Any]) -> list[Path]:
    """Write index.html and page/ into a release folder, from its Parquet files alone. Returns the paths, sorted.

    `about`: name, version, nianbao_version, schema_version, previous, data_until and warnings of the release, shown as they are. Raises
    OSError when the disk refuses.
    """
    source = Source(release)
    written = []
    for name, content in _contents(source, about):
        path = release / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return sorted(written)


def _contents(source: Source, about: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    agencies, figures, failed = agencies_of(source), figures_of(source), failed_checks(source)
    overview, checks = check_parts(agencies, failed)
    for name, value in (*agency_parts(source, agencies, figures, failed), *checks, ("codebook", _codebook()), ("forms", forms_part())):
        yield f"page/{name}.js", part(name, value)
    for name, value in cell_parts(source, agencies, AGENCIES_A_PART):
        yield f"page/{name}.js", part(name, value)
    data = {
        "about": {name: about[name] for name in _ABOUT if about.get(name) is not None},
        "agencies": _columns(source, agencies, figures, failed),
        "agenciesAPart": AGENCIES_A_PART,
        "coverage": coverage_of(source, agencies),
        "trends": _trends(figures),
        "checks": overview,
        "problems": problem_counts(source),
        "counts": {name: source.count(name) for name in ("reports", "cells", "checks", "problems")},
        "indicators": [[code, one.zh, one.en, one.unit, one.warning, _sources(code)] for code, one in INDICATORS.items()],
        "files": source.files(),
        "labels": _labels(),
        "recipes": recipes(),
    }
    yield "index.html", index_page(data)


def _columns(source: Source, agencies: Sequence[Row], figures: Figures, failed: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """The list of agencies, a column at a time: thousands of rows that repeat their names would take twice the space."""
    received, counts = latest_received(figures), _reports_of(source)
    ids = [row["agency"] for row in agencies]
    return {
        "id": ids,
        "name": [row["name"] for row in agencies],
        "kind": [row["kind"] for row in agencies],
        "place": [row.get("place_name") or "" for row in agencies],
        "names": [" ".join(name for name in row.get("names") or () if name != row["name"]) for row in agencies],
        "successor": [row.get("successor") or "" for row in agencies],
        "reports": [counts.get(agency, 0) for agency in ids],
        "failed": [len(failed.get(agency, ())) for agency in ids],
        "received": [list(received.get(agency, ())) for agency in ids],
    }


def _reports_of(source: Source) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _, table in source.years("reports", ("agency",)):
        for agency in table.column("agency").to_pylist():
            counts[agency] = counts.get(agency, 0) + 1
    return counts


def _trends(figures: Figures) -> dict[str, Any]:
    sums = {scope: {code: _series(years) for code, years in codes.items()} for scope, codes in sorted(figures.sums.items())}
    return {"received": RECEIVED, "outcomes": list(OUTCOMES), "grounds": grounds(), "main": list(MAIN), "scopes": sums}


def _series(years: Mapping[int, Sequence[float]]) -> list[list[float | None]]:
    """Year, sum, reports behind it, and how many of them are near matches."""
    return [[year, plain(total), int(count), int(near)] for year, (total, count, near) in sorted(years.items())]


def _sources(code: str) -> dict[str, list[str]]:
    """The cells of each form behind an indicator: what `nianbao trace` is asked for."""
    return {form: list(found.cells) for form, found in INDICATORS[code].sources.items() if found.cells}


def _labels() -> dict[str, dict[str, list[str]]]:
    codes = code_rows()
    kinds = {
        "outcome": ("outcome",), "reason": ("address_outcome", "problem", "reason"), "kind": ("agency_kind",), "status": ("status",),
        "check": ("check", "soft_check"), "form": ("form",), "scope": ("report_scope",), "problem": ("problem",),
        "cell": ("cell_status",), "method": ("method",), "table": ("table",),
    }  # fmt: skip
    return {name: labelled(codes, *wanted) for name, wanted in kinds.items()}


def _codebook() -> dict[str, Any]:
    return {"columns": _BOOK, "rows": [[row[name] for name in _BOOK] for row in codebook_rows()]}
