"""What a run did: counted while it goes on, judged by monitors, and written once as `data/runs/<UTC>/run.json`."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.urls import authority
from parsing.version import VERSION

log = logging.getLogger("nianbao.crawl")
_LINE_EVERY = 10.0


@dataclass(slots=True)
class PortalTally:
    """Counts of one portal.

    `listed`: entries of its lists; `not_due`: those archived before and not asked for now; `outcomes`: how the rest
    ended; `reasons`: why, where not as hoped.
    """

    name: str
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    listed: int = 0
    not_due: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a monitor found: `stop` ends the run with exit code 1, `warn` does not, `note` is good to know."""

    level: str
    code: str
    portal: str
    sentence: str


@dataclass(slots=True)
class Tally:
    """The counts of a run. `host` is the one that answered last; `unexpected`: faults of our own; `hosts`: what is odd about some."""

    portals: dict[str, PortalTally] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unexpected: int = 0
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    host: str = ""
    started: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    _clock: float = field(default_factory=time.monotonic)
    _last_line: float = field(default_factory=time.monotonic)

    def response(self, portal: str, url: str, size: int) -> None:
        """A response arrived. Writes a plain line now and then, so that a log shows the run alive."""
        counts = self.portals[portal]
        counts.requests += 1
        counts.bytes += size
        self.host = authority(url)
        if time.monotonic() - self._last_line >= _LINE_EVERY:
            self._last_line = time.monotonic()
            log.info("%d responses, %d entries listed, %d ended; now at %s", self.requests, self.listed, self.settled, self.host)

    def ended(self, portal: str, outcome: str, reason: str | None = None) -> None:
        """An address that looked like a report ended."""
        self.portals[portal].outcomes[outcome] += 1
        if reason:
            self.portals[portal].reasons[reason] += 1

    def find(self, level: str, code: str, portal: str, sentence: str) -> None:
        """A monitor found something."""
        self.findings.append(Finding(level, code, portal, sentence))
        log.log(logging.INFO if level == "note" else logging.WARNING, "%s: %s: %s", code, portal, sentence)

    @property
    def requests(self) -> int:
        """Responses so far."""
        return sum(counts.requests for counts in self.portals.values())

    @property
    def pages(self) -> int:
        """List pages read so far."""
        return sum(counts.pages for counts in self.portals.values())

    @property
    def listed(self) -> int:
        """List entries so far."""
        return sum(counts.listed for counts in self.portals.values())

    @property
    def not_due(self) -> int:
        """Addresses that were not asked for, because they were not so long ago."""
        return sum(counts.not_due for counts in self.portals.values())

    @property
    def settled(self) -> int:
        """Addresses that ended so far, or were not due."""
        return self.outcomes.total() + self.not_due

    @property
    def outcomes(self) -> Counter[str]:
        """Outcomes of all portals together."""
        return sum((counts.outcomes for counts in self.portals.values()), Counter())

    @property
    def errors(self) -> int:
        """Addresses that could not be had, and faults of our own."""
        return sum(self.outcomes[name] for name in ("blocked", "fetch_failed", "not_found", "soft_404", "gone")) + self.unexpected

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return round(time.monotonic() - self._clock, 1)

    @property
    def exit_code(self) -> int:
        """1 where a monitor of level stop fired or something unexpected happened, else 0."""
        return 1 if self.unexpected or any(finding.level == "stop" for finding in self.findings) else 0


def write_run(data: Path, tally: Tally, *, exit_code: int, error: str | None, build: dict[str, Any] | None) -> Path:
    """Write run.json atomically and return its path. `error`: the sentence that ended the run early, None otherwise."""
    report = {
        "command": sys.argv[1:], "version": VERSION, "started_at": f"{tally.started:%Y-%m-%dT%H:%M:%SZ}", "seconds": tally.seconds,
        "exit_code": exit_code, "error": error, "requests": tally.requests, "bytes": sum(c.bytes for c in tally.portals.values()),
        "outcomes": dict(sorted(tally.outcomes.items())), "not_due": tally.not_due, "unexpected": tally.unexpected,
        "findings": [asdict(finding) for finding in tally.findings],
        "portals": {name: _portal(counts) for name, counts in sorted(tally.portals.items())}, "hosts": tally.hosts, "build": build,
    }  # fmt: skip
    folder = _folder(data, tally.started)
    partial = folder / ".run.json.tmp"
    # What a locale could not decode of a path stands in the command as lone surrogates.
    with partial.open("w", encoding="utf-8", errors="backslashreplace") as file:
        json.dump(report, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return partial.replace(folder / "run.json")


def _portal(counts: PortalTally) -> dict[str, Any]:
    return {**asdict(counts), "outcomes": dict(sorted(counts.outcomes.items())), "reasons": dict(sorted(counts.reasons.items()))}


def _folder(data: Path, started: datetime) -> Path:
    """A new folder named after the second the run started in; a second run in that second gets a suffix."""
    stamp, suffix = started.strftime("%Y%m%dT%H%M%SZ"), 1
    while True:
        folder = data / "runs" / (stamp if suffix == 1 else f"{stamp}-{suffix}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            suffix += 1
        else:
            return folder
