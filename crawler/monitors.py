"""What is looked at once a crawl has ended: did every portal list something, and as much as it says it has?"""

from __future__ import annotations

from crawler.session import Session


def watch(session: Session) -> None:
    """Add findings to the tally: `stop` for a portal without any report, `warn` for lists that fell short of the portal's own count."""
    for portal, counts in session.tally.portals.items():
        if counts.listed == counts.reasons["lookalike"]:
            sentence = (
                "no report was found on any of its columns; see whether the column moved, or is of a system that nianbao does not read yet."
            )
            session.tally.find("stop", "nothing_listed", portal, sentence)
    for state in session.columns:
        if state.cut_short:
            sentence = f"{state.column.url} has more than {state.max_pages} list pages; raise NIANBAO_MAX_PAGES to read them all."
            session.tally.find("warn", "max_pages", state.portal.id, sentence)
        if state.total is not None and state.entries < state.total:
            sentence = f"{state.column.url} counts {state.total} entries itself, but {state.entries} were listed."
            session.tally.find("warn", "list_short", state.portal.id, sentence)
