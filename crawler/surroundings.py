"""What stands around a report and its soft checks compare it with: its agency's report of the year before, and its government's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crawler.revisions import Publication, Revision


class Beside(NamedTuple):
    """The publications that one is compared with, None where there is none."""

    last: Publication | None
    government: Publication | None


class Surroundings:
    """Finds what stands beside a publication. It holds an index of the governments alone, and no report."""

    def __init__(self, plan: Mapping[tuple[str, int], Sequence[Revision]]) -> None:
        """`plan`: the latest revisions by agency and year."""
        self._plan = plan
        pages = (revision.page for revisions in plan.values() for revision in revisions)
        self._governments = _alone(page for page in pages if page.agency_kind == "government" and page.scope == "aggregate")

    def of(self, page: Publication) -> Beside:
        """The agency's own latest report of the same scope for the year before; and for an own report its government's, that year's."""
        before = (revision.page for revision in self._plan.get((page.agency, page.year - 1), ()))
        last = next((other for other in before if other.scope == page.scope), None)
        # The nearest government: of the county for a department, a street or a town, of the city for a department of the city. Whether a
        # government farther up counts the lower levels differs from report to report.
        place = page.place if page.scope == "own" else None
        return Beside(last, self._governments.get((place[:6], page.year)) if place else None)


def _alone(governments: Iterable[Publication]) -> dict[tuple[str, int], Publication]:
    """The government reports by place and year, without those of places for which two governments report: none is guessed."""
    found: dict[tuple[str, int], list[Publication]] = {}
    for page in governments:
        found.setdefault((page.place or "", page.year), []).append(page)
    return {key: pages[0] for key, pages in found.items() if len(pages) == 1}
