"""What is installed, and whether a data directory is sound: a line each, with what to do. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from crawler.doctor.data import data_lines
from crawler.doctor.line import Line
from crawler.doctor.machine import machine_lines
from crawler.doctor.settings import settings_lines

__all__ = ["Line", "examine"]


def examine(data: Path, settings: Mapping[str, str]) -> Iterator[Line]:
    """Every line: of this machine, of the settings as `-s` would give them, of the data directory."""
    yield from machine_lines()
    yield from settings_lines(settings)
    yield from data_lines(data)
