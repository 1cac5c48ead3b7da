"""The columns whose texts are nearly all different: a statistic would repeat a whole text, and a dictionary all of them."""

from __future__ import annotations

from typing import Final

PROSE: Final = ("text", "message", "names", *(f"section_{number}" for number in range(1, 7)))
