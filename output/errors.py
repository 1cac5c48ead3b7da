"""What can go wrong between a user and the dataset."""

from __future__ import annotations

from parsing.errors import NianbaoError


class DatasetError(NianbaoError):
    """The dataset cannot be read or written as asked; `code` says why."""
