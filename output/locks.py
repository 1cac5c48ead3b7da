"""One run at a time in a data directory, one build at a time among releases. The lock is the kernel's: it goes with the process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from parsing.errors import NianbaoError

LOCK_NAME = "run.lock"
RELEASE_LOCK_NAME = ".release.lock"
PUBLISH_LOCK_NAME = ".publish.lock"


class DataUnwritable(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """The data directory cannot be made or written (`data_unwritable`)."""


class RunLocked(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """Another run holds the data directory, or another build the releases (`run_locked`)."""


@contextmanager
def run_lock(data: Path) -> Iterator[None]:
    """Hold the data directory. Raises RunLocked at once where another run has it, DataUnwritable where nothing can be written."""
    with _held(
        data / LOCK_NAME,
        f"Another nianbao run is at work in {data}; wait until it ends, or give another directory by --data.",
        f"{data} cannot be written ({{}}); give a directory of your own by --data.",
    ):
        yield


@contextmanager
def reading_lock(data: Path) -> Iterator[None]:
    """Keep others from writing to the data directory while it is read. One that nobody here may write to needs no lock."""
    if not os.access(data, os.W_OK):
        yield
        return
    with run_lock(data):
        yield


@contextmanager
def release_lock(out: Path) -> Iterator[None]:
    """Hold a directory of releases. Raises RunLocked at once where another build has it, DataUnwritable where nothing can be written."""
    with _held(
        out / RELEASE_LOCK_NAME,
        f"Another release is being built in {out}; wait until it ends, or give another directory by --out.",
        f"{out} cannot be written ({{}}); give a directory of your own by --out.",
    ):
        yield


@contextmanager
def publish_lock(releases: Path) -> Iterator[None]:
    """Hold what is published from a directory of releases. Raises RunLocked at once where this machine publishes from it already."""
    with _held(
        releases / PUBLISH_LOCK_NAME,
        f"Another release is being published from {releases}; wait until it ends.",
        f"{releases} cannot be written ({{}}); give a directory of your own by --data.",
    ):
        yield


@contextmanager
def _held(path: Path, busy: str, unwritable: str) -> Iterator[None]:
    # A soft lock would outlive a killed process, so a file system without locks is an error, not a reason to fall back.
    lock = FileLock(path, timeout=0, fallback_to_soft=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise RunLocked("run_locked", busy) from error
    except OSError as error:
        raise DataUnwritable("data_unwritable", unwritable.format(error.strerror or error)) from error
    try:
        yield
    finally:
        lock.release()
