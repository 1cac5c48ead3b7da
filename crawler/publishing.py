"""From rows of the parse cache to the dataset: partitions whose inputs changed go to the workers, the registers are written last."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from crawler import warc
from crawler.due import SHANGHAI
from crawler.executors import Engine, ExecutorError, run
from crawler.ledger import Ledger
from crawler.reading import Progress
from crawler.revisions import Publication, Revision
from crawler.surroundings import Surroundings
from crawler.tasks import Partition, Sheet, write_partitions
from parsing.version import VERSION

PARTITIONS_A_SHARD = 16

Key = tuple[str, int]


@dataclass(slots=True)
class Written:
    """What became of the partitions."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


def publications(ledger: Ledger) -> Iterator[Publication]:
    """Every report in the ledger that has a place in the dataset: an agency, a year, and some content."""
    names = [field.name for field in fields(Publication)]
    columns = ", ".join(f"{'c' if name in _OF_CAPTURE else 'r'}.{name}" for name in names)
    sql = f"SELECT {columns} FROM records AS r JOIN current_captures AS c ON c.id = r.capture WHERE {_PLACED}"  # noqa: S608 - constants
    return (Publication(**dict(row)) for row in ledger.rows(sql))


_OF_CAPTURE = ("portal", "url", "sha256", "list_date", "fetched_at", "seen_at")
_PLACED = "r.agency IS NOT NULL AND r.year IS NOT NULL AND r.status <> 'not_a_report'"


def partitions(revisions: Iterable[Revision]) -> dict[Key, list[Revision]]:
    """The latest revisions by agency and year."""
    grouped: dict[Key, list[Revision]] = defaultdict(list)
    for revision in revisions:
        if revision.latest:
            grouped[revision.page.agency, revision.page.year].append(revision)
    return grouped


def write_changed(ledger: Ledger, dataset: Path, engine: Engine, plan: Mapping[Key, Sequence[Revision]], progress: Progress) -> Written:
    """Write the partitions whose inputs are not those of the files on disk, remove those that have no inputs any more."""
    vanished = _last_seen(ledger)
    around = Surroundings(plan)
    inputs = {key: _inputs(revisions, vanished, around) for key, revisions in plan.items()}
    known = {(row["agency"], row["year"]): row["inputs"] for row in ledger.rows("SELECT * FROM partitions")}
    changed = sorted(key for key, digest in inputs.items() if known.get(key) != digest or not _folder(dataset, key).is_dir())
    result = Written(unchanged=len(inputs) - len(changed))
    result.removed = _remove(ledger, dataset, (set(known) | _on_disk(dataset)) - set(inputs))
    work = (_partition(ledger, key, plan[key], vanished, around) for key in changed)
    done = 0
    for shard, files in run(engine, partial(write_partitions, str(dataset.resolve()), VERSION), _shards(work)):
        if files is None:
            raise ExecutorError(
                "writer_died", f"The worker that wrote {shard[0].agency} {shard[0].year} died each time; look at memory and disk."
            )
        _note(ledger, [(agency, year, inputs[agency, year]) for agency, year, _ in files])
        rewritten = sum(1 for _, _, count in files if count)
        result.written += rewritten
        result.unchanged += len(files) - rewritten
        done += len(files)
        progress("write", done, len(changed))
    return result


def _inputs(revisions: Sequence[Revision], vanished: Mapping[str, date], around: Surroundings) -> str:
    """The digest of all that a partition's bytes follow from, the reports that its checks compare it with included."""
    facts = [
        [
            *(revision.report_id, revision.page.url, revision.page.fetched_at, revision.page.digest, str(_gone(revision, vanished))),
            *(page and page.digest for page in around.of(revision.page)),
        ]
        for revision in revisions
    ]
    return hashlib.sha256(json.dumps([VERSION, sorted(facts)]).encode()).hexdigest()


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


def _on_disk(dataset: Path) -> set[Key]:
    folders = dataset.glob("*/agency=*/year=*")
    return {(folder.parent.name.removeprefix("agency="), int(folder.name.removeprefix("year="))) for folder in folders}


def _remove(ledger: Ledger, dataset: Path, keys: set[Key]) -> int:
    from output.dataset import remove_partition

    removed = sum(remove_partition(dataset, agency, year) for agency, year in sorted(keys))
    with ledger.transaction():
        ledger.connection.executemany("DELETE FROM partitions WHERE agency = ? AND year = ?", sorted(keys))
    return removed


def _note(ledger: Ledger, rows: Sequence[tuple[str, int, str]]) -> None:
    with ledger.transaction():
        for agency, year, digest in rows:
            ledger.upsert("partitions", ("agency", "year"), {"agency": agency, "year": year, "inputs": digest})


def _shards(work: Iterator[Partition]) -> Iterator[Sequence[Partition]]:
    while shard := list(islice(work, PARTITIONS_A_SHARD)):
        yield shard


def revision_rows(revisions: Iterable[Revision]) -> Iterator[dict[str, Any]]:
    """Rows of the register `revisions`."""
    for revision in revisions:
        page = revision.page
        yield {
            "report_id": revision.report_id,
            "agency": page.agency,
            "year": page.year,
            "report_scope": page.scope,
            "revision": revision.number,
            "latest": revision.latest,
            "status": page.status,
            "title": page.title,
            "url": page.url,
            "sha256": page.sha256,
            "fetched_at": warc.moment(page.fetched_at),
            "list_date": page.list_date,
            "published_on": page.published_on,
        }
