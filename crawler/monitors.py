"""What is looked at once a crawl has ended, and how grave it is: `stop` ends the run with exit code 1, `warn` does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, NamedTuple

from crawler import due, titles, warc
from crawler.archive import utc_now
from crawler.session import Session
from crawler.transport.window import CLOSED

# What a portal publishes shrinks now and then by an entry; by this much it was lost.
_FEWER: Final = 0.9
_HALF: Final = 0.5
_MANY: Final = 10
# Shares of requests for reports that failed, and the least number of requests that tells a share.
_SOME_ERRORS: Final = (0.2, 10)
_MOST_ERRORS: Final = (0.5, 20)
_FAILED: Final = ("blocked", "fetch_failed")

Sentences = Callable[[Session, str], Iterator[str]]


class Monitor(NamedTuple):
    """`look(session, portal)` gives a sentence for everything found."""

    code: str
    level: str
    look: Sentences


def watch(session: Session, day: date | None = None) -> None:
    """Add what every monitor finds to the tally, and keep the counts that the next run is compared with. `day`: today in Shanghai."""
    stale = Monitor("stale_portal", "warn", lambda s, portal: _stale(s, portal, day or due.today()))
    for portal in session.portals:
        if session.end == CLOSED and not session.tally.portals[portal].requests:
            continue
        for monitor in (*MONITORS, stale):
            for sentence in monitor.look(session, portal):
                session.tally.find(monitor.level, monitor.code, portal, sentence)
        if session.end != CLOSED:
            _keep_count(session, portal)


def _nothing(session: Session, portal: str) -> Iterator[str]:
    walked = any(state.portal.id == portal for state in session.columns)
    if walked and not _found(session, portal) and not _is_blocked(session, portal):
        yield "no report was found on any of its columns; see whether the column moved, or is of a system that nianbao does not read yet."


def _blocked(session: Session, portal: str) -> Iterator[str]:
    if not _found(session, portal) and _is_blocked(session, portal):
        hosts = ", ".join(_blocking(session, portal)) or "its hosts"
        yield f"{hosts} refused this crawler and is left alone for some days; lengthen the delay, or ask the portal."


def _all_blocked(session: Session, portal: str) -> Iterator[str]:
    others = [other for other in session.portals if not _found(session, other)]
    if len(session.portals) > 1 and len(others) == len(session.portals) and portal == others[0] and _is_blocked(session, portal):
        yield "no portal of this run listed anything; see whether this machine is refused everywhere."


def _half(session: Session, portal: str) -> Iterator[str]:
    before, now = _counts(session, portal)
    if before >= _MANY and 0 < now < _HALF * before:
        yield f"its lists held {before} entries when they were last read to the end, and hold {now} now: less than half."


def _fewer(session: Session, portal: str) -> Iterator[str]:
    before, now = _counts(session, portal)
    if 0 < now < _FEWER * before and not any(_half(session, portal)):
        yield f"its lists held {before} entries when they were last read to the end, and hold {now} now."


def _errors(least: tuple[float, int], most: tuple[float, int]) -> Sentences:
    def look(session: Session, portal: str) -> Iterator[str]:
        outcomes = session.tally.portals[portal].outcomes
        asked = outcomes.total() - outcomes["not_a_report"] - outcomes["out_of_range"]
        failed = sum(outcomes[name] for name in _FAILED)
        if _reaches(failed, asked, least) and not _reaches(failed, asked, most):
            yield f"{failed} of {asked} requests for reports failed; the reasons stand in run.json."

    return look


def _reaches(failed: int, asked: int, bound: tuple[float, int]) -> bool:
    share, number = bound
    return asked >= number and failed >= share * asked


def _drifted(session: Session, portal: str) -> Iterator[str]:
    """Columns without an entry that had some before, beside others that still have; those that discovery told of are not told twice."""
    told = [finding.sentence for finding in session.tally.findings if finding.code == "column_drifted"]
    for state in session.columns:
        if state.portal.id != portal or state.entries or not _found(session, portal) or any(state.column.url in text for text in told):
            continue
        row = session.store.ledger.one("SELECT count(*) AS n FROM addresses WHERE kind = 'report' AND column = ?", state.column.url)
        if row and row["n"]:
            yield f"{state.column.url} listed {row['n']} entries before and lists none now; see where it moved."


def _cut(session: Session, portal: str) -> Iterator[str]:
    for state in session.columns:
        if state.portal.id == portal and state.cut_short:
            yield f"{state.column.url} has more than {state.max_pages} list pages; raise NIANBAO_MAX_PAGES to read them all."


def _short(session: Session, portal: str) -> Iterator[str]:
    for state in session.columns:
        if state.portal.id == portal and state.total is not None and state.entries < state.total:
            yield f"{state.column.url} counts {state.total} entries itself, but {state.entries} were listed."


def _stale(session: Session, portal: str, day: date) -> Iterator[str]:
    """A portal that had reports of the year before, and of the latest fiscal year none though they are due.

    One that has been silent for longer is told by the coverage, where its agencies are overdue.
    """
    latest = day.year - 1
    rows = session.store.ledger.rows("SELECT title FROM addresses WHERE portal = ? AND kind = 'report' AND title <> ''", portal)
    known = {year for row in rows for year in titles.years(row["title"]) if titles.kind(row["title"]) != "lookalike"}
    if day > due.due_date("department", latest) and latest - 1 in known and latest not in known:
        yield f"no report of fiscal year {latest} is listed, though they were due on {due.due_date('department', latest)}."


MONITORS: Final = (
    Monitor("nothing_listed", "stop", _nothing),
    Monitor("portal_blocked", "warn", _blocked),
    Monitor("all_blocked", "stop", _all_blocked),
    Monitor("half_listed", "stop", _half),
    Monitor("fewer_listed", "warn", _fewer),
    Monitor("most_failed", "stop", _errors(_MOST_ERRORS, (2, 0))),
    Monitor("some_failed", "warn", _errors(_SOME_ERRORS, _MOST_ERRORS)),
    Monitor("column_drifted", "warn", _drifted),
    Monitor("max_pages", "warn", _cut),
    Monitor("list_short", "warn", _short),
)


def _found(session: Session, portal: str) -> bool:
    counts = session.tally.portals[portal]
    return counts.listed > counts.reasons["lookalike"]


def _is_blocked(session: Session, portal: str) -> bool:
    return any(finding.portal == portal and finding.code == "list_blocked" for finding in session.tally.findings)


def _blocking(session: Session, portal: str) -> list[str]:
    return sorted(host for host in session.portals[portal].hosts if session.known_hosts[host].is_blocked(utc_now()))


def _counts(session: Session, portal: str) -> tuple[int, int]:
    """Entries of its lists (when they were last read to the end, now)."""
    row = session.store.ledger.one("SELECT listed FROM portal_counts WHERE portal = ?", portal)
    return row["listed"] if row else 0, session.tally.portals[portal].listed


def _keep_count(session: Session, portal: str) -> None:
    listed = session.tally.portals[portal].listed
    if listed:
        row = {"portal": portal, "listed": listed, "counted_at": warc.timestamp(utc_now())}
        with session.store.ledger.transaction():
            session.store.ledger.upsert("portal_counts", ("portal",), row)
