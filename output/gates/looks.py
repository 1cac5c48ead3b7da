"""What each gate looks at in a survey; a short phrase for everything that is wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from output.gates.survey import Survey

# Identities of one kind that fail in more than this share of the tests that could be made.
_MANY_FAILED: Final = 0.05
# Cells with a figure, as a share of a table's cells, against the last release.
_FEWER_FILLED: Final = 0.02
_FAR_FEWER_FILLED: Final = 0.2
_READ: Final = ("parsed", "partial")
_ABSENT: Final = ("overdue", "blocked")
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
    """Portals whose latest fiscal year is missing altogether, by the coverage or by what the last runs found."""
    for portal, year in sorted({*_silent(survey), *((portal, _latest(survey)) for portal, _ in survey.stale)}):
        if survey.decisions.accepted_because("portal", portal, year) is None:
            said = "; ".join(sentence for name, sentence in survey.stale if name == portal)
            yield f"{portal} {year}" + (f" ({said})" if said else "")


def _latest(survey: Survey) -> int:
    return max((year for _, year in survey.coverage), default=0)


def _silent(survey: Survey) -> Iterator[tuple[str, int]]:
    """Places with reports of two or more agencies for the year before, and of the latest year nothing but overdue ones."""
    latest = _latest(survey)
    outcomes: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for (agency, year), row in survey.coverage.items():
        place = agency.partition("-")[0][:_PORTAL_DIGITS]
        if year in {latest, latest - 1} and place.isdigit():
            outcomes[place, year][row["outcome"]] += 1
    for (place, year), found in outcomes.items():
        before = outcomes.get((place, latest - 1), Counter())
        had = sum(before[outcome] for outcome in before if outcome not in {*_ABSENT, "not_published_yet", "not_existing"})
        if year == latest and had > 1 and found["overdue"] and set(found) <= {*_ABSENT, "not_existing"}:
            yield place, latest


def release_damaged(survey: Survey) -> list[str]:
    """Files of the last release that are not what its index says."""
    return survey.previous.damaged() if survey.previous else []


def identities(survey: Survey) -> Iterator[str]:
    """Kinds of identity that fail often."""
    for check in sorted({check for check, _ in survey.identities}):
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
