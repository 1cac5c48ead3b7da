"""A dataset of made agency-years, as large as asked for: real names of agencies, figures of our own.

PYTHONPATH=.:tests/output python -m made_dataset DATA [AGENCIES [FIRST [LAST [SEED]]]]
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
from made_figures import Draw, blur, contradict, fail, made_report

from output.codes import code_rows
from output.dataset import Entry, write_partitions, write_sorted, write_table
from output.schema import PARTITIONED
from parsing.agencies import Agency, existence, identify
from parsing.agencies.register import MUNICIPALITIES, Place, register

Row = dict[str, Any]
_BODIES = ("人民政府", "人民政府办公室", "财政局", "教育局", "公安局", "市场监督管理局", "卫生健康委员会", "城市管理委员会")
_PARTITIONS_A_WRITE = 200
# What comes of an agency-year, in thousandths: (outcome, reason); the rest is parsed.
_OUTCOMES: tuple[tuple[int, str, str | None], ...] = (
    (30, "overdue", "not_listed"),
    (15, "failed", "no_table"),
    (15, "unreadable", "image_only"),
    (10, "blocked", "challenge"),
    (40, "partial", None),
)
_READ = ("parsed", "partial")
_NOTHING: Row = {"reason": None, "detail": None, "url": None, "report_id": None}


@dataclass(slots=True)
class Registers:
    """The rows of the unpartitioned tables, gathered while the partitions are written."""

    agencies: list[Row] = field(default_factory=list)
    coverage: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)


def make_dataset(data: Path, agencies: int, years: Sequence[int], seed: int = 0) -> None:
    """Write `data`/dataset: `agencies` agencies in each of the fiscal years `years`, the same for the same arguments.

    Of a hundred agency-years three are overdue, three unreadable or failed, one blocked, four partial; a few reports contradict
    themselves, are corrected (a second revision) or print blanks. Raises ValueError where the register has no more places.
    """
    root, kept = data / "dataset", Registers()
    entries = _entries(agencies, sorted(years), seed, kept)
    while batch := list(islice(entries, _PARTITIONS_A_WRITE)):
        write_partitions(root, {(entry.agency, entry.year): [entry] for entry in batch})
    write_sorted(root, "agencies", sorted(kept.agencies, key=lambda row: str(row["agency"])))
    write_sorted(root, "coverage", sorted(kept.coverage, key=lambda row: (row["agency"], row["year"])))
    write_sorted(root, "revisions", sorted(kept.revisions, key=lambda row: str(row["report_id"])))
    write_table(root, "codes", code_rows())


def add_dataset(data: Path, other: Path) -> None:
    """Put the agencies of the dataset in `other` into that of `data`, in place of those that it has under the same ids."""
    root, theirs = data / "dataset", other / "dataset"
    known = set(pq.read_table(theirs / "agencies.parquet")["agency"].to_pylist())
    for table in PARTITIONED:
        for agency in known:
            shutil.rmtree(root / table.name / f"agency={agency}", ignore_errors=True)
        shutil.copytree(theirs / table.name, root / table.name, dirs_exist_ok=True)
    for name in ("agencies", "coverage", "revisions"):
        kept = [row for row in pq.read_table(root / f"{name}.parquet").to_pylist() if row["agency"] not in known]
        write_table(root, name, kept + pq.read_table(theirs / f"{name}.parquet").to_pylist())


def _entries(count: int, years: Sequence[int], seed: int, kept: Registers) -> Iterator[Entry]:
    found = list(islice(made_agencies(), count))
    if len(found) < count:
        raise ValueError(f"the register has places for {len(found)} agencies only")
    for agency in found:
        yield from _of_agency(agency, years, Random(f"{seed} {agency.id}"), kept)


def made_agencies() -> Iterator[Agency]:
    """Governments, departments and units of today's counties, those of the municipalities first; each id once."""
    places, seen = register(), set[str]()
    codes = [line[:6] for line in places._lines if line[6] == "," and not line.startswith("00", 4)]
    for code in sorted(dict.fromkeys(codes), key=lambda code: (not code.startswith(MUNICIPALITIES), code)):
        county = places.place(code)
        if county is None or county.last:
            continue
        for agency in _of_county(county):
            if agency.place.startswith(code) and agency.id not in seen:
                seen.add(agency.id)
                yield agency


