"""The keeper of the child processes: one for each bound on memory, started when first needed, replaced when it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from parsing.document import Document
from parsing.errors import UnreadError
from parsing.files import FileReader
from parsing.sandbox.wire import Member, receive, send, unpack

# CPU seconds bound a reader; the clock only ends one that sleeps, and must not end one on a machine that is busy elsewhere.
_CLOCK_FACTOR = 6


@dataclass(slots=True)
class _Child:
    """One child process and the lock that keeps its questions and answers together."""

    memory: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    process: subprocess.Popen[bytes] | None = None
    owner: int = 0

    def ask(self, order: dict[str, Any], data: Sequence[bytes], seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        """One answer. Raises EOFError, OSError or ValueError when the child ends, or answers nonsense, in place of giving one."""
        with self.lock:
            process = self._running()
            clock = threading.Timer(seconds * _CLOCK_FACTOR, process.kill)
            clock.start()
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                send(process.stdin, order, *data)  # type: ignore[arg-type]
                return receive(process.stdout)  # type: ignore[arg-type]
            except BaseException:
                self._end(process)
                raise
            finally:
                clock.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        # A forked worker inherits its parent's pipes, which are not its own to use.
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            command = [sys.executable, "-m", "parsing.sandbox.child", str(self.memory)]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, env=_environment())  # noqa: S603  our own module
            self.owner = os.getpid()
        return self.process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        self.process = None


_CHILDREN: dict[int, _Child] = {}


def run_reader(reader: FileReader, *data: bytes) -> Document | list[Member]:
    """Let `reader` read `data`, one file or the pages of one, in a child process within its limits.

    Gives the document, or the members of an archive. Raises `UnreadError` with the reason why the file was not read: what the reader
    says, `too_large`, `needs_extra`, `unreadable`, or `reader_died` when the child was ended by a limit.
    """
    child = _CHILDREN.setdefault(reader.memory, _Child(reader.memory))
    order = {"module": reader.module, "function": reader.function, "extra": reader.extra, "seconds": reader.seconds}
    try:
        answer, blobs = child.ask(order, data, reader.seconds)
    except (EOFError, OSError, ValueError) as error:
        raise UnreadError("reader_died", f"more than {reader.seconds} s of CPU, or a crash") from error
    if "reason" in answer:
        raise UnreadError(answer["reason"], answer["detail"])
    if "members" in answer:
        return [Member(name, blob, reason) for (name, reason), blob in zip(answer["members"], blobs, strict=True)]
    return unpack(answer["document"])


def _environment() -> dict[str, str]:
    """The child needs its modules and nothing else: no proxies, no credentials. One thread, for the memory and for other readers' sake."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return {"PYTHONPATH": paths, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
