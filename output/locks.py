"""One run at a time in a data directory. The lock is the kernel's: it goes with the process, however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from parsing.errors import NianbaoError

LOCK_NAME = "run.lock"


class DataUnwritable(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """The data directory cannot be made or written (`data_unwritable`)."""


class RunLocked(NianbaoError):  # noqa: N818 - it states a condition, as the sentence does
    """Another run holds the data directory (`run_locked`)."""


@contextmanager
def run_lock(data: Path) -> Iterator[None]:
    """Hold the data directory. Raises RunLocked at once where another run has it, DataUnwritable where nothing can be written."""
    # A soft lock would outlive a killed process, so a file system without locks is an error, not a reason to fall back.
    lock = FileLock(data / LOCK_NAME, timeout=0, fallback_to_soft=False)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise RunLocked(
            "run_locked", f"Another nianbao run is at work in {data}; wait until it ends, or give another directory by --data."
        ) from error
    except OSError as error:
        raise DataUnwritable(
            "data_unwritable", f"{data} cannot be written ({error.strerror or error}); give a directory of your own by --data."
        ) from error
    try:
        yield
    finally:
        lock.release()
