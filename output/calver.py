"""The version of a release: the month of its newest capture, and a number within it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from output.errors import DatasetError

Version = tuple[int, int, int]
_FORM = re.compile(r"(\d{4})\.([1-9]|1[0-2])\.(0|[1-9]\d*)")


def parse_version(text: str) -> Version | None:
    """`2026.11.0` as (2026, 11, 0); None for anything else."""
    found = _FORM.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def released_versions(out: Path) -> list[Version]:
    """The versions that lie in a directory of releases, oldest first. A directory has its name only once it is whole."""
    found = (parse_version(path.parent.name) for path in out.glob("*/index.json"))
    return sorted(version for version in found if version)


def written(version: Version) -> str:
    """The version as text."""
    return ".".join(map(str, version))


def next_version(newest: datetime, versions: list[Version]) -> Version:
    """The first free number of the month of the newest capture (UTC); of a later month, where a release has that already."""
    month = max((newest.year, newest.month), versions[-1][:2] if versions else (0, 0))
    return (*month, max((number for *other, number in versions if tuple(other) == month), default=-1) + 1)


def wanted_version(text: str, versions: list[Version]) -> Version:
    """The version that a user asks for. Raises DatasetError where it is none, or not above the last release."""
    version = parse_version(text)
    if version is None:
        raise DatasetError("bad_version", f"“{text}” is no version of a release; write year, month and number, as 2026.11.0.")
    if versions and version < versions[-1]:
        raise DatasetError(
            "version_passed", f"{text} comes before {written(versions[-1])}, the last release; choose a version above it, or give none."
        )
    return version
