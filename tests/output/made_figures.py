"""Made reports: plausible figures in the statutory forms, whose identities hold unless a report is made to contradict itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

from parsing.forms import FORMS
from parsing.forms import Table as FormTable
from parsing.identities import check_identities
from parsing.records import Cell, Fact, Problem, Report, Section

Figures = dict[str, float]

_ORGS = ("org_commercial", "org_research", "org_public_welfare", "org_legal_service", "org_other")
_COMMON = ("granted_full", "granted_partial", "unavailable_not_held", "refused_administrative_query", "not_processed_petition_complaint")
_SENTENCE = "{agency}按照条例要求，把主动公开、依申请公开和平台维护列入{year}年的工作安排，全年发布各类信息{n}条。"
# An office number, which stays, a mobile number and an identity number (checksum by GB 11643), which a release masks.
_CONTACT = "联系人王某，手机{mobile}，身份证号{identity}，办公电话010-6484{n:04d}。"


@dataclass(slots=True)
class Draw:
    """What an agency's figures are drawn from: chance, its size, and what was carried over from last year, by applicant."""

    rng: Random
    size: float
    carried: Figures = field(default_factory=dict)


def form_of(year: int, rng: Random) -> tuple[str, str]:
    """The forms of section 2 and of sections 3 and 4: one in ten agencies is a year late with the latter."""
    if year < 2019:
        return "stat2014", "stat2014"
    if year < 2021:
        return "fmt2019", "fmt2019"
    return "fmt2021", "fmt2019" if year == 2021 and rng.random() < 0.1 else "fmt2021"


def made_report(agency: str, scope: str, year: int, draw: Draw) -> Report:
    """A whole report of `agency`; what it carries over is kept in `draw` for the next year."""
    rng, size = draw.rng, draw.size
    forms = form_of(year, rng)
    values = {**_proactive(forms[0], rng, size), **_requests(forms[1], rng, size, draw.carried), **_remedies(rng)}
    cells = [_cell(template, values, rng) for template in _templates(*forms)]
    return Report(
        source="", sha256=f"{rng.getrandbits(256):064x}", format="html", status="parsed", title=f"{agency}{year}年政府信息公开工作年度报告",
        agency_name=agency, year=year, form=forms[0] if forms[0] == forms[1] else "mixed", report_scope=scope, signed_by=agency,  # type: ignore[arg-type]
        signed_on=f"{year + 1}-01-{rng.randrange(5, 30):02d}", published_on=f"{year + 1}-01-30", sections=_sections(agency, year, rng),
        cells=cells, facts=_facts(values, rng, year), checks=check_identities(cells),
    )  # fmt: skip


def contradict(report: Report, rng: Random) -> None:
    """Print another total than the parts have, as published reports do."""
    totals = [cell for cell in report.cells if cell.col == "total" and cell.table == "s3_requests" and cell.value is not None]
    if totals:
        cell = rng.choice(totals)
        cell.value = (cell.value or 0) + rng.randrange(1, 9)
        cell.raw = str(cell.value)
        report.checks = check_identities(report.cells)


def blur(report: Report, rng: Random) -> None:
    """One cell is no figure, one is not carried: the report is partial."""
    lost = report.cells.pop(rng.randrange(len(report.cells)))
    cell = rng.choice(report.cells)
    cell.value, cell.raw, cell.status = None, "见附件", "unparsed"
    report.status, report.checks = "partial", check_identities(report.cells)
    report.problems = [
        Problem("cell_missing", "doubt", "The page does not carry this cell of the form.", lost.key),
        Problem("cell_unparsed", "doubt", "The cell holds something that is not one figure: 见附件", cell.key),
    ]


def fail(report: Report, reason: str) -> None:
    """Nothing of the report but its title could be read."""
    report.status, report.reason, report.form = "failed", reason, "unknown"
    report.cells, report.checks, report.facts, report.sections = [], [], [], []


@cache
def _templates(proactive: str, requests: str) -> tuple[tuple[str, str, str, str, str], ...]:
    first = [_lines(proactive, table) for table in FORMS[proactive].tables if table.section == 2 or proactive == "stat2014"]
    later = [_lines(requests, table) for table in FORMS[requests].tables if table.section > 2 and requests != "stat2014"]
    return tuple(line for lines in first + later for line in lines)


