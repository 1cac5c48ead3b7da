"""What a file that contradicts itself is called."""

from __future__ import annotations

from parsing.errors import UnreadError


def damaged(detail: str) -> UnreadError:
    """The error of a structure that is not as the format asks: nothing read beside it could be believed."""
    return UnreadError("unreadable", detail)
