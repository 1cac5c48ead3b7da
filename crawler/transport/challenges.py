"""Pages that stand between a crawler and the content. They are recorded and left alone; nothing here solves one (portals.md section 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Challenge:
    """`reason` is a code of the ledger, `kind` the product or the status that told it."""

    reason: str
    kind: str


_SMALL = 8192
# Signatures are looked for in short bodies only: a real page that merely loads such a script is longer.
_SIGNATURES: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("ruishu", re.compile(rb"\$_ts\s*=|\$_ts\.|window\.\$_ts")),
    ("c3vk", re.compile(rb"C3VK")),
    ("edgeone", re.compile(rb"__tst_status|EO_Bot_Ssid")),
    ("safeline", re.compile(rb"safeline_bot_challenge")),
    ("cookie_shell", re.compile(rb"document\.cookie\s*=[^;]{1,300};[^<]{0,300}location\.(?:reload|replace|href)")),
)
_STATUSES = {
    401: "forbidden",
    403: "forbidden",
    405: "forbidden",
    412: "challenge",
    429: "rate_limited",
    451: "forbidden",
    521: "challenge",
}


def challenge(status: int, body: bytes) -> Challenge | None:
    """The challenge or refusal that this response is, None for an ordinary one."""
    signature = next((name for name, pattern in _SIGNATURES if len(body) <= _SMALL and pattern.search(body)), None)
    if signature:
        return Challenge("challenge", signature)
    return Challenge(_STATUSES[status], f"http_{status}") if status in _STATUSES else None
