"""Releases on another file system: the last one is fetched to be compared with, the new one is put there, and named when it is whole."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from output.calver import parse_version
from output.errors import DatasetError
from output.gates.previous import file_digest
from output.locks import release_lock
from output.places import Place, inside, place, reached
from output.progress import Progress, silent
from output.release.build import Options, Released, build_release
from output.release.documents import SUMS
from output.release.publishing import publishing

_INDEX: Final = "index.json"
_FETCHING: Final = ".fetching"
_AGAIN: Final = "look whether the bucket is there and has room, and run this again"


def publish_release(data: Path, out: str | None, options: Options, progress: Progress = silent) -> Released:
    """Make the next release of `data` in `out` (`build_release`).

    At an address the release is built in `data`/releases, compared with the last one at the address, and a copy is put there. What was
    there before stays as it was until the copy is whole; a run that was killed is safe to run again. One publisher at a time: another finds
    the address held (`publishing`). Raises what `build_release` raises, RunLocked, and DatasetError where the address cannot be used.
    """
    if out is None or "://" not in out:
        return build_release(data, Path(out) if out else data / "releases", options, progress)
    releases = data / "releases"
    with reached(out, _AGAIN):
        there = place(out)
    with publishing(there, releases) as hold:
        with reached(out, _AGAIN), release_lock(releases):
            fetch_last(there, releases)
        made = build_release(data, releases, options, progress)
        with reached(out, _AGAIN), release_lock(releases):
            put(made.path, there, progress, hold.check)
    return made


def fetch_last(there: Place, releases: Path) -> None:
    """Bring the last release at `there` to `releases`, so that the next one is compared with it and numbered after it.

    Raises DatasetError: `bad_index`, `version_taken` where this machine has another release of that name, `copy_differs`.
    """
    latest = _index(there)["latest"]
    if latest is None:
        return
    if parse_version(latest) is None:
        raise DatasetError("bad_index", f"{there.shown}/{_INDEX} names “{latest}” as the latest, which is no version; look at it.")
    if (releases / latest / _INDEX).is_file():
        _same(releases / latest, there)
        return
    staging = releases / _FETCHING
    shutil.rmtree(staging, ignore_errors=True)
    for path, digest in _sums(there / latest):
        _fetch(there / latest / path, staging / path, digest)
    (staging / SUMS).write_bytes((there / latest / SUMS).read_bytes())
    staging.replace(releases / latest)


def put(release: Path, there: Place, progress: Progress = silent, still_ours: Callable[[], None] = lambda: None) -> bool:
    """Put a copy of the finished release to `there`, read it back, and name it in the index there last. Returns whether it was not there.

    `still_ours` raises where another publisher has taken the address meanwhile: asked before anything is put, before the copy is whole and
    before it is named. Raises DatasetError: `version_taken` where another release of that name is there, `copy_differs` where what is read
    back is not what was put.
    """
    still_ours()
    known = _index(there)
    if (there / release.name / _INDEX).is_file:
        _same(release, there)
        if any(entry["version"] == release.name for entry in known["versions"]):
            return False
    files = sorted(path for path in release.rglob("*") if path.is_file() and path != release / _INDEX)
    for number, path in enumerate([*files, release / _INDEX], start=1):
        if number > len(files):
            still_ours()
        with path.open("rb") as file:
            _put(file, there / release.name / path.relative_to(release).as_posix(), file_digest(path))
        progress("upload", number, len(files) + 1)
    still_ours()
    index = _renewed(known, release)
    _put(io.BytesIO(index), there / _INDEX, hashlib.sha256(index).hexdigest())
    return True


def _index(there: Place) -> dict[str, Any]:
    file = there / _INDEX
    if not file.is_file:
        return {"latest": None, "versions": []}
    try:
        found = json.loads(file.read_bytes())
        return {"latest": found["latest"], "versions": list(found["versions"])}
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError("bad_index", f"{file.shown} is no index of releases ({error}); choose another address.") from error


def _renewed(known: dict[str, Any], release: Path) -> bytes:
    """The index there with this release in it."""
    ours = json.loads((release.parent / _INDEX).read_text(encoding="utf-8"))["versions"]
    entries = {entry["version"]: entry for entry in [*known["versions"], *(one for one in ours if one["version"] == release.name)]}
    versions = sorted(entries, key=lambda version: parse_version(version) or (0, 0, 0))
    index = {"latest": versions[-1], "versions": [entries[version] for version in versions]}
    return (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode()


def _same(release: Path, there: Place) -> None:
    if (release / _INDEX).read_bytes() != (there / release.name / _INDEX).read_bytes():
        raise DatasetError(
            "version_taken",
            f"{there.shown} has another release {release.name} than {release.parent}; move one away, or give --version a later one.",
        )


def _sums(release: Place) -> Iterator[tuple[str, str]]:
    for line in (release / SUMS).read_bytes().decode().splitlines():
        digest, _, path = line.partition("  ")
        yield inside(path, release.shown), digest


def _fetch(source: Place, path: Path, digest: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with source.open() as stream, path.open("wb") as file:
        shutil.copyfileobj(stream, file)
    if file_digest(path) != digest:
        raise DatasetError("copy_differs", f"{source.shown} has another checksum than its release says; put that release there again.")


def _put(source: BinaryIO, target: Place, digest: str) -> None:
    # Not every store that speaks S3 keeps what every client sends; some write the frames of a chunked upload into the object.
    target.write(source)
    if target.digest() != digest:
        raise DatasetError("copy_differs", f"{target.shown} does not read back as it was written; look at the store and run this again.")
