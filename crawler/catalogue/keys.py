"""The schema of catalogue files: which keys a table may have, and what each value must be. A check gives the fault's words, or None."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from crawler.catalogue import declared
from crawler.catalogue.model import FAMILIES, LAYOUTS, SYSTEMS
from crawler.urls import resolve

Check = Callable[[Any], str | None]

_ID = re.compile(r"\d{6}|x-[a-z0-9]+(-[a-z0-9]+)*")
_PREFIX = re.compile(r"\d{2}|\d{4}")
_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?")
_MAX_DELAY = 600


def _is_text(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be a string"


def _is_id(value: Any) -> str | None:
    good = isinstance(value, str) and _ID.fullmatch(value)
    return None if good else "must be a six-digit GB/T 2260 code in quotes, or x- and a slug of a-z, 0-9 and hyphens"


def _is_prefix(value: Any) -> str | None:
    good = isinstance(value, str) and _PREFIX.fullmatch(value)
    return None if good else "must be the first two digits of a province or the first four of a prefecture, in quotes"


def _is_name(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be the name of the place, not empty"


def _is_columns(value: Any) -> str | None:
    return None if isinstance(value, list) else "must be a list of tables"


def _is_hosts(value: Any) -> str | None:
    good = isinstance(value, list) and all(isinstance(v, str) and _HOST.fullmatch(v) for v in value)
    return None if good else 'must be a list of host names in lower case, with a port where it is not the default: ["www.example.gov.cn"]'


def _is_paths(value: Any) -> str | None:
    good = isinstance(value, list) and all(isinstance(v, str) and v.startswith("/") and not v.startswith("//") for v in value)
    return None if good else 'must be a list of paths on the home\'s host: ["/gkmlpt/index"]'


def _is_delay(value: Any) -> str | None:
    good = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _MAX_DELAY
    return None if good else f"must be a number of seconds from 0 to {_MAX_DELAY}"


def _is_pattern(value: Any) -> str | None:
    if not isinstance(value, str):
        return "must be a regular expression in quotes"
    try:
        re.compile(value)
    except re.error as error:
        return f"is no regular expression ({error})"
    return None


def _is_charset(value: Any) -> str | None:
    try:
        "".encode(value)
    except (LookupError, TypeError, ValueError):
        return "must be the name of a charset, such as gb18030 or utf-8; leave it out to let the bytes decide"
    return None


def _is_address(value: Any) -> str | None:
    if isinstance(value, str) and ("{" in value or "<" in value):
        return 'holds a placeholder; give the address of the parent column and layout = "year_tree"'
    return None if isinstance(value, str) and resolve(value, value) == value else "must be a whole http or https address without fragment"


def _one_of(names: tuple[str, ...]) -> Check:
    return lambda value: None if value in names else f"must be one of {', '.join(names)}"


# What a province or prefecture may say for all portals below it, and a portal for itself.
_INHERITED: dict[str, Check] = {
    "family": _one_of(FAMILIES), "layout": _one_of(LAYOUTS), "likely": _one_of(SYSTEMS),
    "delay": _is_delay, "encoding": _is_charset, "entries": _is_paths,
}  # fmt: skip
INHERITED = tuple(_INHERITED)
DEFAULT_KEYS: dict[str, Check] = {"prefix": _is_prefix, **_INHERITED, "notes": _is_text, "evidence": _is_text}
PORTAL_KEYS: dict[str, Check] = {
    "id": _is_id, "name": _is_name, "home": _is_address, "columns": _is_columns, "hosts": _is_hosts, "link_allow": _is_pattern,
    **_INHERITED, "notes": _is_text, "evidence": _is_text, "verified": _is_text,
}  # fmt: skip
COLUMN_KEYS: dict[str, Check] = {
    "url": _is_address, "family": _one_of(FAMILIES), "layout": _one_of(LAYOUTS), "list": declared.faults, "below": _is_pattern,
}  # fmt: skip


def faults_of(table: Any, keys: dict[str, Check], required: tuple[str, ...], where: str) -> list[str]:
    """One sentence for each missing, unknown or wrong key of a table; `where` begins each of them."""
    if not isinstance(table, dict):
        return [f"{where} must be a table."]
    faults = [f"{where}, key {key!r} is missing; add it." for key in required if key not in table]
    for key, value in table.items():
        if key not in keys:
            faults.append(f"{where}, key {key!r} is not known; use one of {', '.join(keys)}.")
        elif fault := keys[key](value):
            faults.append(f"{where}, key {key!r}: {value!r} {fault}.")
    return faults
