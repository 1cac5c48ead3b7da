"""Walking a list page by page: which request comes next, and when to stop. Knows nothing of Scrapy."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress

from crawler.catalogue import Column, Portal
from crawler.listers import Follow, Listing, ListItem, Walk
from crawler.scratch import KnownTexts
from crawler.urls import identity

# A tree of agencies and years has many lists, most of them of one page: so many times `max_pages` in all.
_LISTS = 20


@dataclass(slots=True)
class ColumnState:
    """What is known of one column while it is walked. `listed` holds its distinct entries, reports or not."""

    portal: Portal
    column: Column
    max_pages: int
    family: str
    listed: KnownTexts
    pages: int = 0
    total: int | None = None
    cut_short: bool = False
    _visited: set[tuple[str, str | None]] = field(default_factory=set)

    @property
    def entries(self) -> int:
        """How many distinct entries its pages listed so far."""
        return len(self.listed)

    def fresh(self, items: list[ListItem]) -> list[ListItem]:
        """The items that were not listed before. Raises DiskFull."""
        new = self.listed.add(identity(item.url) for item in items)
        return list(compress(items, new))

    def expect(self, total: int | None) -> None:
        """A list of the column says how many entries it has; a year tree has several lists."""
        if total is not None:
            self.total = (self.total or 0) + total

    def may_visit(self, follow: Follow, number: int = 1) -> bool:
        """Whether the request is new, page `number` of its list is within `max_pages`, and the column within its lists; counts it if so."""
        key = (identity(follow.url), follow.body)
        if key in self._visited:
            return False
        if number > self.max_pages or self.pages >= self.max_pages * _LISTS:
            self.cut_short = True
            return False
        self._visited.add(key)
        self.pages += 1
        return True


@dataclass(slots=True)
class Chain:
    """The pages after the first one of one list. Out-of-range pages rarely answer 404: a page without anything new ends a route.

    `family` is what its first page was read as; `untold`: that page named no total of its own.
    """

    walk: Walk
    family: str = "auto"
    untold: bool = False
    route: int = 0
    step: int = 0
    gained: bool = False
    _empty: int = 0
    _linked: Follow | None = None

    def current(self) -> Follow | None:
        """The request to make now; None at the end."""
        if self._linked is not None:
            return self._linked
        if self.route >= len(self.walk.routes):
            return None
        pages = self.walk.routes[self.route]
        return pages[self.step] if self.step < len(pages) else None

    def read(self, added: int, listing: Listing) -> int | None:
        """The current page was read and added so many entries. A route that gives nothing at all yields to the next one.

        Gives the total that this page names, where no page of the list named one before.
        """
        self.gained = self.gained or added > 0
        self._empty += not added
        linked = listing.walks[0].routes[0][0] if listing.walks else None
        if added or (linked is not None and self._empty <= self.walk.grace):
            self._linked = linked
            self.step += 1
        else:
            self._turn()
        total = listing.total if self.untold else None
        self.untold = self.untold and total is None
        return total

    def failed(self) -> None:
        """The current page could not be fetched: its successors may still stand there, unless the route never gave anything."""
        self._linked = None
        if self.gained or self.step:
            self.step += 1
        else:
            self._turn()

    def _turn(self) -> None:
        self._linked, self._empty = None, 0
        self.route = len(self.walk.routes) if self.gained else self.route + 1
        self.step = 0
