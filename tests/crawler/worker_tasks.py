"""Tasks that test workers run; a module of its own, so that spawned processes import nothing else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from crawler.limits import cpu_limit


def double(items: Sequence[int]) -> list[int]:
    return [2 * item for item in items]


def die_on_seven(items: Sequence[int]) -> list[int]:
    if 7 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(items)


def die_once(flag: Path, items: Sequence[int]) -> list[int]:
    """Kills its worker the first time that 7 comes by, as an operator or the kernel would."""
    if 7 in items and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(items)


def spin_on_seven(items: Sequence[int]) -> list[int]:
    with cpu_limit(0.5):
        if 7 in items:
            # One call of C code that never gives the interpreter back.
            pow(3, 10**8, 10**9)
            sum(range(10**12))
    return double(items)


def grab_on_seven(items: Sequence[int]) -> list[int]:
    if 7 in items:
        bytearray(6 << 30)
    return double(items)


def sleep_beside_pid(folder: Path, items: Sequence[int]) -> list[int]:
    (folder / str(os.getpid())).touch()
    time.sleep(600)
    return list(items)
