"""A portal as the lines that describe it in a catalogue file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from crawler.catalogue.model import Column, Portal
from crawler.urls import authority


def entry(portal: Portal, columns: Iterable[Column], *, evidence: str, verified: str) -> str:
    """The `[[portal]]` table of `portal` with these columns in place of its own. What it inherits is left to be inherited."""
    columns = list(columns)
    told = {authority(url) for url in (portal.home, *(column.url for column in columns)) if url}
    keys: dict[str, Any] = {
        "id": portal.id,
        "name": portal.name,
        "home": portal.home,
        "hosts": sorted(portal.hosts - told),
        "encoding": portal.encoding,
        "link_allow": portal.link_allow.pattern if portal.link_allow else None,
        "notes": portal.notes,
        "evidence": evidence,
        "verified": verified,
    }
    lines = [f"{key} = {_text(value)}" for key, value in keys.items() if value]
    lines.insert(3 if portal.home else 2, f"columns = [{', '.join(_column(column) for column in columns)}]")
    return "\n".join(["[[portal]]", *lines])


def _column(column: Column) -> str:
    return f"{{ url = {_text(column.url)}, family = {_text(column.family)}, layout = {_text(column.layout)} }}"


def _text(value: Any) -> str:
    """A JSON string, or list of strings, is one of TOML too."""
    return json.dumps(value, ensure_ascii=False)
