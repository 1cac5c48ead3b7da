"""A report as the ledger keeps it: zlib over JSON, the fields of its parts column by column, which is half the text and half the time."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

from parsing.records import Cell, Check, Fact, Problem, Report, Section

_PARTS: Final[dict[str, type[Any]]] = {"sections": Section, "cells": Cell, "facts": Fact, "checks": Check, "problems": Problem}
_COLUMNS: Final = {name: attrgetter(*(field.name for field in fields(kind))) for name, kind in _PARTS.items()}
_PLAIN: Final = tuple(field.name for field in fields(Report) if field.name not in _PARTS)


def pack(report: Report) -> bytes:
    """The text of a report, not yet compressed; equal for equal reports."""
    parts = {name: list(zip(*map(columns, getattr(report, name)), strict=True)) for name, columns in _COLUMNS.items()}
    plain = {name: getattr(report, name) for name in _PLAIN}
    return json.dumps({"plain": plain, **parts}, ensure_ascii=False, separators=(",", ":")).encode()


def compress(text: bytes) -> bytes:
    """What the ledger keeps of such a text."""
    return zlib.compress(text, 3)


def unpack(blob: bytes) -> Report:
    """The report of a row of `records`; ledgers of older versions hold the object of the parse contract."""
    data = json.loads(zlib.decompress(blob))
    if "plain" not in data:
        return Report.from_dict(data)
    parts: dict[str, Any] = {name: list(map(kind, *data[name])) if data[name] else [] for name, kind in _PARTS.items()}
    return Report(**data["plain"], **parts)
