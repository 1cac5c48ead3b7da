"""The files of a report page: which are asked for, and when all of them have ended, that they are tied to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from crawler import warc
from crawler.archive import ArchiveError
from crawler.catalogue import Portal
from crawler.ledger import Address
from crawler.outcomes import ARCHIVED_OUTCOMES
from crawler.reports import Ask, validators
from crawler.responses import Fetched
from crawler.session import Session
from crawler.urls import resolve
from parsing.decode import declared_charset, decode
from parsing.errors import TooLargeError
from parsing.kinds import binary_kind
from parsing.readers.links import attached_files, may_link, pictures, viewed

MAX_FILES: Final = 5
MAX_PICTURES: Final = 20
# A page of the statutory form has some two hundred cells; the pictures in such a page are not its tables.
_TABLE_CELLS: Final = 100
_CELL = re.compile(r"<t[dh]\b", re.I)
_CELL_BYTES = re.compile(rb"<t[dh][\s/>]", re.I)
# In these ASCII stands for itself.
_PLAIN: Final = frozenset(("utf-8", "utf8", "gb2312", "gbk", "gb18030"))


@dataclass(slots=True)
class Gathering:
    """The files of one page, in its order, as (address, whether it is a picture); `waiting`: those not yet ended."""

    page: str
    files: list[tuple[str, bool]]
    waiting: set[str] = field(default_factory=set)


def found(body: bytes, content_type: str | None, base: str) -> list[tuple[str, bool]]:
    """The files that a page links as its report, else the pictures that may be its tables: (address, whether it is a picture)."""
    if binary_kind(body) or _has_none(body, content_type):
        return []
    text = decode(body, content_type).text
    written, picture, limit = attached_files(text), False, MAX_FILES
    if not written and not _is_filled(_CELL.finditer(text)):
        try:
            written, picture, limit = pictures(text), True, MAX_PICTURES
        except TooLargeError:
            written = []
    addresses = (resolve(base, viewed(address)) for address in written)
    return [(address, picture) for address in dict.fromkeys(addresses) if address and address != base][:limit]


def _has_none(body: bytes, content_type: str | None) -> bool:
    """Whether the bytes alone show a page with cells and without a link to any file, as most reports are: it need not be decoded."""
    plain = (declared_charset(body, content_type) or "utf-8") in _PLAIN and b"\x00" not in body
    return plain and _is_filled(_CELL_BYTES.finditer(body)) and not may_link(body)


def _is_filled(cells: Iterator[object]) -> bool:
    return next(islice(cells, _TABLE_CELLS, None), None) is not None


def gather(session: Session, portal: Portal, page: str, answer: Fetched | None) -> tuple[Gathering, list[Ask]]:
    """Look for the files of an archived page. `answer`: what the page answered in this run; its files are then asked for as well.

    Gives what is waited for and the requests to make; a page without files is settled at once.
    """
    files = _files(session, page, answer)
    gathering = Gathering(page, files)
    asks = [ask for url, _ in files if (ask := _ask(session, portal, page, url, asked=answer is not None))]
    gathering.waiting = {ask.url for ask in asks}
    if not asks:
        session.store.ties.attach(page, files)
    return gathering, asks


def _files(session: Session, page: str, answer: Fetched | None) -> list[tuple[str, bool]]:
    """The files of a page, by its answer where that has a body (a 304 has none), else by what is archived."""
    if answer is not None and answer.body:
        return found(answer.body, answer.header(b"content-type"), answer.url)
    try:
        archived = session.store.body(page)
    except ArchiveError:  # reading the page will say so
        return []
    return found(archived.body, archived.content_type, archived.url) if archived else []


def _ask(session: Session, portal: Portal, page: str, url: str, *, asked: bool) -> Ask | None:
    known = session.store.linked(portal.id, page, url)
    if known.kind != "attachment":
        return None  # it stands on a list as a report of its own
    if not portal.owns(url):
        if known.outcome == "new":
            session.store.settle(url, "offsite", "other_host", page)
        return None
    if known.outcome in ARCHIVED_OUTCOMES and (not asked or _checked(session, known)):
        return None
    return Ask(url, {} if session.options.refresh else validators(known))


def _checked(session: Session, known: Address) -> bool:
    """Whether another page of this run has brought the file already."""
    return known.checked_at is not None and known.checked_at >= warc.timestamp(session.tally.started)


def ended(session: Session, gathering: Gathering, url: str) -> None:
    """One file has ended, had or not; the last one ties them to the page."""
    gathering.waiting.discard(url)
    if not gathering.waiting and session.failure is None:
        session.store.ties.attach(gathering.page, gathering.files)
