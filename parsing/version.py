"""The version of nianbao: every dataset row says which one read it, and a new one makes the archive be read again."""

from __future__ import annotations

VERSION = "0.1.0"
