"""From a `Document` and the context of the crawl to the text fields of the parse contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parsing.document import Document
from parsing.narrative.agency_name import AgencyName, agency_name
from parsing.narrative.facts import find_facts
from parsing.narrative.names import is_nobody, same_office
from parsing.narrative.published import published_on
from parsing.narrative.sections import Heading, build_sections, find_headings
from parsing.narrative.signoff import SignOff, end_of_text, find_signoff
from parsing.narrative.text import Line, fold, lines_of
from parsing.narrative.title import Title, choose_title, context_titles, read_title
from parsing.narrative.year import FiscalYear, fiscal_year
from parsing.problems import problem
from parsing.records import Fact, Problem, Section

__all__ = ["Narrative", "Title", "narrate"]

_FORM_SINCE = 2019


@dataclass(slots=True)
class Narrative:
    """What the text of a report says: the text fields of the parse contract, in its terms."""

    title: str | None = None
    agency_name: str | None = None
    year: int | None = None
    signed_by: str | None = None
    signed_on: str | None = None
    published_on: str | None = None
    sections: list[Section] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def narrate(document: Document, context: Mapping[str, str] | None = None) -> Narrative:
    """Read title, agency, year, sections, facts and sign-off.

    `context`: what the crawl knew (`title` of the list entry, `agency_hint`, …); it serves only where the page is silent. Never raises.
    """
    context = context or {}
    lines = lines_of(document)
    title = choose_title(document, lines, context)
    headings = find_headings(lines)
    signed, sections = _body(lines, headings)
    year = fiscal_year(title, lines, sections)
    agency = agency_name(title, document, lines, signed.name if signed else None, context)
    return Narrative(
        title=title.printed or None,
        agency_name=agency.name,
        year=year.year,
        signed_by=signed.name if signed else None,
        signed_on=signed.day if signed else None,
        published_on=published_on(document, lines),
        sections=sections,
        facts=find_facts(sections, year.year),
        problems=[
            *_problems(year, agency, sections),
            *_listed_otherwise(year, agency, read_title(context.get("title", ""))),
            *(_named_otherwise(year, agency, _own_words(title, document, lines, signed, sections), context) if _is_named(context) else ()),
        ],
    )


def _is_named(context: Mapping[str, str]) -> bool:
    return "member" in context or "file_name" in context


def _own_words(
    title: Title, document: Document, lines: Sequence[Line], signed: SignOff | None, sections: Sequence[Section]
) -> tuple[int | None, str | None]:
    """The year and the agency that the file itself states."""
    own = Title("") if title.from_context else title
    return fiscal_year(own, lines, sections).year, agency_name(own, document, lines, signed.name if signed else None, {}).name


def _named_otherwise(year: FiscalYear, agency: AgencyName, own: tuple[int | None, str | None], context: Mapping[str, str]) -> list[Problem]:
    """What the file does not say, its list and its own name say differently: one of the two means another report."""
    problems = []
    for named in filter(lambda named: named.exact and named.annual, context_titles(context)):
        if own[0] is None and None not in (year.year, named.year) and year.year != named.year:
            problems.append(problem("name_conflict", "year", f"{year.year} and {named.year}"))
        office = fold(named.name)
        if own[1] is None and agency.name and not is_nobody(office) and not same_office(fold(agency.name), office):
            problems.append(problem("name_conflict", "agency", f"{agency.name} and {named.name}"))
    return problems


def _body(lines: Sequence[Line], headings: Sequence[Heading]) -> tuple[SignOff | None, list[Section]]:
    last = headings[-1].line + headings[-1].lines - 1 if headings else -1
    end = end_of_text(lines, last)
    first = headings[0].line if headings else last
    signed = find_signoff(lines, first, last, end)
    if signed is None:
        return None, build_sections(headings, lines, end=end)
    if signed.first > last:
        return signed, build_sections(headings, lines, end=signed.first)
    return signed, build_sections(headings, lines, end=end, outside=range(signed.first, signed.last + 1))


def _problems(year: FiscalYear, agency: AgencyName, sections: Sequence[Section]) -> list[Problem]:
    problems = []
    if year.year is None:
        problems.append(problem("year_missing", "year"))
    if year.rival is not None:
        problems.append(problem("year_conflict", "year", f"{year.year} and {year.rival}"))
    if agency.name is None:
        problems.append(problem("agency_missing", "agency"))
    if agency.rival is not None:
        problems.append(problem("agency_conflict", "agency", f"{agency.name} and {agency.rival}"))
    if year.year is None or year.year >= _FORM_SINCE:
        found = {section.number for section in sections}
        missing = [number for number in range(1, 7) if number not in found]
        problems += [problem("section_missing", f"section:{number}", f"section {number}") for number in missing]
    return problems


def _listed_otherwise(year: FiscalYear, agency: AgencyName, listed: Title) -> list[Problem]:
    """The page is a report, but not the one that the list names: what the portal gives under that address."""
    if not (listed.exact and listed.annual):
        return []
    problems = []
    office = fold(listed.name)
    if agency.name and agency.rival is None and not is_nobody(office) and not same_office(fold(agency.name), office):
        problems.append(problem("agency_conflict", "agency", f"{agency.name}, and in the list {listed.name}"))
    if None not in (year.year, listed.year) and year.rival is None and year.year != listed.year:
        problems.append(problem("year_conflict", "year", f"{year.year}, and in the list {listed.year}"))
    return problems
