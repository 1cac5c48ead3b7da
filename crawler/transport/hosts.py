"""What is known of every host, over the runs: how it is reached, what its certificate is, and until when it is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from crawler import warc
from crawler.ledger import Ledger

Scheme = Literal["http", "https"]
# A night's run must find a host free again that was left alone "for a day", though it starts at the same hour.
_SLACK = timedelta(hours=6)


class Route(NamedTuple):
    """A way to a host: `legacy` TLS is the one of old servers."""

    scheme: Scheme
    legacy: bool = False


@dataclass(slots=True)
class Host:
    """One host (`host` or `host:port`). `failed`: routes that gave no answer in this run; `refusals`: refused requests in a row."""

    host: str
    scheme: Scheme | None = None
    tls: str | None = None
    certificate: str | None = None
    blocked_until: str | None = None
    blocked_by: str | None = None
    strikes: int = 0
    answered: bool = False
    refusals: int = 0
    backed_off: bool = False
    failed: set[Route] = field(default_factory=set)

    @property
    def route(self) -> Route | None:
        """The way that answered last, None for a host that never did."""
        return Route(self.scheme, self.tls == "legacy") if self.scheme else None

    def is_blocked(self, now: datetime) -> bool:
        """Whether it is to be left alone."""
        return self.blocked_until is not None and warc.moment(self.blocked_until) > now

    def row(self) -> dict[str, Any]:
        """The row of `hosts`."""
        return {name: value for name, value in asdict(self).items() if name not in {"answered", "refusals", "backed_off", "failed"}}


class Hosts:
    """The hosts of a run, read from the ledger when they are first asked for and written when something about them changes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._hosts: dict[str, Host] = {}

    def __getitem__(self, host: str) -> Host:
        if host not in self._hosts:
            row = self._ledger.one("SELECT * FROM hosts WHERE host = ?", host)
            self._hosts[host] = Host(**dict(row)) if row else Host(host)
        return self._hosts[host]

    def remember(self, host: Host, route: Route, certificate: str | None) -> None:
        """The host answered on this route."""
        self._change(host, scheme=route.scheme, tls="legacy" if route.legacy else None, certificate=certificate or host.certificate)

    def welcomed(self, host: str, *, report: bool) -> None:
        """The host gave what was asked for; a report ends its strikes."""
        known = self[host]
        known.refusals = 0
        if report and known.strikes and not known.backed_off:
            self._change(known, strikes=0, blocked_until=None, blocked_by=None)

    def refused(self, host: str, kind: str, *, weight: int, limit: int, days: Sequence[int]) -> bool:
        """The host refused a request. After `limit` refusals in a row it is left alone for the next of `days`: True when that begins."""
        known = self[host]
        known.refusals += weight
        if known.refusals < limit or known.backed_off or not days:
            return False
        known.backed_off = True
        wait = timedelta(days=days[min(known.strikes, len(days) - 1)]) - _SLACK
        until = warc.timestamp(datetime.now(UTC) + wait)
        self._change(known, blocked_until=until, blocked_by=kind, strikes=known.strikes + 1)
        return True

    def release(self, host: str) -> None:
        """The host is left alone no longer; how often it refused stays known."""
        self._change(self[host], blocked_until=None, blocked_by=None)

    def noted(self) -> dict[str, dict[str, Any]]:
        """What is out of the ordinary about the hosts of this run, for run.json."""
        notes = {name: {key: value for key, value in host.row().items() if key != "host" and value} for name, host in self._hosts.items()}
        return {name: note for name, note in sorted(notes.items()) if note.keys() - {"scheme"}}

    def _change(self, host: Host, **changes: Any) -> None:
        before = host.row()
        for name, value in changes.items():
            setattr(host, name, value)
        if host.row() != before:
            with self._ledger.transaction():
                self._ledger.upsert("hosts", ("host",), host.row())
