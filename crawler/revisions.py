"""Which publication of a report counts: pages with the same content are one revision, and the revisions have an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Publication:
    """One report as one page carries it; what ordering needs to know. Moments and dates are ISO strings."""

    capture: int
    item: int
    portal: str
    agency: str
    agency_kind: str
    place: str | None
    year: int
    scope: str
    status: str
    reason: str | None
    url: str
    sha256: str
    title: str | None
    list_date: str | None
    published_on: str | None
    page_date: str | None
    corrected: bool
    content: str
    digest: str
    fetched_at: str
    seen_at: str

    @property
    def rank(self) -> tuple[bool, bool, str, str, str, str]:
        """The later of two publications has the higher rank.

        The design's rule: a report with tables beats its picture; then the one that says 更正 or 修订, then list date, page date, order of
        fetching. The address decides what is left, so that the order never depends on chance.
        """
        list_date = self.list_date or self.page_date or ""
        return (self.status != "failed", self.corrected, list_date, self.page_date or "", self.seen_at, self.url)


@dataclass(frozen=True, slots=True)
class Revision:
    """One content. `pages`: where it was published, the page that stands for it first."""

    number: int
    latest: bool
    pages: tuple[Publication, ...]

    @property
    def page(self) -> Publication:
        """The page that stands for the revision: the earliest in the lists, whatever was fetched first."""
        return self.pages[0]

    @property
    def report_id(self) -> str:
        """`<agency>.<year>.<scope>.r<revision>`."""
        page = self.page
        return f"{page.agency}.{page.year}.{page.scope}.r{self.number}"


def revisions(publications: Iterable[Publication]) -> list[Revision]:
    """The revisions of every (agency, year, scope), each group in order from the first to the latest."""
    groups: dict[tuple[str, int, str], dict[str, list[Publication]]] = defaultdict(lambda: defaultdict(list))
    for publication in publications:
        groups[publication.agency, publication.year, publication.scope][publication.content].append(publication)
    return [revision for key in sorted(groups) for revision in _ordered(list(groups[key].values()))]


def _ordered(contents: Sequence[list[Publication]]) -> list[Revision]:
    ordered = sorted(contents, key=lambda pages: max(page.rank for page in pages))
    return [
        Revision(
            number,
            number == len(ordered),
            tuple(sorted(pages, key=lambda page: (page.list_date or "~", page.url, page.fetched_at, page.sha256))),
        )
        for number, pages in enumerate(ordered, start=1)
    ]
