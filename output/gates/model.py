"""What a gate is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from output.gates.survey import Survey

Level = Literal["stop", "warn"]
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate. `look(survey)` names everything that is wrong, a short phrase each; `what` begins the sentence, `do` ends it."""

    code: str
    level: Level
    what: str
    look: Callable[[Survey], Iterable[str]]
    do: str

    def judge(self, survey: Survey) -> Iterator[Finding]:
        """One finding where anything is wrong, else none."""
        if found := list(self.look(survey)):
            more = [f"and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
            sentence = f"{self.what}: {'; '.join(found[:_SHOWN] + more)}. {self.do}"
            yield Finding(self.level, self.code, sentence, len(found))


@dataclass(frozen=True, slots=True)
class Finding:
    """A gate that fired: `stop` keeps a release from being made, `warn` does not. `count`: how many things are wrong."""

    level: Level
    gate: str
    sentence: str
    count: int
