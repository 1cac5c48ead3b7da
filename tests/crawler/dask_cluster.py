"""A real Dask scheduler and two worker processes on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from distributed import Client

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def _start(module: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    paths = os.pathsep.join([str(ROOT), str(HERE)])
    return subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": paths} | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@contextmanager
def cluster(folder: Path, *options: str, **environment: str) -> Iterator[tuple[Path, list[subprocess.Popen[bytes]]]]:
    """The scheduler file, and the processes: the scheduler and its two workers, connected. All are ended at the end."""
    spec = folder / "scheduler.json"
    common = ["--scheduler-file", str(spec), "--no-dashboard"]
    processes = [_start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common, **environment)]
    worker = [*common, "--nthreads", "1", "--death-timeout", "20", "--local-directory", str(folder), *options]
    try:
        end = time.monotonic() + 30
        while not spec.exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        processes += [_start("dask_worker", *worker), _start("dask_worker", *worker)]
        with Client(scheduler_file=str(spec), set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=30)
        yield spec, processes
    finally:
        family = [child for process in processes for child in psutil.Process(process.pid).children(recursive=True)]
        everyone: list[psutil.Process | subprocess.Popen[bytes]] = [*family, *processes]
        for process in everyone:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        for started in processes:
            started.wait()
