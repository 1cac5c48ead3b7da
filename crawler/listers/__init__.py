"""One lister a family of publishing systems; `choose` tells the family from the page unless the catalogue names it."""

from crawler.listers import (
    aspx,
    declared_json,
    epoint,
    eportal,
    gkmlpt,
    hanweb_dataproxy,
    hanweb_jpaas,
    hanweb_xxgk,
    lonsun,
    static,
    truecms,
    ucap,
    was5,
)
from crawler.listers.base import Follow, Lister, Listing, ListItem, ListPage, Walk

# In the order in which `auto` asks them, the surest mark first: `static` recognises every page, `json` none.
LISTERS: tuple[Lister, ...] = (
    gkmlpt.LISTER,
    hanweb_jpaas.LISTER,
    truecms.LISTER,
    hanweb_dataproxy.LISTER,
    hanweb_xxgk.LISTER,
    lonsun.LISTER,
    epoint.LISTER,
    was5.LISTER,
    eportal.LISTER,
    ucap.LISTER,
    aspx.LISTER,
    declared_json.LISTER,
    static.LISTER,
)


def choose(family: str, text: str) -> Lister:
    """The lister of the family, or for `auto` the first that recognises the page. Raises KeyError for an unknown family."""
    if family == "auto":
        return next(lister for lister in LISTERS if lister.recognises(text))
    return {lister.family: lister for lister in LISTERS}[family]


__all__ = ["LISTERS", "Follow", "ListItem", "ListPage", "Lister", "Listing", "Walk", "choose"]
