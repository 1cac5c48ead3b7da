"""Pages that only lead to another one, by a meta refresh or by a script (portals.md section 6)."""

from __future__ import annotations

import re
from typing import Final

from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_meta_refresh

from crawler.urls import resolve

_LOCATION: Final = re.compile(
    r"(?:\b(?:window|self|top|parent|document)\s*\.\s*)?\blocation(?:\s*\.\s*href)?\s*=\s*['\"]([^'\"\s]{1,500})['\"]"
    r"|\blocation\s*\.\s*(?:replace|assign)\s*\(\s*['\"]([^'\"\s]{1,500})['\"]\s*\)"
)
_LOOKED_AT: Final = 4 * 4096
_SCRIPT_BYTES: Final = 1500
_PROMPT_SECONDS: Final = 5  # a refresh after this is a page that renews itself, not one that leads on


def leads_to(response: Response) -> str | None:
    """The one address that the page leads to; None for a page that is to be read.

    A script counts in a body under 1.5 kB with one literal target; a refresh without delay always does.
    """
    if response.status != 200 or not isinstance(response, HtmlResponse):
        return None
    interval, refreshed = get_meta_refresh(response, ignore_tags=("script", "noscript")) if _may_refresh(response.body) else (None, None)
    target = resolve(response.url, refreshed) if refreshed and (interval or 0) < _PROMPT_SECONDS else _scripted(response)
    return target if target and target != response.url else None


def _may_refresh(body: bytes) -> bool:
    """Whether get_meta_refresh, which decodes the whole page first, could find one in the first 4096 characters: none is longer than four
    bytes. An entity may hide the word, and in UTF-16 no word stands as it is here.
    """
    head = body[:_LOOKED_AT].lower()
    return b"refresh" in head or b"&#" in head or b"\0" in head[:64]


def _scripted(response: HtmlResponse) -> str | None:
    if len(response.body) >= _SCRIPT_BYTES:
        return None
    named = {assigned or replaced for assigned, replaced in _LOCATION.findall(response.text)}
    return resolve(response.url, named.pop()) if len(named) == 1 else None
