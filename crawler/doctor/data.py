"""The health of a data directory: disk, lock, ledger, archive, dataset, releases. All of it is only looked at."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from crawler import read_only
from crawler.doctor.line import Line
from crawler.ledger import SCHEMA_VERSION as LEDGER_VERSION
from crawler.store import ARCHIVE_NAME, LEDGER_NAME
from output.dataset import dataset_root
from output.files import STAGING
from output.gates.previous import last_release
from output.locks import LOCK_NAME
from output.schema import REGISTERS, SCHEMA_VERSION
from output.versions import version_of
from parsing.errors import NianbaoError

_LITTLE_SPACE: Final = 1 << 30
_REPARSE: Final = "Run `nianbao reparse`."
_REBUILD: Final = "Move it away and run `nianbao reparse`, which rebuilds it from the archive."


def data_lines(data: Path) -> Iterator[Line]:
    """Lines about a data directory; one alone where there is none."""
    if not data.is_dir():
        yield Line("note", "data directory", f"{data} is not there", "Run `nianbao crawl demo`, or name another by --data.")
        return
    yield _writable(data)
    yield _space(data)
    yield _lock(data)
    yield from _ledger(data)
    yield from _dataset(data)
    yield _releases(data / "releases")


def _writable(data: Path) -> Line:
    if os.access(data, os.W_OK):
        return Line("ok", "data directory", str(data.resolve()))
    return Line(
        "note", "data directory", f"{data} cannot be written", "Crawl and reparse need to write there; `release --out` may go elsewhere."
    )


def _space(data: Path) -> Line:
    free = shutil.disk_usage(data).free
    if free > _LITTLE_SPACE:
        return Line("ok", "disk", f"{free / (1 << 30):.1f} GB free")
    return Line("fault", "disk", f"{free >> 20} MB free", "Free some space: a run ends where the disk is full.")


def _lock(data: Path) -> Line:
    path = data / LOCK_NAME
    if not path.exists():
        return Line("ok", "lock", "free")
    try:
        with FileLock(path, timeout=0, fallback_to_soft=False):
            return Line("ok", "lock", "free")
    except Timeout:
        return Line("note", "lock", "a run is at work", "Wait until it ends before you start another.")
    except PermissionError:
        return Line("note", "lock", "cannot be tried by you", "Nothing: what only reads needs none.")
    except OSError as error:
        return Line("note", "lock", f"cannot be tried ({error.strerror})", "Use a file system with locks, and a directory of your own.")


def _ledger(data: Path) -> Iterator[Line]:
    path = data / LEDGER_NAME
    if not path.is_file():
        yield Line(
            "note",
            "ledger",
            "there is none",
            f"{_REPARSE} It makes one from the archive." if (data / ARCHIVE_NAME).is_dir() else "Crawl first.",
        )
        return
    try:
        with closing(read_only.connect(path)) as ledger:
            yield from _sound(ledger)
            yield from _archive(data / ARCHIVE_NAME, dict(ledger.execute("SELECT file, committed FROM files")))
    except sqlite3.DatabaseError as error:
        if read_only.is_writable(path):
            yield Line("fault", "ledger", f"cannot be read ({error})", _REBUILD)
        else:
            yield Line(
                "note", "ledger", f"cannot be read by you ({error})", "Look as one who may write there: a run was killed, or is at work."
            )


def _sound(ledger: sqlite3.Connection) -> Iterator[Line]:
    (found,) = ledger.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        yield Line("fault", "ledger", found, _REBUILD)
    (version,) = ledger.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() or ("none",)
    if version == LEDGER_VERSION:
        yield Line("ok", "ledger", f"sound, version {version}")
    elif version.isdigit() and int(version) < int(LEDGER_VERSION):
        yield Line("ok", "ledger", f"sound, version {version}: the next run brings it to {LEDGER_VERSION}")
    else:
        yield Line("fault", "ledger", f"version {version}, this nianbao has {LEDGER_VERSION}", "Use the nianbao that wrote it.")


def _archive(root: Path, committed: dict[str, int]) -> Iterator[Line]:
    """Every byte that the ledger vouches for must be there; what stands behind it is a killed run's tail, which the next run cuts."""
    there = {name: (root / name).stat().st_size if (root / name).is_file() else -1 for name in committed}
    for name, size in there.items():
        if size < committed[name]:
            found = f"{name} is not there" if size < 0 else f"{name} has {size} bytes of {committed[name]}"
            yield Line("fault", "archive", found, "Restore it from a copy: nothing else holds those pages.")
    yield Line("ok", "archive", f"{len(there)} files, {sum(map(max, there.values(), [0] * len(there))) / (1 << 20):.1f} MB")


def _dataset(data: Path) -> Iterator[Line]:
    root = dataset_root(data)
    if not root.is_dir():
        yield Line("note", "dataset", "there is none", _REPARSE if (data / ARCHIVE_NAME).is_dir() else "Crawl first.")
        return
    versions = set()
    for table in REGISTERS:
        try:
            with (root / f"{table.name}.parquet").open("rb") as file:
                versions.add(version_of(pq.read_schema(file)))
        except (OSError, pa.ArrowException) as error:
            yield Line("fault", "dataset", f"{table.name}.parquet cannot be read ({str(error).partition(chr(10))[0]})", _REPARSE)
    if versions - {SCHEMA_VERSION}:
        yield Line("fault", "dataset", f"schema version {min(versions)}, this nianbao writes {SCHEMA_VERSION}", _REPARSE)
    elif versions:
        agencies = sum(1 for _ in (root / "reports").glob("agency=*"))
        yield Line("ok", "dataset", f"schema version {SCHEMA_VERSION}, {agencies} agencies with reports; `nianbao check` reads all of it")
    if any((root / STAGING).glob("*.tmp")):
        yield Line("note", "dataset", "unfinished files of a killed run", "The next run removes them; readers do not see them.")


def _releases(out: Path) -> Line:
    if why := _failed(out / "failed.json"):
        return Line("note", "releases", f"the last build failed ({why})", f"Read {out / 'failed.json'}, mend it, release again.")
    try:
        last = last_release(out)
    except NianbaoError as error:
        return Line("fault", "releases", "the last one cannot be read", error.sentence)
    return Line("ok", "releases", f"the last is {last.version}" if last else "none yet")


def _failed(path: Path) -> str:
    """Why the last build failed, "" where it did not."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        return ", ".join(found["gate"] for found in report["findings"] if found["level"] == "stop") or str(report["error"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError):
        return "and its report cannot be read"
