"""One lister a family of publishing systems; `choose` tells the family from the page unless the catalogue names it."""

from crawler.listers import hanweb_dataproxy, static
from crawler.listers.base import Follow, Lister, Listing, ListItem, ListPage, Walk

# In the order in which `auto` asks them: `static` recognises every page.
LISTERS: tuple[Lister, ...] = (hanweb_dataproxy.LISTER, static.LISTER)


def choose(family: str, text: str) -> Lister:
    """The lister of the family, or for `auto` the first that recognises the page. Raises KeyError for an unknown family."""
    if family == "auto":
        return next(lister for lister in LISTERS if lister.recognises(text))
    return {lister.family: lister for lister in LISTERS}[family]


__all__ = ["LISTERS", "Follow", "ListItem", "ListPage", "Lister", "Listing", "Walk", "choose"]
