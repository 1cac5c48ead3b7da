"""What a lister is given and what it gives back. Listers are pure: a page in, entries and further requests out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ListPage:
    """A fetched list page: its address after redirects, its text, the column it belongs to, and its place in the walk, from 1."""

    url: str
    text: str
    column: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list. `url` is absolute without fragment, `list_date` is YYYY-MM-DD or None, `column` the column's address."""

    url: str
    title: str
    list_date: str | None = None
    agency_hint: str | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """A further request for the same list: a GET, or a POST of the form `body`."""

    url: str
    body: str | None = None

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True, slots=True)
class Walk:
    """The further pages of one list, as alternative routes: the next route is tried only when the first page of one adds nothing."""

    routes: tuple[tuple[Follow, ...], ...]


@dataclass(slots=True)
class Listing:
    """What a page listed: its entries, the walks that start from it (page 1), the page after it (link dialects), the portal's own total."""

    items: list[ListItem] = field(default_factory=list)
    walks: list[Walk] = field(default_factory=list)
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Lister:
    """One family of publishing systems: how it is told, and how its list pages are read."""

    family: str
    recognises: Callable[[str], bool]
    read: Callable[[ListPage], Listing]
