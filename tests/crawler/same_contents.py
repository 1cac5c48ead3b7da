"""What a data directory holds, but for when and where: to tell whether two runs came to the same."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
from warcio.archiveiterator import ArchiveIterator

Rows = list[dict]
# When something was seen, and where in the archive it stands (`places` looks at that).
WHEN = {
    "fetched_at",
    "first_seen",
    "last_seen",
    "checked_at",
    "seen_at",
    "found_at",
    "walked_at",
    "counted_at",
    "searched_at",
    "drifted_at",
}
WHERE = {"file", "offset", "length", "record_id", "id", "capture"} | {
    f"{part}_{name}" for part in ("body", "meta") for name in ("file", "offset", "length")
}
# Taken over every input of a partition, moments among them.
DIGESTS = {"inputs"}
# Its requests: those of a search that was cut short are made again.
SEARCHED = {"requests"}
LEDGER = "portals addresses bodies captures agencies agency_years partitions hosts portal_counts columns searches".split()


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=repr)


def dataset(data: Path) -> dict[str, Rows]:
    """Every file under dataset/ and its rows in their order, all columns but those of moments. `last_seen` of a report is a day."""
    root = data / "dataset"
    return {
        path.relative_to(root).as_posix(): [
            {name: value for name, value in row.items() if name != "fetched_at"} for row in pq.ParquetFile(path).read().to_pylist()
        ]
        for path in sorted(root.rglob("*.parquet"))
    }


def _ledger(data: Path) -> sqlite3.Connection:
    ledger = sqlite3.connect(data / "ledger.sqlite")
    ledger.row_factory = sqlite3.Row
    return ledger


def ledger(data: Path) -> dict[str, Rows]:
    """The tables of the ledger. What was asked for again in a later run is `unchanged`, and as good as `fetched`."""
    connection = _ledger(data)
    tables = {
        table: [{k: v for k, v in dict(row).items() if k not in WHEN | WHERE | DIGESTS | SEARCHED} for row in connection.execute(query)]
        for table, query in [(name, f"SELECT * FROM {name}") for name in LEDGER]
    }
    sql = """SELECT c.url, c.sha256, c.context_digest, r.* FROM records AS r JOIN captures AS c ON c.id = r.capture"""
    tables["records"] = [{k: v for k, v in dict(row).items() if k not in WHERE} for row in connection.execute(sql)]
    connection.close()
    for row in tables["addresses"]:
        row["outcome"] = "fetched" if row["outcome"] == "unchanged" else row["outcome"]
    return {name: _sorted(rows) for name, rows in tables.items()}


def archive(data: Path) -> Counter[tuple[str, str, str]]:
    """(type, address, SHA-256) of every response and metadata record, and how often it is there. Revisits, which no body repeats, are left out."""
    found: Counter[tuple[str, str, str]] = Counter()
    for path in (data / "archive").rglob("*.warc.gz"):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                content = record.content_stream().read()
                if record.rec_type in {"response", "metadata"}:
                    found[record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), hashlib.sha256(content).hexdigest()] += 1
    return found


def misplaced(data: Path) -> list[str]:
    """Bodies that do not stand where the ledger says, and archive files that are longer than it vouches for."""
    connection = _ledger(data)
    wrong = []
    for row in connection.execute("SELECT * FROM bodies"):
        with (data / "archive" / row["file"]).open("rb") as stream:
            stream.seek(row["offset"])
            record = next(iter(ArchiveIterator(stream)))
            if hashlib.sha256(record.content_stream().read()).hexdigest() != row["sha256"]:
                wrong.append(row["url"])
    files = {row["file"]: row["committed"] for row in connection.execute("SELECT * FROM files")}
    wrong += [name for name, committed in files.items() if (data / "archive" / name).stat().st_size != committed]
    connection.close()
    return wrong


def differences(ours: Path, theirs: Path) -> list[str]:
    """A line for everything that one of two data directories holds and the other does not; empty where they are the same."""
    found = [f"{ours}: {name} does not stand where the ledger says" for name in misplaced(ours)]
    for kind, (mine, other) in {"dataset": (dataset(ours), dataset(theirs)), "ledger": (ledger(ours), ledger(theirs))}.items():
        for name in sorted(mine.keys() | other.keys()):
            if mine.get(name) != other.get(name):
                found += [f"{kind} {name} - {row}" for row in other.get(name, []) if row not in mine.get(name, [])]
                found += [f"{kind} {name} + {row}" for row in mine.get(name, []) if row not in other.get(name, [])]
                found.append(f"{kind} {name}: {len(mine.get(name, []))} and {len(other.get(name, []))} rows")
    mine, other = archive(ours), archive(theirs)
    return found + [f"archive - {key}" for key in other - mine] + [f"archive + {key}" for key in mine - other]
