"""From rows of the parse cache to the dataset: partitions whose inputs changed go to the workers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from crawler import choice, warc
from crawler.due import SHANGHAI
from crawler.executors import Engine, ExecutorError, run
from crawler.ledger import Ledger
from crawler.revisions import Publication, Revision
from crawler.surroundings import Surroundings, by_place
from crawler.tasks import Partition, Sheet, write_partitions
from output.progress import Progress
from parsing.version import VERSION

PARTITIONS_A_SHARD = 16

Key = tuple[str, int]

# What every partition follows from now, and whether its files are to be written.
_PLAN: Final = (
    "DROP TABLE IF EXISTS temp.plan",
    "CREATE TEMP TABLE plan (agency TEXT, year INTEGER, inputs TEXT, changed INTEGER, PRIMARY KEY (agency, year)) WITHOUT ROWID",
)


@dataclass(slots=True)
class Written:
    """What became of the partitions."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


class _Context:
    """What the bytes of a partition follow from beside its own reports."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._governments = by_place(choice.governments(ledger))
        self.vanished = _last_seen(ledger)

    def of(self, agency: str) -> tuple[dict[int, list[Revision]], Surroundings]:
        """The latest revisions of an agency by year, and what stands beside them."""
        plan = choice.latest(self._ledger, agency)
        return plan, Surroundings((revision.page for found in plan.values() for revision in found), self._governments)


def write_changed(ledger: Ledger, dataset: Path, engine: Engine, progress: Progress, *, every: bool = False) -> Written:
    """Write the partitions whose inputs are not those of the files on disk, remove those that have no inputs any more.

    `every`: make all of them anew, whatever the ledger knows; a file that was lost or torn comes back, one with the same bytes stays.
    `choice.choose` must have been called. The agencies are gone through one by one, once to see what changed and once to write it.
    """
    context = _Context(ledger)
    total, changed = _plan(ledger, dataset, context, every)
    result = Written(unchanged=total - changed)
    result.removed = _remove(ledger, dataset)
    done = 0
    for shard, files in run(engine, partial(write_partitions, str(dataset.resolve()), VERSION), _shards(_work(ledger, context))):
        if files is None:
            raise ExecutorError(
                "writer_died", f"The worker that wrote {shard[0].agency} {shard[0].year} died each time; look at memory and disk."
            )
        _note(ledger, [(agency, year) for agency, year, _ in files])
        rewritten = sum(1 for _, _, count in files if count)
        result.written += rewritten
        result.unchanged += len(files) - rewritten
        done += len(files)
        progress("write", done, changed)
    return result


def _plan(ledger: Ledger, dataset: Path, context: _Context, every: bool) -> tuple[int, int]:
    """Fill the table `plan`; returns how many partitions there are and how many of them are to be written."""
    from output.schema.version import fingerprint

    for statement in _PLAN:
        ledger.connection.execute(statement)
    schema = fingerprint()
    with ledger.transaction():
        for agency in choice.agencies(ledger):
            known = {row["year"]: row["inputs"] for row in ledger.rows("SELECT year, inputs FROM partitions WHERE agency = ?", agency)}
            plan, around = context.of(agency)
            for year, revisions in plan.items():
                inputs = _inputs(schema, revisions, context.vanished, around)
                changed = every or known.get(year) != inputs or not _folder(dataset, (agency, year)).is_dir()
                ledger.connection.execute("INSERT INTO plan VALUES (?, ?, ?, ?)", (agency, year, inputs, changed))
    row = ledger.one("SELECT count(*) AS n, coalesce(sum(changed), 0) AS changed FROM plan")
    assert row is not None, "an aggregate has a row"
    return row["n"], row["changed"]


def _work(ledger: Ledger, context: _Context) -> Iterator[Partition]:
    """The partitions to be written, by agency and year."""
    keys = list(ledger.rows("SELECT agency, group_concat(year) AS years FROM plan WHERE changed GROUP BY agency ORDER BY agency"))
    for agency, years in keys:
        plan, around = context.of(agency)
        for year in sorted(map(int, years.split(","))):
            yield _partition(ledger, (agency, year), plan[year], context.vanished, around)


def _inputs(schema: str, revisions: Sequence[Revision], vanished: Mapping[str, date], around: Surroundings) -> str:
    """The digest of all that a partition's bytes follow from: the schema, its reports, and those that its checks compare them with."""
    facts = [
        [
            *(revision.report_id, revision.page.url, revision.page.fetched_at, revision.page.digest, str(_gone(revision, vanished))),
            *(page and page.digest for page in around.of(revision.page)),
        ]
        for revision in revisions
    ]
    return hashlib.sha256(json.dumps([VERSION, schema, sorted(facts)]).encode()).hexdigest()


