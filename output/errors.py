"""What can go wrong between a user and the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from parsing.errors import NianbaoError

if TYPE_CHECKING:
    from output.gates.model import Finding


class DatasetError(NianbaoError):
    """The dataset cannot be read or written as asked; `code` says why."""


class ReleaseError(NianbaoError):
    """A release was not made because a gate of level stop fired (`release_stopped`), or its version is taken (`version_exists`)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, sentence: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(code, sentence)
        self.findings = findings
