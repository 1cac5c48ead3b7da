"""The name that a server gives a file in Content-Disposition, in the many ways in which portals write it.

It is for people, and tells which of several files is the report; it says nothing of a file's kind and is never a path.
Sources: RFC 6266 (the header), RFC 8187 (`filename*`), RFC 2047 (encoded words, which do not belong there and are sent all the same).
"""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final
from urllib.parse import unquote_to_bytes

from parsing.file_names import decoded, last_part, printable

# A value in quotes, where a backslash keeps the next character; else up to the semicolon (an unclosed quote too).
_PARAMETER = re.compile(r'(?:^|;)\s*([\w!#$&+.^`|~*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.S)
_ESCAPED = re.compile(r'\\(["\\])')
_EXTENDED = re.compile(r"([\w!#$%&+^`{}~-]*)'[^']*'(.*)", re.S)
_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[BbQq]\?[^?\s]+\?=")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_MAX_HEADER: Final = 4_096


def file_name(header: bytes | None) -> str | None:
    """The name in a Content-Disposition header as it came, printable and without folders; None where there is none. Never raises.

    `filename*` goes before `filename`. Bytes of undeclared charset are UTF-8, else GBK.
    """
    if not header:
        return None
    # GBK has backslashes inside characters, so that the bytes become text before quotes and escapes are looked at.
    found = {name.lower(): _unquoted(value) for name, value in _PARAMETER.findall(decoded(header[:_MAX_HEADER]))}
    name = _extended(found.get("filename*", "")) or _plain(found.get("filename", ""))
    return printable(last_part(name)).strip(" .") or None


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] == '"' and value[-1:] == '"' and len(value) > 1:
        return _ESCAPED.sub(r"\1", value[1:-1])
    return value.strip("\"'") if value[:1] == '"' else value


def _extended(value: str) -> str:
    parts = _EXTENDED.fullmatch(value)
    charset, text = (parts[1], parts[2]) if parts else ("", value)
    return _in(charset, unquote_to_bytes(text))


def _plain(value: str) -> str:
    if _ENCODED_WORD.search(value):
        return _encoded_words(value)
    return decoded(unquote_to_bytes(value)) if _PERCENT.search(value) else value


def _encoded_words(value: str) -> str:
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(part if isinstance(part, str) else _in(charset, part) for part, charset in parts)


def _in(charset: str | None, raw: bytes) -> str:
    """Bytes by the charset that was declared for them, which is not always theirs."""
    try:
        return raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decoded(raw)
