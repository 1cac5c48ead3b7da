"""One report on the screen: who and when, its tables, and everything that needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table as Sheet
from rich.text import Text

from output.sheets import LEGEND, figure, sheets, titled
from parsing.echo import plain
from parsing.file_names import without_controls
from parsing.forms import FORMS
from parsing.forms.soft import SOFT
from parsing.records import Check, Report

_MEANINGS = {identity.code: identity.en for form in FORMS.values() for identity in form.identities}
_MEANINGS |= {check.code: check.en for check in SOFT.values()}


class _PlainConsole(Console):
    """What a portal sent may hold escape sequences, which a terminal would obey, and marks that turn the direction of a line."""

    def render_str(self, text: str, **more: Any) -> Text:
        """Here a text is measured, and what is put for its control characters has a width."""
        return super().render_str(plain(text), **more)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=without_controls(segment.text))


def plain_console(stream: TextIO | None = None, *, err: bool = False, width: int | None = None) -> Console:
    """A console on `stream`, standard output or standard error that prints texts as they are: no markup, no colour codes where it is no
    terminal.

    Control characters are shown as U+FFFD.
    """
    return _PlainConsole(file=stream, stderr=err, width=width, markup=False, emoji=False, highlight=False)


def show_report(console: Console, report: Report, known: Mapping[str, str]) -> None:
    """Print one report. `known`: what is known beside the report (agency id, address, capture), printed in its head."""
    console.print(_head(report, known))
    tables, used = sheets(report)
    for block in (*tables, *_legend(used), *_sections(report), *_facts(report), *_checks(report), *_problems(report)):
        console.print()
        console.print(block)


def _head(report: Report, known: Mapping[str, str]) -> Sheet:
    status = f"{report.status} ({report.reason})" if report.reason else report.status
    signed = " ".join(text for text in (report.signed_by, report.signed_on) if text)
    lines = {
        "title": report.title,
        "agency": report.agency_name,
        "year": str(report.year) if report.year else None,
        "form": f"{report.form}, scope {report.report_scope}",
        "status": status,
        "signed": signed,
        "published": report.published_on,
        "file": f"{report.format}, sha256 {report.sha256[:16]}",
        **known,
    }
    grid = Sheet.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(overflow="fold")
    for name, text in lines.items():
        grid.add_row(Text(name), Text(plain(text or "(not stated)")))
    return grid


def _legend(used: set[str]) -> Iterator[RenderableType]:
    if used:
        yield Text("\n".join(f"{mark}  {meaning}" for mark, meaning in LEGEND.items() if mark in used))


def _list(title: str, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[RenderableType]:
    if rows:
        yield titled(title, *headings, rows=rows)


def _sections(report: Report) -> Iterator[RenderableType]:
    rows = [(str(section.number), section.heading, str(len(section.text))) for section in report.sections]
    return _list("Sections", ("section", "heading", "characters"), rows)


def _facts(report: Report) -> Iterator[RenderableType]:
    rows = [(fact.fact, _side(fact.value), fact.unit, fact.text) for fact in report.facts]
    return _list("Facts stated in prose", ("fact", "value", "unit", "sentence"), rows)


def _checks(report: Report) -> Iterator[RenderableType]:
    hard = [check for check in report.checks if check.check not in SOFT]
    soft = [check for check in report.checks if check.check in SOFT]
    yield from _tested("Checks", "Identities that do not hold", "identity", hard)
    yield from _tested("Soft checks", "Soft checks that do not agree (there may be good reasons)", "what is compared", soft)


def _tested(name: str, title: str, heading: str, checks: Sequence[Check]) -> Iterator[RenderableType]:
    if checks:
        counts = Counter(check.status for check in checks)
        yield Text(f"{name}: {counts['pass']} pass, {counts['fail']} fail, {counts['unknown']} unknown")
        rows = [_check(check) for check in checks if check.status == "fail"]
        yield from _list(title, ("check", "scope", "left", "right", heading), rows)


def _check(check: Check) -> tuple[str, ...]:
    return (check.check, check.scope, _side(check.left), _side(check.right), _MEANINGS[check.check])


def _side(value: int | float | None) -> str:
    return "" if value is None else figure(value)


def _problems(report: Report) -> Iterator[RenderableType]:
    rows = [(problem.level, problem.where, problem.message) for problem in report.problems]
    return _list("Problems", ("level", "where", "what"), rows)
