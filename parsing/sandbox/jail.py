"""What no file can make the child do: reach a network, start a program, write; and what memory and time it has."""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

# Events of sys.audit (Python's table of audit events) that no reader has any business with.
_REFUSED = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg", "urllib.Request",
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn",
    "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.chown", "os.utime",
    "shutil.rmtree", "shutil.move", "shutil.copyfile", "tempfile.mkstemp", "tempfile.mkdtemp",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class ForbiddenError(PermissionError):
    """A reader tried something that no reader needs."""


def close_in(memory: int) -> None:
    """Confine this process for the rest of its life: `memory` is the bytes of address space it may have."""
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    sys.addaudithook(_refuse)


def allow_seconds(seconds: float) -> None:
    """The kernel ends this process when it uses more than `seconds` of CPU from now on."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime + seconds) + 1)


def _limit(kind: int, soft: int) -> None:
    _, hard = resource.getrlimit(kind)
    try:
        resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
    except (ValueError, OSError):
        return  # macOS keeps no limit on address space; the keeper's clock still ends the child


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise ForbiddenError(event)
    if event == "open" and isinstance(args[2], int) and args[2] & _WRITING and args[0] != os.devnull:
        raise ForbiddenError(f"open {args[0]!r} for writing")
