"""Programs of others that read files: without network, seeing the system's programs and one directory of their own, within limits."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

# What a program needs of the system beside its own files; whatever of it is absent is left out.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt")
_SETTINGS = ("alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "libreoffice", "localtime", "passwd")
_FILE_SIZE = 256 << 20
_INSIDE = Path("/work")


def find_tool(*names: str) -> str | None:
    """The first of these programs on PATH that can be confined here; None where there is none, or nothing to confine it with."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found if found and _walls() else None


def run_tool(command: Sequence[str], work: Path, *, seconds: float, memory: int) -> bool:
    """Run a program in `work`, which it sees as its current directory and home, and the only one where it can write.

    `seconds` bound its CPU, six times as many its life; `memory` in bytes is its address space. Gives whether it ended well; all it started
    has ended with it. Names of files are relative to `work`, or below `seen_inside(work)`.
    """
    walls = _walls()
    if walls is None:
        return False
    limits = ["prlimit", f"--cpu={int(seconds) + 1}", f"--as={memory}", f"--fsize={_FILE_SIZE}", "--core=0", "--"]
    inside = _bwrap(work) if walls == "bwrap" else _unshare(work)
    nowhere = subprocess.DEVNULL
    try:
        ended = subprocess.run(  # noqa: S603  the program is the caller's, the file it reads is not named by anybody else
            [*limits, *inside, *command], cwd=work, env=_environment(work), stdin=nowhere, stdout=nowhere, stderr=nowhere,
            timeout=seconds * 6, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def seen_inside(work: Path) -> Path:
    """Where a program that is run in `work` sees it."""
    return _INSIDE if _walls() == "bwrap" else work


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(home)}


@lru_cache(maxsize=1)
def _walls() -> str | None:
    """What confines programs on this machine: bubblewrap, else namespaces of their own; None where the kernel grants neither."""
    if shutil.which("prlimit") is None:
        return None
    return next((name for name, probe in (("bwrap", _bwrap(None)), ("unshare", _unshare(None))) if _works([*probe, "true"])), None)


def _works(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    nowhere = subprocess.DEVNULL
    ended = subprocess.run(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=False)  # noqa: S603  constant
    return ended.returncode == 0


def _bwrap(work: Path | None) -> list[str]:
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108  a new one inside
    for path in (*_SYSTEM, *(f"/etc/{name}" for name in _SETTINGS)):
        command += ["--ro-bind-try", path, path]
    if work is not None:
        command += ["--bind", str(work), str(_INSIDE), "--chdir", str(_INSIDE)]
        command += ["--setenv", "HOME", str(_INSIDE), "--setenv", "TMPDIR", str(_INSIDE)]
    return [*command, "--"]


def _unshare(_: Path | None) -> list[str]:
    """Without bubblewrap the program sees the file system as this user does, but no network and no other process."""
    return ["unshare", "--user", "--map-current-user", "--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]
