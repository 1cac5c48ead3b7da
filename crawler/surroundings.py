"""What stands around a report and its soft checks compare it with: its agency's report of the year before, and its government's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crawler.revisions import Publication

Governments = Mapping[tuple[str, int], Publication]


class Beside(NamedTuple):
    """The publications that one is compared with, None where there is none."""

    last: Publication | None
    government: Publication | None


class Surroundings:
    """Finds what stands beside the latest publications of one agency."""

    def __init__(self, own: Iterable[Publication], governments: Governments) -> None:
        """`own`: the latest publications of the agency; `governments`: an index of all, by `by_place`."""
        self._own = {(page.agency, page.year, page.scope): page for page in own}
        self._governments = governments

    def of(self, page: Publication) -> Beside:
        """The agency's own latest report of the same scope for the year before; and for an own report its government's, that year's."""
        # The nearest government: of the county for a department, a street or a town, of the city for a department of the city. Whether a
        # government farther up counts the lower levels differs from report to report.
        place = page.place if page.scope == "own" else None
        last = self._own.get((page.agency, page.year - 1, page.scope))
        return Beside(last, self._governments.get((place[:6], page.year)) if place else None)


def by_place(governments: Iterable[Publication]) -> Governments:
    """Government reports by place and year, without those of places for which two governments report: none is guessed."""
    found: dict[tuple[str, int], list[Publication]] = {}
    for page in governments:
        found.setdefault((page.place or "", page.year), []).append(page)
    return {key: pages[0] for key, pages in found.items() if len(pages) == 1}
