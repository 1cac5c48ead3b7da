"""One publisher at a time at an address: an object there that only one can make, and that is gone when it ends.

Stores that know conditional writes (`If-None-Match: *`, as S3 has them) refuse the second publisher at once. On others the object is read
back after it was written, and again before a release is put and before it is named: of two that began in the same moment the later stays,
and the other stops. A release is built in between, so that a write which is under way has come in by then.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from output.locks import RunLocked, publish_lock
from output.places import Place, reached

LOCK: Final = ".publishing.json"
_AGAIN: Final = "look whether the bucket is there and may be written, and run this again"


@contextmanager
def publishing(there: Place, releases: Path) -> Iterator[Hold]:
    """Hold the address `there` for the releases of this machine in `releases`.

    Raises RunLocked where another publisher holds it, or this machine publishes from `releases` already; DatasetError where the address
    cannot be used.
    """
    with publish_lock(releases):
        hold = Hold(there, _owner(releases))
        with reached(there.shown, _AGAIN):
            hold.take()
        try:
            yield hold
        finally:
            with reached(there.shown, _AGAIN):
                hold.leave()


class Hold:
    """The object that says who publishes. `owner` names a folder of releases on a machine, and tells nobody else anything."""

    def __init__(self, there: Place, owner: str) -> None:
        self._shown, self._file = there.shown, there / LOCK
        self._owner, self._token = owner, secrets.token_hex(16)

    def take(self) -> None:
        """Make the object. What a killed run of the same folder left is its own: the lock of the machine says that it is gone."""
        known = self._read()
        if known is not None and known.get("owner") == self._owner:
            self._file.remove()
        elif known is not None:
            raise self._busy(known)
        since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = {"token": self._token, "owner": self._owner, "host": socket.gethostname(), "since": since}
        try:
            self._file.create(json.dumps(said, ensure_ascii=False).encode())
        except Exception:
            # Each library has an error of its own for what is there already. It may be ours, where only the answer was lost.
            if self._read() is None:
                raise
        self.check()

    def check(self) -> None:
        """Raises RunLocked where another publisher has taken the address meanwhile, or freed it."""
        known = self._read()
        if known is None:
            raise RunLocked(
                "run_locked",
                f"{self._file.shown}, which held the address for this run, is gone; look whether another release was published to "
                f"{self._shown} meanwhile, and run this again.",
            )
        if known.get("token") != self._token:
            raise self._busy(known)

    def leave(self) -> None:
        """Remove the object, if it is still ours."""
        if (self._read() or {}).get("token") == self._token:
            self._file.remove()

    def _read(self) -> dict[str, Any] | None:
        content = self._file.current()
        try:
            found = None if content is None else json.loads(content)
        except ValueError:
            found = {}
        return found if found is None or isinstance(found, dict) else {}

    def _busy(self, known: dict[str, Any]) -> RunLocked:
        who = f"{known.get('host', 'another machine')} since {known.get('since', 'a time unknown')}"
        return RunLocked(
            "run_locked",
            f"Another release is being published to {self._shown} (by {who}); wait until it ends and run this again. If it was killed, "
            f"remove {self._file.shown} first.",
        )


def _owner(releases: Path) -> str:
    machine = f"{socket.gethostname()} {uuid.getnode()} {releases.resolve()}"
    return hashlib.sha256(machine.encode()).hexdigest()[:32]
