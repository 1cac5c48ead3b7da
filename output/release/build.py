"""A release from a data directory: built beside the others, judged, and moved into place whole."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from output.calver import Version, next_version, released_versions, wanted_version, written
from output.disk import told
from output.errors import ReleaseError
from output.gates import Finding, Survey, judge
from output.gates.check import open_survey
from output.gates.looks import fill_rates
from output.gates.previous import Previous, last_release
from output.locks import reading_lock, release_lock
from output.page import write_page
from output.progress import Progress, silent
from output.release import publish
from output.release.about import About
from output.release.documents import page_facts, table_files, write_changes, write_documents, write_sums
from output.release.duckdb_file import check_duckdb, write_duckdb
from output.release.tables import Written, write_tables
from output.release.verify import verify
from output.schema import SCHEMA_VERSION
from output.source import Source, require_dataset
from output.undecoded import require_utf_8
from parsing.errors import NianbaoError
from parsing.version import VERSION


@dataclass(frozen=True, slots=True)
class Released:
    """What came of a build. `new` is False where the data are those of the last release and nothing was written."""

    version: str
    path: Path
    new: bool
    findings: tuple[Finding, ...]
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a release was asked for: a version (None: the next by the data), the partitioned layout too, a DuckDB file too."""

    version: str | None = None
    partitioned: bool = False
    duckdb: bool = False


def build_release(data: Path, out: Path, options: Options = Options(), progress: Progress = silent) -> Released:
    """Make the next release of `data` in `out`.

    The same data give the same bytes; where they are those of the last release there is no new one. A build that fails or is killed leaves
    what was published as it was. Raises ReleaseError where a gate of level stop fires (its findings are in `failed.json`), DatasetError,
    RunLocked, DataUnwritable and DiskFull.
    """
    if options.duckdb:
        check_duckdb()
    require_dataset(data)
    require_utf_8(out)
    publish.require_folder(out)
    with release_lock(out), reading_lock(data), told(out):
        return _Build(data, out, options, progress).run()


class _Build:
    """One build, the locks held."""

    def __init__(self, data: Path, out: Path, options: Options, progress: Progress) -> None:
        self._data, self._out, self._options, self._progress = data, out, options, progress
        self._versions = released_versions(out)
        self._version = wanted_version(options.version, self._versions) if options.version else None

    def run(self) -> Released:
        publish.renew(self._out)
        staging = publish.begin(self._out)
        try:
            return self._build(staging)
        except ReleaseError:
            raise
        except BaseException as error:
            sentence = error.sentence if isinstance(error, NianbaoError) else str(error) or type(error).__name__
            publish.fail(self._out, self._options.version, (), sentence)
            raise

    def _build(self, staging: Path) -> Released:
        previous = last_release(self._out)
        source = Source.open(self._data)
        survey = open_survey(source, previous)
        tables = write_tables(source, survey, staging, self._progress, partitioned=self._options.partitioned)
        findings = judge(survey)
        self._stop_at(findings)
        about = self._about(staging, source, survey, tables, findings)
        if previous is not None and self._is_last(about, previous):
            publish.forget(self._out)
            return Released(previous.version, previous.root, False, tuple(findings))
        self._progress("documents", 0, 1)
        about, changes = write_changes(staging, about, previous, source.decisions) if previous else (about, None)
        write_documents(staging, about, changes, source.decisions)
        write_page(staging, page_facts(about))
        write_sums(staging, about)
        self._stop_at([*verify(staging), *findings])
        if self._options.duckdb:
            write_duckdb(staging, about)
        self._progress("documents", 1, 1)
        version = _version(about)
        return Released(about.version, publish.publish(self._out, version), True, tuple(findings), about)

    def _stop_at(self, findings: Sequence[Finding]) -> None:
        stops = [finding for finding in findings if finding.level == "stop"]
        if stops:
            report = publish.fail(self._out, self._options.version, findings)
            raise ReleaseError(
                "release_stopped",
                f"No release was made: {len(stops)} of the quality gates stop it. {self._left()} The report is {report or 'not written'}.",
                tuple(findings),
            )

    def _left(self) -> str:
        return f"The last release is still {written(self._versions[-1])}." if self._versions else "There is none before it."

    def _about(self, staging: Path, source: Source, survey: Survey, tables: Written, findings: Sequence[Finding]) -> About:
        assert tables.newest is not None, "the gate `empty` has stopped a dataset without reports"
        files = table_files(staging, tables.rows)
        version = self._version or next_version(tables.newest, self._versions)
        return About(
            version=written(version),
            previous=written(self._versions[-1]) if self._versions else None,
            built_from=_built_from(files, self._options),
            day=tables.newest.date(),
            program=VERSION,
            schema_version=SCHEMA_VERSION,
            years=tuple(sorted({year for _, year in source.coverage})),
            rows={name: sum(file["rows"] for file in found) for name, found in files.items()},
            files=files,
            outcomes=_outcomes(source),
            masked={name: count for name, count in tables.masked.items() if count},
            withheld=sum(row["outcome"] == "withheld" for row in source.coverage.values()),
            fill=fill_rates(survey),
            identities=_identities(survey),
            warnings=tuple(finding.sentence for finding in findings if finding.level == "warn"),
        )

    def _is_last(self, about: About, previous: Previous) -> bool:
        """Whether there is nothing new to release. Raises ReleaseError where another release has the version asked for."""
        same = previous.index.get("built_from") == about.built_from
        if about.version == previous.version and not same:
            sentence = f"{about.version} is published already, with other data, and never changes: choose a version above it, or give none."
            publish.fail(self._out, about.version, (), sentence)
            raise ReleaseError("version_exists", sentence)
        return same and self._version in {None, self._versions[-1]}


def _version(about: About) -> Version:
    year, month, number = map(int, about.version.split("."))
    return year, month, number


def _built_from(files: dict[str, list[dict[str, object]]], options: Options) -> str:
    """The digest of all that a release's bytes follow from beside its version and the release before."""
    sums = sorted((str(file["path"]), str(file["sha256"])) for found in files.values() for file in found)
    return hashlib.sha256(json.dumps([VERSION, SCHEMA_VERSION, options.partitioned, sums]).encode()).hexdigest()


def _outcomes(source: Source) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for (_, year), row in source.coverage.items():
        found[year][row["outcome"]] += 1
    return dict(found)


def _identities(survey: Survey) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (check, status), count in sorted(survey.identities.items()):
        found.setdefault(check, {})[status] = count
    return found
