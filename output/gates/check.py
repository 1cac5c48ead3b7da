"""A data directory before its gates: one pass, nothing written."""

from __future__ import annotations

from pathlib import Path

from output.gates.previous import Previous
from output.gates.runs import stale_portals
from output.gates.survey import Survey
from output.progress import Progress, silent
from output.source import Source


def open_survey(source: Source, previous: Previous | None) -> Survey:
    """A survey of `source`, its registers taken in, beside the last release."""
    survey = Survey(source.registers, source.coverage, source.decisions, previous, stale_portals(source.data), source.faults)
    survey.add_registers()
    return survey


def survey_data(data: Path, previous: Previous | None = None, progress: Progress = silent) -> Survey:
    """Read the whole dataset of `data` and gather what the gates judge. Raises DatasetError without a dataset."""
    source = Source.open(data)
    survey = open_survey(source, previous)
    done, total = 0, source.parts()
    for block in source.blocks(previous.agencies() if previous else None):
        survey.add(block)
        done += len(block.agencies)
        progress("check", done, max(done, total))
    return survey
