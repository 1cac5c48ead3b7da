"""What got worse with the last run, as its run.json tells it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_SHOWN = 5


def last_worse(data: Path) -> list[dict[str, Any]]:
    """The agency-years that the last run in `data` found worse than the run before; empty where there are none, or no run was made.

    Each has agency, name, year, was, now (None where the year is no longer expected) and reason.
    """
    for folder in sorted((data / "runs").glob("*/run.json"), reverse=True):
        build = json.loads(folder.read_text(encoding="utf-8"))["build"]
        if build is not None:
            return list(build.get("worse", []))
    return []


def worse_lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    """One line for people an agency-year, the first few, and how many more there are."""
    lines = [f"{row['name']} {row['year']}: {row['was']} → {row['now'] or 'no longer expected'}{_why(row)}" for row in rows[:_SHOWN]]
    return lines + ([f"and {len(rows) - _SHOWN} more, in run.json"] if len(rows) > _SHOWN else [])


def _why(row: dict[str, Any]) -> str:
    return f" ({row['reason']})" if row["reason"] else ""
