"""The child process: it takes one file after the other on standard input and answers on standard output."""

from __future__ import annotations

import os
import sys
import threading
import time
from importlib import import_module
from typing import Any, BinaryIO

from parsing.document import Document
from parsing.errors import TooLargeError, UnreadError
from parsing.sandbox.jail import allow_seconds, close_in
from parsing.sandbox.wire import pack, receive, send

_GLANCE = 0.5  # seconds between two looks at whether anybody waits for an answer


def main() -> None:
    """Serve until standard input ends. The one argument is the limit on address space in bytes."""
    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    close_in(int(sys.argv[1]))
    while True:
        try:
            order, blobs = receive(sys.stdin.buffer)
        except EOFError:
            return
        _serve(answers, order, blobs)


def _die_with(parent: int) -> None:
    """A reader of pictures may be at work for minutes, and would not see before its end that nobody is there any more."""
    while os.getppid() == parent:
        time.sleep(_GLANCE)
    os._exit(1)


def _serve(answers: BinaryIO, order: dict[str, Any], data: list[bytes]) -> None:
    allow_seconds(order["seconds"])
    try:
        read = getattr(import_module(order["module"]), order["function"])(*data)
    except UnreadError as error:
        send(answers, {"reason": error.reason, "detail": error.detail})
    except TooLargeError as error:
        send(answers, {"reason": "too_large", "detail": str(error)})
    except MemoryError:
        send(answers, {"reason": "too_large", "detail": "memory"})
    except ModuleNotFoundError as error:
        send(answers, {"reason": "needs_extra", "detail": order["extra"] or str(error.name)})
    except Exception as error:  # a damaged file makes the readers of foreign formats fail in ways that nobody can list
        send(answers, {"reason": "unreadable", "detail": f"{type(error).__name__}: {error}"[:200]})
    else:
        _answer(answers, read)


def _answer(answers: BinaryIO, read: Any) -> None:
    if isinstance(read, Document):
        send(answers, {"document": pack(read)})
    else:
        send(answers, {"members": [[member.name, member.reason] for member in read]}, *(member.data for member in read))


if __name__ == "__main__":
    main()
