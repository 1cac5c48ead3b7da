"""Everything in a release beside its tables: descriptions for programs and people, checksums, the index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from output.decisions import Decisions
from output.gates.previous import Previous, file_digest
from output.release import notes
from output.release.about import About
from output.release.changes import Changes
from output.release.crate import crate
from output.release.croissant import croissant
from output.release.datapackage import datapackage
from output.release.deposit import dataverse, zenodo
from output.schema.codebook import codebook_csv, codebook_markdown, labels_r, labels_stata

Json = dict[str, Any]

SUMS: Final = "SHA256SUMS"


def write_changes(root: Path, about: About, previous: Previous, decisions: Decisions) -> tuple[About, Changes]:
    """Write the table `changes` of the release in `root`. Returns the release with it. Raises OSError when the disk refuses."""
    changes = Changes(root, previous, decisions)
    found = changes.write()
    files = dict(sorted({**about.files, **table_files(root, found)}.items()))
    return replace(about, files=files, rows={**about.rows, **{name: count for (name, _), count in found.items()}}), changes


def write_documents(root: Path, about: About, changes: Changes | None, decisions: Decisions) -> None:
    """Write them below `root`, which holds the tables; `changes` where there is a release before. Raises OSError when the disk refuses."""
    texts = {
        "codebook.md": codebook_markdown(),
        "codebook.csv": codebook_csv(),
        "labels.R": labels_r(),
        "labels.do": labels_stata(),
        "LICENSE-DATA.md": notes.licence_note(about),
        "PROVENANCE.md": notes.provenance_note(about),
        "CHANGES.md": notes.changes_note(about, changes.counts if changes else None, decisions.accepted),
        "CITATION.cff": notes.citation(about),
        "datapackage.json": _json(datapackage(about, list(_csvs(root)))),
        "croissant.json": _json(croissant(about)),
        "zenodo.json": _json(zenodo(about)),
        "dataverse.json": _json(dataverse(about)),
        "index.json": _json(index(about)),
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")


def write_sums(root: Path, about: About) -> None:
    """The crate, which lists every file, and then the checksums of every file, as `sha256sum -c` reads them."""
    (root / "ro-crate-metadata.json").write_text(_json(crate(about, list(_files(root)))), encoding="utf-8", newline="\n")
    lines = (f"{file['sha256']}  {file['path']}\n" for file in _files(root))
    (root / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def index(about: About) -> Json:
    """index.json of a release."""
    return {
        "name": "nianbao",
        "version": about.version,
        "previous": about.previous,
        "built_from": about.built_from,
        "data_until": about.day.isoformat(),
        "schema_version": about.schema_version,
        "nianbao_version": about.program,
        "tables": {name: {"rows": about.rows[name], "files": list(files)} for name, files in about.files.items()},
        "coverage": {
            "outcomes": dict(sorted(about.totals().items())),
            "years": {str(year): dict(sorted(found.items())) for year, found in sorted(about.outcomes.items())},
        },
        "identities": about.identities,
        "fill": about.fill,
        "masked": dict(sorted(about.masked.items())),
        "withheld": about.withheld,
        "warnings": list(about.warnings),
    }


def page_facts(about: About) -> Json:
    """What the page says of the release beside its tables."""
    facts = {name: value for name, value in index(about).items() if name in {"name", "version", "previous", "data_until"}}
    return {**facts, "schema_version": about.schema_version, "nianbao_version": about.program, "warnings": list(about.warnings)}


def table_files(root: Path, rows: Mapping[tuple[str, int | None], int]) -> dict[str, list[Json]]:
    """What index.json says of the Parquet files of each table."""
    found: dict[str, list[Json]] = {}
    for (name, year), count in sorted(rows.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
        path = f"parquet/{name}.parquet" if year is None else f"parquet/{name}/{name}-{year}.parquet"
        of_year = {} if year is None else {"year": year}
        found.setdefault(name, []).append({"path": path, **of_year, "rows": count, **_size(root / path)})
    return found


def _csvs(root: Path) -> Iterator[Json]:
    for path in sorted((root / "csv").glob("*.csv.gz")):
        yield {"name": path.name.removesuffix(".csv.gz"), "path": f"csv/{path.name}", **_size(path)}


def _files(root: Path) -> Iterator[Json]:
    # A DuckDB file is not the same bytes twice; it is added after this, and stands outside the promise.
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if path.name != SUMS:
            yield {"path": path.relative_to(root).as_posix(), **_size(path)}


def _size(path: Path) -> Json:
    return {"bytes": path.stat().st_size, "sha256": file_digest(path)}


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
