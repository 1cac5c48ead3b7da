"""The one base of every typed error of the three rooms."""

from __future__ import annotations

from typing import ClassVar


class NianbaoError(Exception):
    """An error that a user can do something about: a stable `code` for programs and one `sentence` that says what to do.

    `exit_code` is what the command line ends with: 3 (could not run) unless a subclass says otherwise.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence

    def __reduce__(self) -> tuple[type[NianbaoError], tuple[str, str]]:
        # Errors cross process borders (worker pools); the default rebuilds from `args`, which holds the sentence alone.
        return (type(self), (self.code, self.sentence))


class TooLargeError(ValueError):
    """A file exceeds a limit of its reader; the message names the limit. It never leaves `parsing`: the report says `too_large`."""


class UnreadError(ValueError):
    """A file that its reader does not read: `reason` is a code of `problems.REASONS`. Like the above it never leaves `parsing`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
