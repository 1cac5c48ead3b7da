"""Cells right, missing and wrong on the corpus: for nianbao and for the peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.corpus.golden import ABSENT, Expected, load, number, observed, pages, read
from tests.corpus.peers import PEERS

Figures = Mapping[str, float | None]


@dataclass(slots=True)
class Score:
    """Cells of the goldens, by what a reader made of them.

    `right`: the figure, or the blank, that the page shows. `named`: no figure, and the report says so. `unnamed`: no figure and not a word.
    `wrong`: another figure than the page shows, or one where it shows none. `whole`: pages on which everything is right.
    """

    pages: int = 0
    whole: int = 0
    cells: int = 0
    right: int = 0
    named: int = 0
    unnamed: int = 0
    wrong: int = 0

    def add(self, wanted: Figures, have: Figures, *, named: bool) -> None:
        """Count one report."""
        before = self.cells - self.right + self.wrong
        self.pages += 1
        self.cells += len(wanted)
        for key in {**wanted, **have}:
            value = have.get(key)
            if value is not None and (key not in wanted or value != wanted[key]):
                self.wrong += 1
            elif key in wanted and value == wanted[key] and key in have:
                self.right += 1
            elif key in wanted:
                self.named += named
                self.unnamed += not named
        self.whole += before == self.cells - self.right + self.wrong


def _figures(expected: Expected) -> Figures:
    return {key: number(entry) for key, entry in expected.entries().items() if entry != ABSENT}


def scores() -> dict[str, Score]:
    """A score for each reader over all pages; each is given the same bytes."""
    found = {name: Score() for name in ("nianbao", *PEERS)}
    for page in pages():
        golden = load(page.with_name(page.name.partition(".")[0] + ".json"))
        reports = read(page, golden)
        for at, expected in enumerate(golden.reports):
            wanted = _figures(expected)
            report = reports[at] if at < len(reports) else None
            have = _figures(observed(report)) if report else {}
            found["nianbao"].add(wanted, have, named=report is not None and report.status != "parsed")
            for name, peer in PEERS.items():
                found[name].add(wanted, peer(page.read_bytes()) if not at else {}, named=False)
    return found


def markdown(found: Mapping[str, Score]) -> str:
    """The table of `docs/accuracy.md`."""
    lines = [
        "| reader | reports wholly right | cells | right | missing, named | missing in silence | silently wrong |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, score in found.items():
        counts = (f"{score.right:,} ({score.right / score.cells:.1%})", f"{score.named:,}", f"{score.unnamed:,}", f"{score.wrong:,}")
        lines.append(f"| {name} | {score.whole} of {score.pages} | {score.cells:,} | {' | '.join(counts)} |")
    return "\n".join(lines)
