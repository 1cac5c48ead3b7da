"""The documents of a release that people read: licence, provenance, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files

from output.decisions import Decision
from output.release.about import AUTHOR, KEYWORDS, LICENCE, About


def licence_note(about: About) -> str:
    """LICENSE-DATA.md."""
    code, address, name = LICENCE
    return _text("licence.md").format(code=code, address=address, name=name, about=about)


def provenance_note(about: About) -> str:
    """PROVENANCE.md: where the figures come from, what was done to them, and what was not."""
    masked = sum(about.masked.values())
    outcomes = "\n".join(f"| {outcome} | {count} |" for outcome, count in sorted(about.totals().items()))
    warnings = "\n".join(f"- {sentence}" for sentence in about.warnings) or "- none"
    return _text("provenance.md").format(about=about, day=about.day.isoformat(), masked=masked, outcomes=outcomes, warnings=warnings)


def changes_note(about: About, counts: Mapping[tuple[str, str, str], int] | None, accepted: tuple[Decision, ...]) -> str:
    """CHANGES.md. `counts`: (kind, change, cause) -> how many; None where there is no release to compare with."""
    head = f"# Changes in {about.version}\n\n"
    if counts is None:
        return head + "The first release: there is none to compare with.\n"
    return head + "\n".join([*_counted(about, Counter(counts)), *_accepted(accepted)]) + "\n"


def _counted(about: About, counts: Counter[tuple[str, str, str]]) -> Iterator[str]:
    yield f"Against {about.previous}. The table `changes` lists them one by one."
    yield "The cells of a report that came or went as a whole are not counted."
    yield ""
    if not counts:
        yield "No report and no cell changed."
        return
    yield from ("| | change | cause | how many |", "|---|---|---|---|")
    yield from (f"| {kind} | {change} | {cause} | {count} |" for (kind, change, cause), count in sorted(counts.items(), reverse=True))
    yield from ("", "- `source`: the agency published another page (correction, new publication).")
    yield "- `reading`: the same bytes, read otherwise by this version of nianbao."
    yield "- `withheld`, `accepted`: left out, or gone, for a reason that was written down (column `detail`)."


def _accepted(lines: tuple[Decision, ...]) -> Iterator[str]:
    if lines:
        yield from ("", "## Losses that were accepted", "", "| what | agency | year | reason |", "|---|---|---|---|")
    for line in lines:
        yield f"| {line.what} | {line.agency} | {line.year or 'all'} | {line.reason.replace('|', '/')} |"


def citation(about: About) -> str:
    """CITATION.cff (Citation File Format 1.2.0)."""
    words = "\n".join(f"  - {_quoted(word)}" for word in KEYWORDS)
    return f"""cff-version: 1.2.0
message: "If you use these data, please cite this release, with its version."
type: dataset
title: {_quoted(about.title)}
abstract: {_quoted(about.description)}
version: {_quoted(about.version)}
date-released: {_quoted(about.day.isoformat())}
license: {LICENCE[0]}
authors:
  - name: {_quoted(AUTHOR)}
keywords:
{words}
"""


def _text(name: str) -> str:
    return (files("output.release") / "texts" / name).read_text(encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
