"""How a finished release takes its place, and how a failed one is told: what was published before stays as it was."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from output.calver import Version, released_versions, written
from output.errors import DatasetError
from output.files import replace
from output.gates import Finding
from output.places import refuse_half_address

STAGING: Final = ".building"
LATEST: Final = "latest"
_FAILED: Final = "failed.json"


def require_folder(out: Path) -> None:
    """Raises DatasetError where `out` can be no directory of releases: `bad_out` in a release, `bad_address` for half an address."""
    refuse_half_address(out.as_posix())
    real = out.resolve()
    for folder in (real, *real.parents):
        if _is_release(folder / "index.json"):
            raise DatasetError(
                "bad_out", f"{out} lies in the release {folder}, which never changes; give {folder.parent} by --out, or another directory."
            )


def _is_release(index: Path) -> bool:
    try:
        found = json.loads(index.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and "built_from" in found and "versions" not in found


def begin(out: Path) -> Path:
    """An empty directory to build in; what a killed build left is removed. Raises OSError when the disk refuses."""
    staging = out / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    return staging


def publish(out: Path, version: Version) -> Path:
    """Give the finished directory its name, then renew index.json and `latest`. A kill between the two is healed by the next build."""
    place = out / written(version)
    for path in (out / STAGING).rglob("*"):
        _sync(path)
    (out / STAGING).replace(place)
    _sync(out)
    forget(out)
    renew(out)
    return place


def forget(out: Path) -> None:
    """Remove what is left of a build that ended well, and the report of one that failed before it."""
    shutil.rmtree(out / STAGING, ignore_errors=True)
    (out / _FAILED).unlink(missing_ok=True)


def renew(out: Path) -> None:
    """index.json and `latest` as the directories have it; nothing is written where they say so already."""
    versions = released_versions(out)
    if not versions:
        return
    entries = [_entry(out, version) for version in versions]
    index = {"latest": written(versions[-1]), "versions": entries}
    replace(out, out / "index.json", (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode())
    _point(out, written(versions[-1]))


def _entry(out: Path, version: Version) -> dict[str, Any]:
    path = out / written(version) / "index.json"
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: table["rows"] for name, table in index["tables"].items()}
        return {"version": written(version), "path": written(version), "built_from": index["built_from"], "tables": tables}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError("bad_index", f"{path} is not that of a release; restore it from a copy, or move its folder away.") from error


def _point(out: Path, version: str) -> None:
    """The symbolic link `latest`, swapped in one step. A file system without links has index.json to tell it."""
    link = out / LATEST
    with suppress(OSError):
        if link.readlink() == Path(version):
            return
    new = out / f".{LATEST}.{secrets.token_hex(4)}"
    with suppress(OSError, NotImplementedError):
        new.symlink_to(version, target_is_directory=True)
        new.replace(link)


def fail(out: Path, version: str | None, findings: Sequence[Finding], error: str | None = None) -> Path | None:
    """Remove the unfinished release and write why it failed to failed.json; None where even that cannot be written."""
    shutil.rmtree(out / STAGING, ignore_errors=True)
    report = {"version": version, "error": error, "findings": [asdict(finding) for finding in findings]}
    with suppress(OSError):
        replace(out, out / _FAILED, (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())
        return out / _FAILED
    return None


def _sync(path: Path) -> None:
    if os.name == "nt":  # Windows syncs no file that is open for reading, and no directory; NTFS journals the rename itself.
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
