"""Progress of long work: a bar a stage on a terminal, plain log lines elsewhere; both on standard error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.logging import RichHandler

from parsing.echo import plain

# progress(stage, done, total): total 0 where it is not known.
Progress = Callable[[str, int, int], None]

_LINES_A_STAGE = 10


class _Plain(logging.Formatter):
    """A log is read on a terminal as well."""

    def format(self, record: logging.LogRecord) -> str:
        return plain(super().format(record))


_PLAIN = _Plain("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")


def set_up_logging(console: Console, level: str) -> None:
    """One handler on standard error. Scrapy's own lines below WARNING are shown only where LOG_LEVEL is DEBUG."""
    handler: logging.Handler = RichHandler(console=console, show_path=False) if console.is_terminal else logging.StreamHandler(console.file)
    if not console.is_terminal:
        handler.setFormatter(_PLAIN)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("scrapy", "asyncio", "twisted", "filelock"):
        logging.getLogger(noisy).setLevel(logging.DEBUG if level == "DEBUG" else logging.WARNING)
    if console.is_terminal and level != "DEBUG":
        logging.getLogger("nianbao").setLevel(logging.WARNING)


def silent(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


@contextmanager
def stages_shown(console: Console, log: str) -> Iterator[Progress]:
    """The callback that shows the stages: bars on a terminal, else some lines a stage to the logger called `log`."""
    if not console.is_terminal:
        yield _lines(logging.getLogger(log))
        return
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    with Bars(console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield show


def _lines(log: logging.Logger) -> Progress:
    """Some log lines a stage, however small its steps."""
    logged: dict[str, int] = {}

    def show(stage: str, done: int, total: int) -> None:
        step = max(1, total // _LINES_A_STAGE) if total else 10_000
        if done == total or done // step > logged.get(stage, 0):
            logged[stage] = done // step
            log.info("%s: %d of %s", stage, done, total or "…")

    return show
