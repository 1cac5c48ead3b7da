"""CPU time of competing ways to do one thing, interleaved, and the table that says how they compare."""

from __future__ import annotations

import gc
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

OURS = "nianbao"


@dataclass(slots=True)
class Way:
    """One way: milliseconds of CPU a unit of work in each round, and peak memory in MB by label."""

    name: str
    values: list[float]
    peaks: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Goal:
    """A ratio of CPU to hold: `way` costs at least (or at most) `bound` times `base`."""

    way: str
    base: str
    sense: str
    bound: float


@dataclass(slots=True)
class Table:
    """The ways of one comparison, measured in the same rounds; `unit` says of what a value is the cost."""

    title: str
    unit: str
    ways: list[Way]
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def ratios(self, way: str, base: str) -> list[float]:
        """`way` over `base`, round by round, so that a slower machine in one round slows both."""
        values = {w.name: w.values for w in self.ways}
        return [a / b for a, b in zip(values[way], values[base], strict=True)]

    def ratio(self, goal: Goal) -> float:
        """The median of the goal's ratios."""
        return median(self.ratios(goal.way, goal.base))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for --json."""
        goals = [{**asdict(goal), "ratio": self.ratio(goal)} for goal in self.goals]
        return {**asdict(self), "goals": goals}


def interleave(tasks: Mapping[str, Callable[[], float]], runs: int, *, warm: bool = True) -> list[Way]:
    """Run every task once to warm up (`warm`), then `runs` rounds of all of them, each round starting with another one.

    A task returns its own cost (`cpu_ms`, or the CPU of a child process).
    """
    names = list(tasks)
    for name in names if warm else ():
        tasks[name]()
    ways = {name: Way(name, []) for name in names}
    for number in range(runs):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            gc.collect()
            ways[name].values.append(tasks[name]())
    return list(ways.values())


def cpu_ms(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Milliseconds of user and system time of this process, all threads, for `work` on each item, divided by the number of items."""
    start = time.process_time()
    for item in items:
        work(item)
    return (time.process_time() - start) * 1000 / len(items)


@dataclass(slots=True)
class Child:
    """What a finished child process used: CPU of itself and the processes it waited for, and the peak of the largest of them."""

    cpu_ms: float
    peak_mb: float


def run_child(command: Sequence[str], log: str) -> Child:
    """Run a command to its end, its output in the file `log`. Raises RuntimeError with the log's end when it fails."""
    with open(log, "wb") as out:  # noqa: PTH123
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        with open(log, encoding="utf-8", errors="replace") as text:  # noqa: PTH123
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text.read()[-3000:]}")
    return Child((usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024)


def show(table: Table) -> str:
    """The table as Markdown: cost, ratio to nianbao, peaks, and whether the goals were held."""
    base = next(way.name for way in table.ways if way.name.startswith(OURS))
    labels = list(dict.fromkeys(label for way in table.ways for label in way.peaks))
    head = ["", f"CPU ms a {table.unit}", f"× {base}", *(f"peak MB {label}".strip() for label in labels)]
    lines = [f"### {table.title}", "", _line(head), _line(["---"] * len(head))]
    for way in table.ways:
        peaks = [f"{way.peaks[label]:.1f}" if label in way.peaks else "" for label in labels]
        lines.append(_line([way.name, _spread(way.values), _spread(table.ratios(way.name, base)), *peaks]))
    lines += ["", *(_goal(table, goal) for goal in table.goals), *(f"- {note}" for note in table.notes)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _spread(values: Sequence[float]) -> str:
    return f"{_number(median(values))} [{_number(min(values))}-{_number(max(values))}]"


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


def _goal(table: Table, goal: Goal) -> str:
    ratio = table.ratio(goal)
    held = ratio >= goal.bound if goal.sense == ">=" else ratio <= goal.bound
    return f"- goal: {goal.way} {goal.sense} {goal.bound:g} × {goal.base}: {ratio:.2f}, {'held' if held else 'MISSED'}"
