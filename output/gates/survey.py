"""What the gates judge: gathered from the blocks of a dataset in one pass, small whatever the size of the dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from output.blocks import Block, Fault
from output.decisions import Decisions
from output.gates.codes import KnownCodes, Unknown, unknown_codes
from output.gates.previous import Previous
from output.schema import PARTITIONED, TABLES
from parsing.forms.soft import SOFT

Row = dict[str, Any]
Key = tuple[str, int]

_CELLS = ("cells_reported", "cells_blank", "cells_unparsed")
_PROBLEMS = ("doubts", "notes")
# What a report says itself of the number of its rows in another table.
_SAID: dict[str, tuple[str, ...]] = {"cells": _CELLS, "problems": _PROBLEMS}
# What it says of its checks: (whether soft ones, their status).
_CHECKS = {"checks_failed": (False, "fail"), "checks_unknown": (False, "unknown"), "soft_checks_failed": (True, "fail")}


@dataclass(slots=True)
class Survey:
    """Everything that was seen. `coverage` maps (agency, year) to its row as it will be released; `stale` is what the last runs found."""

    registers: Mapping[str, pa.Table]
    coverage: Mapping[Key, Row]
    decisions: Decisions = field(default_factory=Decisions)
    previous: Previous | None = None
    stale: Sequence[tuple[str, str]] = ()
    faults: list[Fault] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    unknown: dict[str, Unknown] = field(default_factory=dict)
    misplaced: list[str] = field(default_factory=list)
    miscounted: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    identities: Counter[tuple[str, str]] = field(default_factory=Counter)
    fill: Counter[tuple[str, str]] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    _codes: KnownCodes | None = None

    def add(self, block: Block) -> None:
        """Take in a block. What is withheld must be gone from it."""
        self.faults += block.faults
        for table in PARTITIONED:
            rows = block.tables[table.name]
            self.rows[table.name] += rows.num_rows
            self.duplicates += duplicated(rows, table.name, (*table.key, "agency", "year"))
            self._note_unknown(rows, table.name)
        self.duplicates += duplicated(block.tables["reports"], "reports", ("agency", "year", "report_scope"))
        self._compare(block)
        self._count(block)
        if self.previous is not None:
            self.losses += self._lost(block, self.previous)

    def add_registers(self) -> None:
        """Take in the registers, once."""
        for name, rows in self.registers.items():
            self.rows[name] = rows.num_rows
            self.duplicates += duplicated(rows, name, TABLES[name].key)
            self._note_unknown(rows, name)

    def _note_unknown(self, rows: pa.Table, name: str) -> None:
        self._codes = self._codes or KnownCodes(self.registers["codes"], self.registers["agencies"])
        for code, found in unknown_codes(rows, name, self._codes):
            known = self.unknown.setdefault(code, Unknown(0, found.where))
            known.rows += found.rows

    def _compare(self, block: Block) -> None:
        """What the tables of a block say about each other."""
        reports = block.tables["reports"].select(["agency", "report_id", *_CELLS, *_PROBLEMS, *_CHECKS]).to_pylist()
        homes = {row["report_id"]: row["agency"] for row in reports}
        for agency, report_id in ((row["agency"], row["report_id"]) for row in reports):
            if not report_id.startswith(f"{agency}.{block.year}."):
                self.misplaced.append(f"{report_id} in reports of {agency} {block.year}")
        for name in ("cells", "checks", "facts", "problems"):
            counted = _count_by(block.tables[name], "agency", "report_id")
            self.misplaced += [f"{report} in {name} of {agency}" for agency, report in counted if homes.get(report) != agency]
            if columns := _SAID.get(name):
                for row in reports:
                    said, there = sum(row[column] for column in columns), counted.get((row["agency"], row["report_id"]), 0)
                    if said != there:
                        self.miscounted.append(f"{row['report_id']} has {there} rows in {name}, its report says {said}")
        self._compare_checks(reports, block.tables["checks"])
        self._cover(block, homes)

    def _compare_checks(self, reports: Sequence[Row], checks: pa.Table) -> None:
        counted = checks_by_report(checks)
        for row in reports:
            for column, (soft, status) in _CHECKS.items():
                if row[column] != (there := counted.get((row["report_id"], soft, status), 0)):
                    self.miscounted.append(f"{row['report_id']} has {there} checks that its report counts as {column}, {row[column]}")

    def _cover(self, block: Block, homes: Mapping[str, str]) -> None:
        for agency in block.agencies:
            row = self.coverage.get((agency, block.year))
            if row is not None and row["report_id"] is not None and row["report_id"] not in homes:
                self.uncovered.append(f"coverage names {row['report_id']}, which is not in reports")
        covered = {agency for agency in block.agencies if (self.coverage.get((agency, block.year)) or _NO_ROW)["report_id"]}
        self.uncovered += [f"{report} has no row in coverage" for report, agency in homes.items() if agency not in covered]

    def _count(self, block: Block) -> None:
        self.identities.update({(check, status): n for (check, status), n in _count_by(block.tables["checks"], "check", "status").items()})
        self.fill.update({(table, status): n for (table, status), n in _count_by(block.tables["cells"], "table", "status").items()})
        self.versions.update({version: n for (version,), n in _count_by(block.tables["reports"], "parser_version").items()})

    def _lost(self, block: Block, previous: Previous) -> list[str]:
        found = []
        before = previous.counts(block.year)
        now = {name: {agency: n for (agency,), n in _count_by(block.tables[name], "agency").items()} for name in ("reports", "cells")}
        for name, counts in now.items():
            for agency in block.agencies:
                was, there = before[name].get(agency, 0), counts.get(agency, 0)
                if there < was and self.decisions.accepted_because(name, agency, block.year) is None:
                    found.append(f"{name} of {agency} {block.year}: {there} rows, {was} in {previous.version}")
        return found


_NO_ROW: Row = {"report_id": None}


def duplicated(rows: pa.Table, name: str, key: Sequence[str]) -> list[str]:
    """The values of `key` that more than one row has."""
    columns = list(dict.fromkeys(key))
    if not rows.num_rows:
        return []
    counted = pa.TableGroupBy(rows.select(columns), columns, use_threads=False).aggregate([([], "count_all")])
    found = counted.filter(pc.greater(counted["count_all"], 1)).to_pylist()
    return sorted(f"{name} {' '.join(str(row[column]) for column in key)} ({row['count_all']} rows)" for row in found)


def checks_by_report(checks: pa.Table) -> Counter[tuple[str, bool, str]]:
    """How many checks each report has by status, the soft ones apart: (report id, whether soft, status) -> rows."""
    found: Counter[tuple[str, bool, str]] = Counter()
    for (report_id, check, status), n in _count_by(checks, "report_id", "check", "status").items():
        found[report_id, check in SOFT, status] += n
    return found


def _count_by(rows: pa.Table, *columns: str) -> dict[tuple[str, ...], int]:
    """How many rows have each combination of values, in a fixed order."""
    counted = pa.TableGroupBy(rows.select(columns), list(columns), use_threads=False).aggregate([([], "count_all")])
    values = zip(*(counted[column].to_pylist() for column in columns), strict=True)
    return dict(sorted(zip(values, counted["count_all"].to_pylist(), strict=True)))
