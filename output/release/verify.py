"""A finished release read again from the disk: every file against its checksum, every Parquet file against its count of rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from output.gates.model import Finding
from output.gates.previous import file_digest
from output.release.documents import SUMS


def verify(root: Path) -> list[Finding]:
    """What is wrong with the release in `root`; nothing where it is as it was meant to be."""
    if found := [*_sums(root), *_rows(root)]:
        sentence = f"What was written is not what is on the disk: {'; '.join(found[:5])}. Look at the disk and build again."
        return [Finding("stop", "release_unsound", sentence, len(found))]
    return []


def _sums(root: Path) -> Iterator[str]:
    for line in (root / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, path = line.partition("  ")
        if file_digest(root / path) != digest:
            yield f"{path} has another checksum"


def _rows(root: Path) -> Iterator[str]:
    index = json.loads((root / "index.json").read_text(encoding="utf-8"))
    for table in index["tables"].values():
        for file in table["files"]:
            try:
                parquet = pq.ParquetFile(root / file["path"], page_checksum_verification=True)
                rows = sum(batch.num_rows for batch in parquet.iter_batches(use_threads=False))
            except (OSError, pa.ArrowException) as error:
                yield f"{file['path']} cannot be read ({error})"
                continue
            if rows != file["rows"]:
                yield f"{file['path']} has {rows} rows, {file['rows']} were written"
