"""Reads and checks catalogue files: every fault is a sentence with the file, the portal, the key and what to do."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from crawler.catalogue.keys import COLUMN_KEYS, DEFAULT_KEYS, INHERITED, PORTAL_KEYS, faults_of
from crawler.catalogue.model import Column, Portal
from crawler.urls import authority
from parsing.errors import NianbaoError

SHIPPED = Path(__file__).with_name("shipped")
_KINDS = ("portal", "default")


class CatalogueError(NianbaoError):
    """A catalogue that cannot be used; `faults` holds one sentence for each fault found."""

    def __init__(self, code: str, faults: list[str]) -> None:
        super().__init__(
            code, " ".join(faults[:3]) + (f" ({len(faults) - 3} more; see `nianbao portals check`.)" if len(faults) > 3 else "")
        )
        self.faults = faults


class _Table(NamedTuple):
    """A table of a file and the words that lead to it."""

    where: str
    value: Any

    def text(self, key: str) -> str | None:
        """The value of a key where it is a string."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CatalogueError(
            "catalogue_unreadable", [f"The catalogue {path} cannot be read ({error.strerror}); name a file that exists."]
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError("catalogue_invalid", [f"{path} is no TOML file in UTF-8: {error}."]) from error


def _tables(path: Path) -> dict[str, list[_Table]]:
    """The tables of a file, or of every TOML file in a directory, by kind. Raises CatalogueError."""
    tables: dict[str, list[_Table]] = {kind: [] for kind in _KINDS}
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise CatalogueError("catalogue_unreadable", [f"The directory {path} holds no TOML file; name one that does, or a file."])
    for file in files:
        data = _read(file)
        wrong = [name for name, value in data.items() if name not in _KINDS or not isinstance(value, list)]
        if wrong:
            raise CatalogueError(
                "catalogue_invalid", [f"{file} may hold [[portal]] and [[default]] tables only; {', '.join(wrong)} is something else."]
            )
        for kind in _KINDS:
            key = {"portal": "id", "default": "prefix"}[kind]
            for number, value in enumerate(data.get(kind, []), 1):
                name = value.get(key, f"number {number}") if isinstance(value, dict) else f"number {number}"
                tables[kind].append(_Table(f"{file}, {kind} {name}", value))
    return tables


def _faults(tables: dict[str, list[_Table]]) -> list[str]:
    faults = [fault for where, value in tables["default"] for fault in faults_of(value, DEFAULT_KEYS, ("prefix",), where)]
    for where, value in tables["portal"]:
        faults += faults_of(value, PORTAL_KEYS, ("id", "name"), where)
        columns = value.get("columns") if isinstance(value, dict) else None
        for i, column in enumerate(columns if isinstance(columns, list) else []):
            faults += faults_of(column, COLUMN_KEYS, ("url",), f"{where}, columns[{i}]")
    for kind, key in (("portal", "id"), ("default", "prefix")):
        times = Counter(table.text(key) for table in tables[kind])
        faults += [
            f"{table.where} stands there more than once; join the entries."
            for table in {table.text(key): table for table in tables[kind]}.values()
            if table.text(key) and times[table.text(key)] > 1
        ]
    return faults


def _portal(table: dict[str, Any], defaults: dict[str, dict[str, Any]]) -> Portal:
    """A portal with what its province and its prefecture say, the nearer one first; a column's own word goes before all."""
    levels = [defaults.get(table["id"][:2], {}), defaults.get(table["id"][:4], {}), table]
    said = {key: level[key] for level in levels for key in INHERITED if key in level}
    of_columns = {key: said.pop(key) for key in ("family", "layout") if key in said}
    columns = tuple(Column.of(of_columns | column) for column in table.get("columns", []))
    addresses = [column.url for column in columns] + ([table["home"]] if "home" in table else [])
    pattern = table.get("link_allow")
    said["entries"] = tuple(said.get("entries", ()))
    return Portal(
        id=table["id"],
        name=table["name"],
        columns=columns,
        hosts=frozenset(table.get("hosts", [])) | {authority(url) for url in addresses},
        link_allow=re.compile(pattern) if pattern else None,
        **said,
        **{key: table[key] for key in ("home", "notes", "evidence", "verified") if key in table},
    )


def load(path: Path = SHIPPED) -> dict[str, Portal]:
    """The portals of a catalogue, a file or a directory of files, by id, in their order. Raises CatalogueError with every fault found."""
    tables = _tables(path)
    if faults := _faults(tables):
        raise CatalogueError("catalogue_invalid", faults)
    defaults = {table.value["prefix"]: table.value for table in tables["default"]}
    return {table.value["id"]: _portal(table.value, defaults) for table in tables["portal"]}


def shared_hosts(portals: dict[str, Portal]) -> dict[str, list[str]]:
    """The hosts that several portals name as theirs, with the ids of these portals: worth a note, but no fault."""
    owners: dict[str, list[str]] = {}
    for portal in portals.values():
        for host in portal.hosts:
            owners.setdefault(host, []).append(portal.id)
    return {host: ids for host, ids in sorted(owners.items()) if len(ids) > 1}


def named(portals: dict[str, Portal], name: str) -> list[Portal]:
    """The portal with this id or this whole name; else every portal whose name ends so (朝阳区 is one of Beijing and one of Changchun)."""
    if name in portals:
        return [portals[name]]
    whole = [portal for portal in portals.values() if portal.name == name]
    return whole or [portal for portal in portals.values() if name and portal.name.endswith(name)]
