"""What the interfaces of all families have in common: JSON that may be wrapped, paths into it, days in every spelling, and entries."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.listers.anchors import anchors
from crawler.listers.base import ListItem, ListPage
from crawler.listers.dates import read_date
from crawler.titles import kind
from crawler.urls import identity, resolve

_CHINA = timezone(timedelta(hours=8))
_WRAPPED = re.compile(r"^[\s;]*[\w$.]+\s*\(\s*(?=[\[{\"])")
_TAG = re.compile(r"<[^<>]{0,500}>")
_DIGITS = 15
_MILLISECONDS = 10**11  # seconds reach this in the year 5138


def loads(text: str) -> Any:
    """The JSON of an answer, a JSONP callback around it taken off; None for anything else."""
    body = text.strip().lstrip("\ufeff")
    if wrapped := _WRAPPED.match(body):
        body = body[wrapped.end() : body.rfind(")")]
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def dig(data: Any, path: str) -> Any:
    """What stands at `a.b.0.c`; None where nothing does. The empty path is the thing itself."""
    for key in filter(None, path.split(".")):
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and key.isdigit() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data


def number(value: Any) -> int | None:
    """A count that may be given as a number or as text of at most 15 digits; None for anything else."""
    text = str(value).strip()
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdigit() else None


def plain(value: Any) -> str:
    """A title without the tags and entities that interfaces leave in it."""
    return " ".join(html.unescape(_TAG.sub("", str(value or ""))).split())


def day(value: Any) -> str | None:
    """YYYY-MM-DD in China, from a printed date or from seconds or milliseconds since 1970, as a number or as text; else None."""
    stamp = number(value)
    if stamp is None or stamp < 10**8:
        return read_date(str(value or ""), "")
    seconds = stamp / 1000 if stamp >= _MILLISECONDS else stamp
    return datetime.fromtimestamp(seconds, UTC).astimezone(_CHINA).date().isoformat() if seconds < 4 * 10**9 else None


def entries(page: ListPage, rows: Iterable[tuple[Any, Any, Any]]) -> list[ListItem]:
    """List items from (address, title, date) as an interface gives them, each address once; what has no address or title is left out."""
    found: dict[str, ListItem] = {}
    for address, title, date in rows:
        url, name = resolve(page.base, html.unescape(str(address or ""))), plain(title)
        if address and url and name:
            found.setdefault(identity(url), ListItem(url, name, day(date), None, page.column))
    return list(found.values())


def linked(page: ListPage, fragment: str) -> list[ListItem]:
    """List items from the links of an HTML fragment that an interface gives: those with a date beside them, and reports by their title."""
    rows = [a for a in anchors(fragment, page.base) if kind(a.title) != "navigation" and (a.date or kind(a.title) == "report")]
    return entries(page, [(a.url, a.title, a.date) for a in rows])


def query(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def with_query(url: str, **changed: str | int) -> str:
    """The address with some parameters set, the others as they stand."""
    parts = urlsplit(url)
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True)) | {key: str(value) for key, value in changed.items()}
    return urlunsplit((*parts[:3], urlencode(parameters, safe="/,:{}"), ""))


def further(asked: int, size: int, total: int | None, received: int) -> bool:
    """Whether a page stands behind page `asked` (from 1) of `size` entries; without a total, as long as pages are full."""
    return received > 0 and (asked * size < total if total is not None else received >= size)
