"""What the last run of each portal found about it, as run.json tells it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

_STALE: Final = "stale_portal"


def stale_portals(data: Path) -> list[tuple[str, str]]:
    """(portal, sentence) of the portals whose last run found them stale. A run.json that cannot be read tells nothing."""
    seen: set[str] = set()
    found = []
    for path in sorted((data / "runs").glob("*/run.json"), reverse=True):
        try:
            run = json.loads(path.read_text(encoding="utf-8"))
            portals, findings = set(run["portals"]), run["findings"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found += [(f["portal"], f["sentence"]) for f in findings if f["code"] == _STALE and f["portal"] in portals - seen]
        seen |= portals
    return sorted(found)
