"""How often each problem occurs in a release: what a reader of the data should know before using it."""

from __future__ import annotations

from collections import Counter

from output.page.source import Row, Source


def problem_counts(source: Source) -> list[Row]:
    """Of each code how many problems there are and how many reports have it, doubts first, the most frequent first."""
    problems: Counter[tuple[str, str]] = Counter()
    reports: Counter[tuple[str, str]] = Counter()
    for _, table in source.years("problems", ("report_id", "code", "level")):
        rows = list(zip(*(table.column(name).to_pylist() for name in ("level", "code", "report_id")), strict=True))
        problems.update((level, code) for level, code, _ in rows)
        reports.update((level, code) for level, code, _ in set(rows))
    keys = sorted(problems, key=lambda key: (key[0] != "doubt", -reports[key], key[1]))
    return [{"level": level, "code": code, "count": problems[level, code], "reports": reports[level, code]} for level, code in keys]
