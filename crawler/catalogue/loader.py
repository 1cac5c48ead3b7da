"""Reads and checks catalogue files: every fault is a sentence with the file, the portal, the key and what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crawler.catalogue.model import FAMILIES, LAYOUTS, Column, Portal
from crawler.urls import authority, resolve
from parsing.errors import NianbaoError

SHIPPED = Path(__file__).with_name("portals.toml")
_ID = re.compile(r"\d{6}|x-[a-z0-9]+(-[a-z0-9]+)*")
_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?")
_MAX_DELAY = 600


class CatalogueError(NianbaoError):
    """A catalogue that cannot be used; `faults` holds one sentence for each fault found."""

    def __init__(self, code: str, faults: list[str]) -> None:
        super().__init__(
            code, " ".join(faults[:3]) + (f" ({len(faults) - 3} more; see `nianbao portals check`.)" if len(faults) > 3 else "")
        )
        self.faults = faults


def _is_text(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be a string"


def _is_id(value: Any) -> str | None:
    good = isinstance(value, str) and _ID.fullmatch(value)
    return None if good else "must be a six-digit GB/T 2260 code in quotes, or x- and a slug of a-z, 0-9 and hyphens"


def _is_name(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be the name of the place, not empty"


def _is_hosts(value: Any) -> str | None:
    good = isinstance(value, list) and all(isinstance(v, str) and _HOST.fullmatch(v) for v in value)
    return None if good else 'must be a list of host names in lower case, with a port where it is not the default: ["www.example.gov.cn"]'


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


def _one_of(names: tuple[str, ...]) -> Callable[[Any], str | None]:
    return lambda value: None if value in names else f"must be one of {', '.join(names)}"


_PORTAL_KEYS: dict[str, Callable[[Any], str | None]] = {
    "id": _is_id, "name": _is_name, "columns": lambda v: None if isinstance(v, list) else "must be a list of tables",
    "hosts": _is_hosts, "encoding": _is_charset, "link_allow": _is_pattern, "delay": _is_delay,
    "notes": _is_text, "evidence": _is_text, "verified": _is_text,
}  # fmt: skip
_COLUMN_KEYS: dict[str, Callable[[Any], str | None]] = {"url": _is_address, "family": _one_of(FAMILIES), "layout": _one_of(LAYOUTS)}


def _faults_of_table(table: Any, keys: dict[str, Callable[[Any], str | None]], required: tuple[str, ...], where: str) -> list[str]:
    if not isinstance(table, dict):
        return [f"{where} must be a table."]
    faults = [f"{where}, key {key!r} is missing; add it." for key in required if key not in table]
    for key, value in table.items():
        if key not in keys:
            faults.append(f"{where}, key {key!r} is not known; use one of {', '.join(keys)}.")
        elif fault := keys[key](value):
            faults.append(f"{where}, key {key!r}: {value!r} {fault}.")
    return faults


def _faults_of_portal(table: Any, source: str, index: int) -> list[str]:
    name = table.get("id", f"number {index + 1}") if isinstance(table, dict) else f"number {index + 1}"
    where = f"{source}, portal {name}"
    faults = _faults_of_table(table, _PORTAL_KEYS, ("id", "name"), where)
    columns = table.get("columns", []) if isinstance(table, dict) else []
    for i, column in enumerate(columns if isinstance(columns, list) else []):
        faults += _faults_of_table(column, _COLUMN_KEYS, ("url",), f"{where}, columns[{i}]")
    return faults


def _portal(table: dict[str, Any]) -> Portal:
    columns = tuple(Column(**column) for column in table.get("columns", []))
    pattern = table.get("link_allow")
    return Portal(
        id=table["id"],
        name=table["name"],
        columns=columns,
        hosts=frozenset(table.get("hosts", [])) | {authority(column.url) for column in columns},
        link_allow=re.compile(pattern) if pattern else None,
        **{key: table[key] for key in ("encoding", "delay", "notes", "evidence", "verified") if key in table},
    )


def _tables(path: Path) -> list[Any]:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CatalogueError(
            "catalogue_unreadable", [f"The catalogue {path} cannot be read ({error.strerror}); name a file that exists."]
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError("catalogue_invalid", [f"{path} is no TOML file in UTF-8: {error}."]) from error
    tables = data.get("portal", [])
    extra = [key for key in data if key != "portal"]
    if extra or not isinstance(tables, list):
        raise CatalogueError(
            "catalogue_invalid", [f"{path} may hold [[portal]] tables only; {', '.join(extra) or 'portal'} is something else."]
        )
    return tables


def load(path: Path = SHIPPED) -> dict[str, Portal]:
    """The portals of a catalogue file by id, in the order of the file. Raises CatalogueError with every fault found."""
    tables = _tables(path)
    faults = [fault for i, table in enumerate(tables) for fault in _faults_of_portal(table, str(path), i)]
    ids = [table["id"] for table in tables if isinstance(table, dict) and isinstance(table.get("id"), str)]
    faults += [f"{path}, portal {i} stands there more than once; join the entries." for i in sorted({i for i in ids if ids.count(i) > 1})]
    if faults:
        raise CatalogueError("catalogue_invalid", faults)
    return {table["id"]: _portal(table) for table in tables}


def find(portals: dict[str, Portal], name: str) -> Portal | None:
    """The portal with this id or this name; None when there is none. A name that two portals share finds none."""
    named = [portal for portal in portals.values() if portal.name == name]
    return portals.get(name) or (named[0] if len(named) == 1 else None)
