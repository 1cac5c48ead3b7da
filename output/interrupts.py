"""Ctrl-C and SIGTERM: the first ends a command in order, one more ends it at once. Nothing is torn by either."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NoReturn

INTERRUPTED: Final = 130
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def in_order() -> None:
    """From now on the first of the signals raises KeyboardInterrupt in the main thread. Where this is another one, nothing is changed."""
    _handle(_first)


def at_once() -> None:
    """From now on each of the signals ends the process: what is left to do needs no order."""
    _handle(_again)


@contextmanager
def put_off() -> Iterator[None]:
    """In this block the signals wait; the first that came does its work at the end. Where this is no main thread, nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    known = (number for number in SIGNALS if signal.getsignal(number) is not None)
    usual = {number: signal.signal(number, lambda number, _: came.append(number)) for number in known}
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def leave() -> NoReturn:
    """End the process as one that was interrupted. Threads that wait for what does not come, such as an address, are not waited for."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(INTERRUPTED)


def _handle(handler: object) -> None:
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            signal.signal(number, handler)  # type: ignore[arg-type]


def _first(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - a handler of `signal`
    # What the interrupt lets clean up would leave a traceback where it is interrupted itself.
    at_once()
    raise KeyboardInterrupt


def _again(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - a handler of `signal`
    os._exit(INTERRUPTED)
