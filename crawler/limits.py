"""What bounds a worker: CPU seconds a page, address space, and the life of the process that started it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait

from output.interrupts import put_off

PAGE_CPU_SECONDS = 60.0
ADDRESS_SPACE_BYTES = 4 << 30


class _CpuLimit:
    """Ends the process by the kernel's SIGPROF, for which Python installs no handler: C code that never returns is stopped too.

    The timer counts the CPU of the whole process. Where a Dask worker runs several threads each page sets it anew, and it is only taken
    off when none is being read; a page that hangs is stopped once its neighbours have nothing left to read.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading = 0

    @contextmanager
    def __call__(self, seconds: float) -> Iterator[None]:
        """The process dies when the block uses more than `seconds` of CPU."""
        self._move(1, seconds)
        try:
            yield
        finally:
            self._move(-1, seconds)

    def _move(self, step: int, seconds: float) -> None:
        with self._lock:
            self._reading += step
            signal.setitimer(signal.ITIMER_PROF, seconds if self._reading else 0)


cpu_limit = _CpuLimit()


def limit_address_space(limit: int = ADDRESS_SPACE_BYTES) -> None:
    """No more than `limit` bytes of address space for this process, where the platform keeps such a limit (Linux; macOS does not)."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    except (ValueError, OSError):
        return  # macOS refuses it; CPU seconds still bound the page


def die_with_parent() -> None:
    """End this process when the one that started it is gone: a spawn worker would wait for its next task for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True, name="die-with-parent").start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def unsignalled() -> Iterator[None]:
    """What is started in this block never sees a Ctrl-C: it goes to all processes of a terminal, and is the parent's to handle.

    A worker that is still importing when it comes would leave a traceback, and so would one that its parent left half told what to do:
    here each signal is put off.
    """
    with put_off(), _blocked():
        yield


@contextmanager
def _blocked() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _WithoutPandas:
    """pyarrow imports pandas, 0.3 seconds and 40 MB a process, to see whether a list is one of its series. No build has a use for it."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:  # noqa: ARG004 - importlib.abc.MetaPathFinder
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


@contextmanager
def lean_arrow() -> Iterator[None]:
    """In this block pyarrow does without pandas, unless somebody imported it before, and gives memory back that it does not use.

    Its own allocator keeps thirty megabytes for two that the registers need; workers, which write without pause, keep that one.
    """
    import pyarrow as pa

    usual = pa.default_memory_pool()
    sys.meta_path.insert(0, _WithoutPandas)
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)
        sys.meta_path.remove(_WithoutPandas)


def start_worker() -> None:
    """Initialiser of a local worker. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.meta_path.insert(0, _WithoutPandas)
    die_with_parent()
    limit_address_space()
