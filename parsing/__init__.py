"""Bytes and a little context in, reports out: pure functions, no network, no files written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parsing.contract import parse

__all__ = ["parse"]


def __getattr__(name: str) -> Any:
    """`parse` is imported at first use, so that `nianbao --help` and `parsing.errors` load no reader."""
    if name != "parse":
        raise AttributeError(f"module 'parsing' has no attribute {name!r}")
    from parsing.contract import parse

    return parse
