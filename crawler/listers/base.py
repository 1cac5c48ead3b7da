"""What a lister is given and what it gives back. Listers are pure: a page in, entries and further requests out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.catalogue.declared import Declared

# What the vendors' own scripts send beside the address.
AJAX = (("X-Requested-With", "XMLHttpRequest"),)
JSON_BODY = (*AJAX, ("Content-Type", "application/json"))


@dataclass(frozen=True, slots=True)
class ListPage:
    """A fetched list page: its address after redirects, its text, the column it belongs to, and its place in the walk, from 1.

    `body`: what was posted for it, None for a GET. `origin`: the address of the first page of its list. `declared`: how the catalogue
    declares the interface (family `json`).
    """

    url: str
    text: str
    column: str
    number: int = 1
    body: str | None = None
    origin: str = ""
    declared: Declared | None = None

    @property
    def base(self) -> str:
        """What the addresses of an interface's answer are relative to: the page that asked."""
        return self.origin or self.url


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
    """A further request for the same list: a GET, or a POST of `body`, which is a form unless `headers` say otherwise."""

    url: str
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True, slots=True)
class Walk:
    """The further pages of one list, as alternative routes: the next route is tried only when the first page of one adds nothing.

    `grace`: how many pages of a route may add nothing without ending it, as long as each names a page after it: a key that has to be
    fetched first, an interface that begins with what the page showed already, or one that mixes in other columns.
    """

    routes: tuple[tuple[Follow, ...], ...]
    grace: int = 0


@dataclass(slots=True)
class Listing:
    """What a page listed: its entries, the walks that start from it (page 1) or the page after it (link dialects), the portal's own total,
    and the first pages of further lists of this column that only this family can tell.
    """

    items: list[ListItem] = field(default_factory=list)
    walks: list[Walk] = field(default_factory=list)
    total: int | None = None
    below: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lister:
    """One family of publishing systems: how it is told, and how its list pages are read."""

    family: str
    recognises: Callable[[str], bool]
    read: Callable[[ListPage], Listing]