def _partition(ledger: Ledger, key: Key, revisions: Sequence[Revision], vanished: Mapping[str, date], around: Surroundings) -> Partition:
    return Partition(*key, tuple(_sheet(ledger, revision, _gone(revision, vanished), around) for revision in revisions))


def _sheet(ledger: Ledger, revision: Revision, last_seen: date | None, around: Surroundings) -> Sheet:
    page, (last, government) = revision.page, around.of(revision.page)
    return Sheet(
        report=_report(ledger, page),
        last=_report(ledger, last) if last else None,
        government=_report(ledger, government) if government else None,
        report_id=revision.report_id,
        url=page.url,
        fetched_at=warc.moment(page.fetched_at),
        revision=revision.number,
        scope=page.scope,
        last_seen=last_seen,
    )


def _report(ledger: Ledger, page: Publication) -> bytes:
    row = ledger.one("SELECT report FROM records WHERE capture = ? AND item = ?", page.capture, page.item)
    assert row is not None, "a publication is a row of records"
    return row["report"]  # type: ignore[no-any-return]


def _last_seen(ledger: Ledger) -> dict[str, date]:
    """The addresses that are gone, and the last day (in Shanghai) each was seen."""
    rows = ledger.rows("SELECT url, last_seen FROM addresses WHERE outcome = 'gone'")
    return {row["url"]: warc.moment(row["last_seen"]).astimezone(SHANGHAI).date() for row in rows}


def _gone(revision: Revision, vanished: Mapping[str, date]) -> date | None:
    """The last day a revision was seen anywhere, None while one of its pages still stands."""
    days = [vanished.get(page.url) for page in revision.pages]
    return max(day for day in days if day) if all(days) else None


def _folder(dataset: Path, key: Key) -> Path:
    return dataset / "reports" / f"agency={key[0]}" / f"year={key[1]:04d}"


def _stale(ledger: Ledger, dataset: Path) -> list[Key]:
    """The partitions that are noted or on disk and have no inputs."""
    stale = {
        (row["agency"], row["year"]) for row in ledger.rows("SELECT agency, year FROM partitions EXCEPT SELECT agency, year FROM plan")
    }
    for folder in dataset.glob("*/agency=*/year=*"):
        key = folder.parent.name.removeprefix("agency="), int(folder.name.removeprefix("year="))
        if key not in stale and ledger.one("SELECT 1 FROM plan WHERE agency = ? AND year = ?", *key) is None:
            stale.add(key)
    return sorted(stale)


def _remove(ledger: Ledger, dataset: Path) -> int:
    from output.dataset import remove_partition

    keys = _stale(ledger, dataset)
    removed = sum(remove_partition(dataset, agency, year) for agency, year in keys)
    with ledger.transaction():
        ledger.connection.executemany("DELETE FROM partitions WHERE agency = ? AND year = ?", keys)
    return removed


def _note(ledger: Ledger, keys: Sequence[Key]) -> None:
    sql = "INSERT OR REPLACE INTO partitions SELECT agency, year, inputs FROM plan WHERE agency = ? AND year = ?"
    with ledger.transaction():
        ledger.connection.executemany(sql, keys)


def _shards(work: Iterator[Partition]) -> Iterator[Sequence[Partition]]:
    while shard := list(islice(work, PARTITIONS_A_SHARD)):
        yield shard


def revision_rows(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Rows of the register `revisions`, in the order of its key."""
    for row in ledger.rows(_REVISIONS):
        yield dict(row) | {"latest": bool(row["latest"]), "fetched_at": warc.moment(row["fetched_at"])}


_REVISIONS: Final = """
    SELECT h.report_id, h.agency, h.year, h.scope AS report_scope, h.number AS revision, h.latest, r.status, r.title, c.url, c.sha256,
        c.fetched_at, c.list_date, r.published_on
    FROM chosen AS h JOIN records AS r ON r.capture = h.capture AND r.item = h.item JOIN captures AS c ON c.id = h.capture
    WHERE h.nth = 0 ORDER BY h.report_id
"""
