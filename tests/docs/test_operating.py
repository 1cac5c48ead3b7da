"""The operator's guide says what to do about everything a run can say; and what is to be copied from deploy/ holds together."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from crawler.monitors import MONITORS
from crawler.outcomes import ADDRESS_OUTCOMES, AGENCY_YEAR_OUTCOMES
from output.codes import code_rows

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "crawler").rglob("*.py"))}


def in_tables(guide: str) -> set[str]:
    cells = (line.split("|")[1] for line in guide.splitlines() if line.startswith("| `"))
    return {code for cell in cells for code in re.findall(r"`(\w+)`", cell)}


def findings() -> set[str]:
    """The codes of every finding: those of the monitors' table, and those that other files tell the tally."""
    told = {code for text in SOURCES.values() for code in re.findall(r"tally\.find\(\s*\"\w+\",\s*\"(\w+)\"", text)}
    levels = {code for text in SOURCES.values() for code in re.findall(r"Monitor\(\s*\"(\w+)\"", text)}
    return told | levels | {monitor.code for monitor in MONITORS}


def test_every_finding_has_its_line() -> None:
    assert {"nothing_listed", "stale_portal", "column_drifted"} <= findings()
    assert findings() - in_tables(GUIDE) == set()


def test_every_outcome_has_its_line() -> None:
    assert {*ADDRESS_OUTCOMES, *AGENCY_YEAR_OUTCOMES} - in_tables(GUIDE) == set()


def test_every_reason_that_an_ending_or_a_row_may_have_is_in_the_codes() -> None:
    known = {row["code"] for row in code_rows() if row["kind"] == "reason"}
    pattern = r"(?:Ending|Refused)\(\s*\"\w+\",\s*\"(\w+)\"|\"reason\": \"(\w+)\""
    used = {code for text in SOURCES.values() for pair in re.findall(pattern, text) for code in pair if code}
    assert {"backing_off", "abolished", "not_listed"} <= used
    assert used - known == set()


@pytest.mark.parametrize("unit", ["nianbao.service", "nianbao.timer"])
def test_units_are_well_formed(unit: str) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ROOT / "deploy" / "systemd" / unit, encoding="utf-8")
    assert parser["Install"]["WantedBy"]


def test_what_deploy_names_is_there() -> None:
    container = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", container, re.M) for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    assert {"parsing", "output", "crawler", "nianbao.py"} <= set(copied)
    egg = (ROOT / "deploy" / "scrapyd" / "setup.py").read_text(encoding="utf-8")
    cfg = configparser.ConfigParser()
    cfg.read([ROOT / "scrapy.cfg"])
    assert f"settings = {cfg['settings']['default']}" in egg
