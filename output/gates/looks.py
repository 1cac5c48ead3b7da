"""What each gate looks at in a survey; a short phrase for everything that is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from output.gates.survey import Survey
from parsing.forms.soft import SOFT

# Identities of one kind that fail in more than this share of the tests that could be made.
_MANY_FAILED: Final = 0.05
# Cells with a figure, as a share of a table's cells, against the last release.
_FEWER_FILLED: Final = 0.02
_FAR_FEWER_FILLED: Final = 0.2
_READ: Final = ("parsed", "partial")
_ABSENT: Final = ("overdue", "blocked", "not_published_yet", "not_existing")
_PORTAL_DIGITS: Final = 6


def torn(survey: Survey) -> Iterator[str]:
    """Files that cannot be read."""
    return (f"{fault.path} ({fault.what})" for fault in survey.faults if fault.kind == "torn")


def schema(survey: Survey) -> Iterator[str]:
    """Files whose columns are not those of the registry."""
    return (f"{fault.path} {fault.what}" for fault in survey.faults if fault.kind == "schema")


def stray(survey: Survey) -> Iterator[str]:
    """Files and folders that are none of the dataset's."""
    return (f"{fault.path} is {fault.what}" for fault in survey.faults if fault.kind == "stray")


def empty(survey: Survey) -> Iterator[str]:
    """No report at all."""
    if not survey.rows["reports"]:
        yield "the dataset holds no report"


def unknown(survey: Survey) -> list[str]:
    """Values that are no codes. Without the lists of codes and agencies nothing would be one; that they are torn is said by itself."""
    if {Path(fault.path).name for fault in survey.faults} & {"codes.parquet", "agencies.parquet"}:
        return []
    return [f"{code} ({found})" for code, found in sorted(survey.unknown.items())]


def withheld_in_vain(survey: Survey) -> Iterator[str]:
    """Lines of withheld.csv whose agency the dataset does not have."""
    known = set(survey.registers["agencies"]["agency"].to_pylist())
    return (line.agency for line in survey.decisions.withheld if line.agency not in known)


def coverage_lost(survey: Survey) -> Iterator[str]:
    """Agency-years that the last release accounts for and this dataset does not, or reads no more."""
    if survey.previous is None:
        return
    before = survey.previous.register("coverage").select(["agency", "year", "outcome"]).to_pylist()
    for agency, year, was in ((row["agency"], row["year"], row["outcome"]) for row in before):
        row = survey.coverage.get((agency, year))
        now = row["outcome"] if row else None
        worse = row is None or (was in _READ and now not in {*_READ, "withheld"})
        if worse and survey.decisions.accepted_because("coverage", agency, year) is None:
            yield f"{agency} {year}: {was} in {survey.previous.version}, now {now or 'without a row'}"


def stale(survey: Survey) -> Iterator[str]:
    """Portals that fell silent, by the coverage or by what their last run found."""
    found = {**dict.fromkeys(_silent(survey), ""), **{(portal, _latest(survey)): f" ({said})" for portal, said in survey.stale}}
    for (portal, year), said in sorted(found.items()):
        if survey.decisions.accepted_because("portal", portal, year) is None:
            yield f"{portal} {year}{said}"


def _latest(survey: Survey) -> int:
    """The latest fiscal year that is due: a year misread on some page is overdue for nobody."""
    due = [year for (_, year), row in survey.coverage.items() if row["outcome"] == "overdue"]
    return max(due or [year for _, year in survey.coverage], default=0)


def _silent(survey: Survey) -> Iterator[tuple[str, int]]:
    """Places that had reports of several agencies, and whose next year is overdue without any; each with that year."""
    outcomes: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (agency, year), row in survey.coverage.items():
        place = agency.partition("-")[0][:_PORTAL_DIGITS]
        if place.isdigit():
            outcomes[place][year][row["outcome"]] += 1
    for place, years in outcomes.items():
        last = max((year for year, found in years.items() if _held(found) > 1), default=None)
        after = years.get(last + 1, Counter()) if last is not None else Counter()
        if last is not None and after["overdue"] and not _held(after):
            yield place, last + 1


def _held(found: Counter[str]) -> int:
    """How many of the agencies had anything for the year, readable or not."""
    return sum(count for outcome, count in found.items() if outcome not in _ABSENT)


def release_damaged(survey: Survey) -> list[str]:
    """Files of the last release that are not what its index says."""
    return survey.previous.damaged() if survey.previous else []


def identities(survey: Survey) -> Iterator[str]:
    """Kinds of identity that fail often. Soft checks are no identities: they often fail for good reasons."""
    for check in sorted({check for check, _ in survey.identities} - set(SOFT)):
        failed, tested = (survey.identities[check, status] for status in ("fail", "pass"))
        if failed > _MANY_FAILED * (failed + tested):
            yield f"{check} fails in {failed} of {failed + tested} tests"


def fewer_filled(survey: Survey) -> list[str]:
    """Tables with a somewhat smaller share of figures than in the last release."""
    return [text for text, fell in _filled(survey) if _FEWER_FILLED < fell <= _FAR_FEWER_FILLED]


def far_fewer_filled(survey: Survey) -> list[str]:
    """Tables with a far smaller share of figures than in the last release."""
    return [text for text, fell in _filled(survey) if fell > _FAR_FEWER_FILLED]


def _filled(survey: Survey) -> Iterator[tuple[str, float]]:
    before = survey.previous.index.get("fill", {}) if survey.previous else {}
    now = fill_rates(survey)
    for table in sorted(before):
        if table in now:
            yield f"{table}: {now[table]:.1%} of its cells hold a figure, {before[table]:.1%} before", before[table] - now[table]


def fill_rates(survey: Survey) -> dict[str, float]:
    """The share of cells with a figure, by table, to four digits."""
    cells: Counter[str] = Counter()
    for (table, _), count in survey.fill.items():
        cells[table] += count
    return {table: round(survey.fill[table, "reported"] / cells[table], 4) for table in sorted(cells)}


def versions(survey: Survey) -> list[str]:
    """More than one version of nianbao read the reports."""
    return [f"{version} ({rows})" for version, rows in sorted(survey.versions.items())] if len(survey.versions) > 1 else []
