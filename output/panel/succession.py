"""Which agency goes on as which: told beside a series, never used to join two."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa


def succession(agencies: pa.Table) -> dict[str, dict[str, str]]:
    """The columns `successor` and `predecessors` by agency id, from the register `agencies`; an agency without one has no entry."""
    pairs = zip(agencies["agency"].to_pylist(), agencies["successor"].to_pylist(), strict=True)
    successor = {agency: later for agency, later in pairs if later}
    before: dict[str, list[str]] = defaultdict(list)
    for agency, later in sorted(successor.items()):
        before[later].append(agency)
    return {"successor": successor, "predecessors": {later: " ".join(ids) for later, ids in before.items()}}
