"""One line of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """`ok`: as it should be; `note`: something can be had that is not there; `fault`: something is broken. `do` is "" where nothing is."""

    level: Literal["ok", "note", "fault"]
    about: str
    found: str
    do: str = ""
