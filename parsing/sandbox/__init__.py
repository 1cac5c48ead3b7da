"""A child process that reads files, so that one which hangs, swells or crashes its reader costs nothing but its own reading."""

from parsing.sandbox.keeper import run_reader
from parsing.sandbox.wire import Member

__all__ = ["Member", "run_reader"]
