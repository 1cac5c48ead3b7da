"""Names of files as strangers give them, in an archive or a header: shown, and read for words, never used as a path or for a kind."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_ROOT = re.compile(r"/|[A-Za-z]:")
_MAX_LENGTH = 500


def decoded(raw: bytes) -> str:
    """A name of undeclared charset: UTF-8, else the GBK of Chinese Windows."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def printable(name: str) -> str:
    """A name for people: slashes forward, no control or direction characters, at most 500 characters."""
    return without_controls(name.replace("\\", "/")).replace("\n", "\ufffd")[:_MAX_LENGTH]


def without_controls(text: str) -> str:
    """A text without control and direction characters, which U+FFFD stands for; line ends stay."""
    return text if text.isprintable() else _CONTROL.sub("\ufffd", text)


def last_part(name: str) -> str:
    """The name without its folders."""
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2]


def climbs_out(name: str) -> bool:
    """Whether a name inside an archive leads out of the folder that it would be unpacked to: absolute, with a drive, or above the top."""
    plain = name.replace("\\", "/")
    depth = 0
    for part in plain.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part.strip(), 1)
        if depth < 0:
            return True
    return _ROOT.match(plain.lstrip()) is not None