def _of_county(county: Place) -> Iterator[Agency]:
    name = register().usual_name(county)
    yield from (identify(name + body, division=county.code) for body in _BODIES)
    yield from (identify(register().full_name(unit), division=county.code) for unit in register().units_under(county.code) if not unit.last)


def _of_agency(agency: Agency, years: Sequence[int], rng: Random, kept: Registers) -> Iterator[Entry]:
    draw = Draw(rng, rng.choice((1, 2, 5)) * (20 if agency.scope == "aggregate" else 1))
    found = []
    span = existence(agency.place)
    for year in years:
        if span.absent_to is not None and year <= span.absent_to:
            kept.coverage.append({"agency": agency.id, "year": year, **_NOTHING, "outcome": "not_existing", "reason": "not_yet_founded"})
        elif made := _agency_year(agency, year, draw, kept):
            found.append(year)
            yield made
    kept.agencies.append(
        {
            "agency": agency.id, "name": agency.name, "kind": agency.kind, "place": agency.place, "place_name": agency.place_name,
            "names": [agency.name], "first_year": min(found, default=None), "last_year": max(found, default=None),
            "valid_from": span.valid_from, "valid_to": None, "successor": None,
        }
    )  # fmt: skip


def _agency_year(agency: Agency, year: int, draw: Draw, kept: Registers) -> Entry | None:
    rng = draw.rng
    outcome, reason = _outcome(rng)
    row = {"agency": agency.id, "year": year, **_NOTHING, "outcome": outcome, "reason": reason}
    kept.coverage.append(row)
    if outcome in {"overdue", "blocked"}:
        row["detail"] = f"due {year + 1}-01-31" if outcome == "overdue" else None
        return None
    report = made_report(agency.name, agency.scope, year, draw)
    if outcome not in _READ:
        fail(report, str(reason))
    elif outcome == "partial":
        blur(report, rng)
    elif rng.random() < 0.03:
        contradict(report, rng)
    revision = 2 if rng.random() < 0.03 else 1
    entry = Entry(
        report, f"{agency.id}.{year}.{report.report_scope}.r{revision}", agency.id, year, _url(agency, year),
        datetime(year + 1, 2, 1, 3, rng.randrange(60), rng.randrange(60), tzinfo=UTC), revision,
    )  # fmt: skip
    row |= {"url": entry.url, "report_id": entry.report_id}
    kept.revisions += [_revision(entry, number) for number in range(1, revision + 1)]
    return entry


def _outcome(rng: Random) -> tuple[str, str | None]:
    drawn = rng.randrange(1000)
    for share, outcome, reason in _OUTCOMES:
        if drawn < share:
            return outcome, reason
        drawn -= share
    return "parsed", None


def _url(agency: Agency, year: int) -> str:
    return f"http://www.example.test/{agency.id}/{year}.html"


def _revision(entry: Entry, number: int) -> Row:
    report, latest = entry.report, number == entry.revision
    return {
        "report_id": entry.report_id.rsplit(".", 1)[0] + f".r{number}", "agency": entry.agency, "year": entry.year,
        "report_scope": report.report_scope, "revision": number, "latest": latest, "status": report.status, "title": report.title,
        "url": entry.url, "sha256": report.sha256 if latest else report.sha256[::-1],
        "fetched_at": entry.fetched_at.replace(day=number), "list_date": f"{entry.year + 1}-01-30", "published_on": report.published_on,
    }  # fmt: skip


if __name__ == "__main__":
    arguments = [int(text) for text in sys.argv[2:]]
    count, first, last, seed = (*arguments, *(20, 2019, 2023, 0)[len(arguments) :])
    make_dataset(Path(sys.argv[1]), count, range(first, last + 1), seed)