def _lines(form: str, table: FormTable) -> list[tuple[str, str, str, str, str]]:
    return [(form, table.code, row.code, col.code, table.unit(row, col)) for row in table.leaf_rows for col in table.leaf_cols]


def _cell(template: tuple[str, str, str, str, str], values: Mapping[str, float], rng: Random) -> Cell:
    form, table, row, col, unit = template
    value = values.get(f"{table}.{row}.{col}", 0)
    if value == 0 and rng.random() < 0.005:
        return Cell(table, row, col, None, "", unit, form, "blank")
    return Cell(table, row, col, value, str(value), unit, form, "reported")


def _proactive(form: str, rng: Random, size: float) -> Figures:
    templates = _templates(form, form)
    return {f"{table}.{row}.{col}": _money(unit, rng, size) for _, table, row, col, unit in templates if not table.startswith(("s3", "s4"))}


def _money(unit: str, rng: Random, size: float) -> float:
    drawn = int(rng.paretovariate(1.2) * size * 3) if rng.random() < 0.6 else 0
    return round(drawn + rng.random(), 2) if unit == "万元" and drawn else drawn


def _requests(form: str, rng: Random, size: float, carried: Figures) -> Figures:
    if form == "stat2014":
        return {}
    table = FORMS[form].table("s3_requests")
    outcomes = [row.code for row in table.leaf_rows if row.code not in {"received_new", "carried_in", "results_total", "carried_out"}]
    found: Figures = {}
    for col in ("natural_person", *_ORGS):
        received = int(rng.paretovariate(1.1) * size) if col == "natural_person" or rng.random() < 0.2 else 0
        column = _handled(received, int(carried.get(col, 0)), outcomes, rng)
        carried[col] = column["carried_out"]
        found |= {f"s3_requests.{row}.{col}": value for row, value in column.items()}
        for row, value in column.items():
            found[f"s3_requests.{row}.total"] = found.get(f"s3_requests.{row}.total", 0) + value
    return found


def _handled(received: int, carried: int, outcomes: list[str], rng: Random) -> Figures:
    left = rng.randrange(received // 5 + 1)
    column: Figures = {"received_new": received, "carried_in": carried, "carried_out": left, "results_total": received + carried - left}
    rest = received + carried - left
    for row in _COMMON:
        column[row] = part = rng.randrange(rest + 1)
        rest -= part
    rare = rng.choice([row for row in outcomes if row not in _COMMON])
    column[rare] = rest
    return column


def _remedies(rng: Random) -> Figures:
    found: Figures = {}
    for block in ("review", "suit_direct", "suit_after_review"):
        parts = {col: rng.randrange(4) if rng.random() < 0.1 else 0 for col in ("upheld", "corrected", "other", "pending")}
        found |= {f"s4_remedies.{block}.{col}": value for col, value in parts.items()}
        found[f"s4_remedies.{block}.total"] = sum(parts.values())
    return found


def _sections(agency: str, year: int, rng: Random) -> list[Section]:
    texts = [_SENTENCE.format(agency=agency, year=year, n=rng.randrange(20, 900)) * 3 for _ in range(6)]
    if rng.random() < 0.05:
        mobile = f"13{rng.randrange(10**9):09d}"
        texts[5] += _CONTACT.format(mobile=mobile, identity=identity_number(rng), n=rng.randrange(10_000))
    return [Section(number, "", text) for number, text in enumerate(texts, start=1)]


def identity_number(rng: Random) -> str:
    """An 18-digit identity number whose last character is its checksum (GB 11643-1999)."""
    body = f"110105{rng.randrange(1960, 2000)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}{rng.randrange(1000):03d}"
    weights = [2**power % 11 for power in range(17, 0, -1)]
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def _facts(values: Figures, rng: Random, year: int) -> list[Fact]:
    received = values.get("s3_requests.received_new.total", 0)
    stated = received if rng.random() > 0.02 else received + 1
    facts = [Fact("requests_received", stated, "件", f"本年收到政府信息公开申请{stated}件。")]
    if year >= 2021:
        facts.append(Fact("fee_notices_issued", 0, "件", "本年度未发出收费通知。"))
    return facts
